"""One line on standard error that is written over again and again while something takes long."""

import contextlib
import shutil
import sys

from tui.cli.notes import is_quiet
from widgets.plain import visible

ERASE_LINE = "\r\x1b[K"
"""To the left edge, and erase from there (ECMA-48, EL)."""


class StatusLine:
    """Such a line. Where no terminal is there, or hints are left out, it says nothing."""

    def __init__(self) -> None:
        self.is_on = sys.stderr.isatty() and not is_quiet()
        self._text = ""

    def show(self, text: str) -> None:
        """Say this in place of what it said before."""
        if self.is_on and text != self._text:
            self._text = text
            room = shutil.get_terminal_size().columns - 1
            self._write(f"{ERASE_LINE}{visible(text)[:room]}")

    def clear(self) -> None:
        """Say nothing, so that another line can be written."""
        if self.is_on and self._text:
            self._text = ""
            self._write(ERASE_LINE)

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a terminal that is gone must not stop what is in progress
            print(text, end="", file=sys.stderr, flush=True)
