"""The macOS pasteboard, marked so that clipboard managers and other devices leave it alone."""

from dataclasses import dataclass

from services.clipboard.counted import Scripts
from services.model.override import override

# The concealed type is nspasteboard.org's; option 1 of prepareForNewContents is NSPasteboardContentsCurrentHostOnly,
# which keeps it from the Universal Clipboard. The change count tells later whether something was copied since.
_COPY = """
ObjC.import('AppKit');
const data = $.NSFileHandle.fileHandleWithStandardInput.readDataToEndOfFile;
const text = $.NSString.alloc.initWithDataEncoding(data, $.NSUTF8StringEncoding);
const board = $.NSPasteboard.generalPasteboard;
board.prepareForNewContentsWithOptions(1);
board.setStringForType(text, $.NSPasteboardTypeString);
board.setStringForType($(''), $('org.nspasteboard.ConcealedType'));
const equal = text.isEqualToString(board.stringForType($.NSPasteboardTypeString));
(equal ? 'equal ' : 'other ') + board.changeCount;
"""
_CLEAR = """
ObjC.import('AppKit');
function run(argv) {
  const board = $.NSPasteboard.generalPasteboard;
  if (String(board.changeCount) !== argv[0]) return 'other';
  board.clearContents;
  return 'cleared';
}
"""


@dataclass(frozen=True)
class MacOs(Scripts):
    """The general pasteboard through JavaScript for Automation; `osascript` is the program's path."""

    osascript: str
    name: str = "macOS clipboard"
    marked: str = "marked as concealed"
    timeout: float = 4.0

    @override
    def copy(self) -> list[str]:
        return self._command(_COPY)

    @override
    def clear(self, count: str) -> list[str]:
        return self._command(_CLEAR, count)

    def _command(self, script: str, *arguments: str) -> list[str]:
        return [self.osascript, "-l", "JavaScript", "-e", script, *arguments]
