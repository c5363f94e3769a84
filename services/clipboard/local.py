"""The clipboard of this machine through pyperclip, in a process of its own.

pyperclip waits for its tools without end and lets them write on our terminal: a child can be killed, and is mute.
"""

import threading
from collections.abc import Mapping

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.clipboard.child_script import child_script
from services.clipboard.fingerprint import Fingerprint
from services.model.secret import Secret
from services.system.process import ProcessResult, run

TIMEOUT_SECONDS = 4.0
"""For one request: under WSL reading starts a PowerShell."""


class Local(Clipboard):
    """Whatever pyperclip finds: Windows, WSL, xsel, pbcopy."""

    name = "clipboard of this machine"

    def __init__(self, *, environ: Mapping[str, str], advice: str) -> None:
        # Without it pyperclip takes X11's tools: it would run wl-copy so that an old one keeps the text in a file.
        self._environ = {name: value for name, value in environ.items() if name != "WAYLAND_DISPLAY"}
        self._advice = advice
        self._lock = threading.Lock()
        self._ours: Fingerprint | None = None

    def copy(self, text: Secret) -> CopyOutcome:
        """Copy, and read it back: pyperclip takes no notice of a tool that failed."""
        data = text.reveal().encode()
        with self._lock:
            self._ours = Fingerprint(data)
            copied = self._copy(data)
            read = self._paste() if copied.ok else ProcessResult(None)
        if read.ok and read.output == data:
            return CopyOutcome(CopyState.COPIED, f"Copied to the {self.name}.", self._advice)
        if copied.ok and read.code is None:
            return CopyOutcome(CopyState.SENT, f"Sent to the {self.name}, but couldn't verify it.", self._advice)
        return CopyOutcome(
            CopyState.UNAVAILABLE,
            f"Couldn't copy to the {self.name}.",
            "Try --clipboard osc52.",
        )

    def clear(self) -> CopyOutcome:
        """Empty the clipboard if it still holds our text."""
        with self._lock:
            if self._ours is None:
                return NOTHING_OF_OURS
            held = self._paste()
            if held.ok and not self._ours.matches(held.output):
                self._ours = None
                return CopyOutcome(
                    CopyState.CLEARED, f"The {self.name} now holds something else, so it wasn't cleared."
                )
            if held.ok and self._copy(b"").ok:
                held = self._paste()
                if held.ok and not self._ours.matches(held.output):
                    self._ours = None
                    return CopyOutcome(CopyState.CLEARED, f"Cleared the {self.name}.", self._advice)
        return CopyOutcome(
            CopyState.UNAVAILABLE, f"Couldn't read and clear the {self.name}.", "Copy something else over it."
        )

    def _copy(self, data: bytes) -> ProcessResult:
        # Some tools stay behind to serve the clipboard and would hold our pipe.
        return self._run("copy", stdin=data, keep_output=False)

    def _paste(self) -> ProcessResult:
        return self._run("paste")

    def _run(self, request: str, *, stdin: bytes = b"", keep_output: bool = True) -> ProcessResult:
        command = child_script("pyperclip", request)
        if command is None:
            return ProcessResult(None)
        return run(command, environ=self._environ, stdin=stdin, timeout=TIMEOUT_SECONDS, keep_output=keep_output)
