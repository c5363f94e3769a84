"""The macOS pasteboard, marked so that clipboard managers and other devices leave it alone."""

import threading
from collections.abc import Mapping

from services.clipboard import NOTHING_OF_OURS, Cleanup, Clipboard, Outcome, State
from services.clipboard.process import Result, run
from services.secret import Secret

# The concealed type is nspasteboard.org's; option 1 of prepareForNewContents is NSPasteboardContentsCurrentHostOnly,
# which keeps it from the Universal Clipboard. The change count tells later whether anybody has copied since.
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


class MacOs(Clipboard):
    """The general pasteboard through JavaScript for Automation; `osascript` is the program's path."""

    name = "macOS clipboard"

    def __init__(self, osascript: str, *, environ: Mapping[str, str], advice: str) -> None:
        self._osascript = osascript
        self._environ = environ
        self._advice = advice
        self._lock = threading.Lock()
        self._change_count = ""

    def copy(self, text: Secret) -> Outcome:
        """Put the text there and read it back."""
        with self._lock:
            done = self._run(_COPY, stdin=text.reveal().encode())
            verdict, _, change_count = done.output.decode(errors="replace").strip().partition(" ")
            if not done.ok or verdict != "equal":
                return Outcome(
                    State.UNAVAILABLE, "Not copied: the macOS clipboard did not take it.", "Press v to see it instead."
                )
            self._change_count = change_count
        return Outcome(State.COPIED, "Copied to the macOS clipboard, marked as concealed.", self._advice)

    def clear(self) -> Outcome:
        """Empty the pasteboard if nobody has copied since."""
        with self._lock:
            if not self._change_count:
                return NOTHING_OF_OURS
            done = self._run(_CLEAR, self._change_count)
            if not done.ok:
                return Outcome(
                    State.UNAVAILABLE, "The macOS clipboard could not be cleared.", "Copy something else over it."
                )
            self._change_count = ""
        if done.output.strip() == b"other":
            return Outcome(State.CLEARED, "The macOS clipboard already holds something else; it was left alone.")
        return Outcome(State.CLEARED, "Cleared the macOS clipboard.")

    def cleanup(self) -> Cleanup | None:
        """Empty the pasteboard if nobody has copied since; known once something was copied."""
        if not self._change_count:
            return None
        return Cleanup("pasteboard", command=tuple(self._command(_CLEAR, self._change_count)))

    def _run(self, script: str, *arguments: str, stdin: bytes = b"") -> Result:
        command = self._command(script, *arguments)
        return run(command, environ=self._environ, stdin=stdin, timeout=4.0)

    def _command(self, script: str, *arguments: str) -> list[str]:
        return [self._osascript, "-l", "JavaScript", "-e", script, *arguments]
