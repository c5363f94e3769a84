"""The Windows clipboard, also from WSL, marked so that history, cloud and clipboard managers leave it alone."""

import base64
from dataclasses import dataclass

from services.clipboard.counted import Scripts
from services.model.override import override

# The three formats, four zero bytes each, are Microsoft's for secrets: learn.microsoft.com, "Clipboard Formats", Cloud
# Clipboard and Clipboard History Formats. The sequence number tells later whether something was copied since.
_BEGIN = """
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Add-Type -AssemblyName System.Windows.Forms
Add-Type -Namespace OciSmtp -Name Native -MemberDefinition `
  '[DllImport("user32.dll")] public static extern uint GetClipboardSequenceNumber();'
"""
_COPY = """
$reader = New-Object IO.StreamReader([Console]::OpenStandardInput(), (New-Object Text.UTF8Encoding($false)))
$text = $reader.ReadToEnd()
$data = New-Object Windows.Forms.DataObject
$data.SetText($text, 'UnicodeText')
foreach ($name in 'ExcludeClipboardContentFromMonitorProcessing', 'CanIncludeInClipboardHistory',
                  'CanUploadToCloudClipboard') {
  $data.SetData($name, (New-Object IO.MemoryStream(,[byte[]](0, 0, 0, 0))))
}
[Windows.Forms.Clipboard]::SetDataObject($data, $true, 5, 100)
$equal = [Windows.Forms.Clipboard]::GetText('UnicodeText') -ceq $text
$(if ($equal) { 'equal ' } else { 'other ' }) + [OciSmtp.Native]::GetClipboardSequenceNumber()
"""
_CLEAR = """
if ([string][OciSmtp.Native]::GetClipboardSequenceNumber() -cne 'COUNT') { 'other'; exit }
[Windows.Forms.Clipboard]::Clear()
'cleared'
"""


@dataclass(frozen=True)
class Windows(Scripts):
    """The clipboard through Windows PowerShell; `powershell` is the path of `powershell.exe`."""

    powershell: str
    name: str = "Windows clipboard"
    marked: str = "kept out of its history"
    timeout: float = 10.0

    @override
    def copy(self) -> list[str]:
        return self._command(_COPY)

    @override
    def clear(self, count: str) -> list[str]:
        return self._command(_CLEAR.replace("COUNT", count))

    def _command(self, script: str) -> list[str]:
        # Encoded, because quotes do not survive the way from WSL; -STA, because the clipboard is a COM object.
        encoded = base64.b64encode(f"{_BEGIN}{script}".encode("utf-16-le")).decode()
        return [self.powershell, "-NoProfile", "-NonInteractive", "-STA", "-EncodedCommand", encoded]
