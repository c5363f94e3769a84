"""Saying something to the person: in passing, or so that it must be read; and keeping all of it for the log."""

import contextlib
import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

from textual.app import App
from textual.css.query import DOMQuery
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from services.model.errors import OciSmtpError
from tui.terminal.textual_private import take_toast_away
from widgets.cells import shorten, wrap
from widgets.plain import visible
from widgets.prompt_line import PromptLine

MOST_TOASTS = 3
"""More would hide a small screen; the log has all that was said."""

BESIDE_TEXT = 4
"""Cells of a toast beside its text: edge, padding, and one that Textual leaves."""


class LogLine(NamedTuple):
    """One thing said, and when."""

    at: datetime
    text: str


def print_parting(text: str) -> None:
    """Say something once the app is gone, where the terminal is still there."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed; or there never was one
        start = "\r\x1b[K" if sys.stderr.isatty() else ""  # some terminals leave what the app drew where it was
        print(f"{start}oci-smtp: {visible(text)}", file=sys.stderr, flush=True)


class Notifications(App[int]):
    """Mixin for the app."""

    log_lines: list[LogLine]

    def on_mount(self) -> None:
        """Follow the screens."""
        self.screen_change_signal.subscribe(self, lambda top: top.call_after_refresh(self.keep_toasts_clear))

    def say(self, text: str, severity: Any = "information") -> None:
        """A toast, kept in the log. What is said again, or once too often, takes the place of the toasts before."""
        is_said_again = bool(self.log_lines) and self.log_lines[-1].text == text
        self.log_lines.append(LogLine(datetime.now(timezone.utc), text))
        shown = sum(toast.outer_size.height for toast in self._toasts())
        if is_said_again or len(self._toasts()) >= MOST_TOASTS:
            self.clear_notifications()
            shown = 0
        toast = _wrapped(text, self.size.width)
        if self.screen_stack and self.screen.is_mounted:
            needed = toast.count("\n") + 1
            if not self._dock(shown + needed):
                self.clear_notifications()
                if not self._dock(needed):
                    self.tell_in_line(text)
                    return
        self.notify(toast, severity=severity, markup=False)

    def tell_in_line(self, text: str) -> None:
        """Say something where there is no room for a toast: in the reserved line of the dialog or screen."""
        for line in self.screen.query(PromptLine):
            line.status = text
        for below in self.screen.query("#below").results(Static):
            below.update(shorten(visible(text), below.size.width))

    def keep_toasts_clear(self) -> None:
        """The screen, or the cursor, is another: move the toasts if they are over it, or take them away."""
        shown = sum(toast.outer_size.height for toast in self._toasts())
        if shown and not self._dock(shown):
            self.clear_notifications()

    def _toasts(self) -> DOMQuery[Widget]:
        return self.screen.query("Toast") if self.screen_stack else self.query("Toast")

    def _dock(self, lines: int) -> bool:
        """Have toasts of so many lines stand where they cover nothing that matters; whether there is such a place."""
        free = _free_lines(self.screen)
        for rack in self.screen.query("ToastRack"):
            if lines <= free.bottom:
                rack.styles.dock, rack.styles.margin = "bottom", (0, 0, free.below, 0)
            elif lines <= free.top:  # over the title, which says where one is, as a last resort
                rack.styles.dock, rack.styles.margin = "top", 0
        return lines <= max(free.top, free.bottom)

    def unsay(self, text: str) -> None:
        """Take a toast away that is not true any more; the log keeps it."""
        toast = _wrapped(text, self.size.width)
        self.call_later(take_toast_away, self, toast)  # behind the message by which it comes up

    def remember(self, error: OciSmtpError) -> None:
        """Keep an error for the log without showing it."""
        ids = " ".join(part for part in (error.code, error.request_id) if part)
        self.log_lines.append(LogLine(datetime.now(timezone.utc), f"{error.title}: {error.cause} {ids}".strip()))

    def show_error(self, error: OciSmtpError) -> None:
        """Show an error that must be read."""
        raise NotImplementedError


@dataclass(frozen=True)
class _FreeLines:
    """Lines of a screen that a toast can cover, at both ends: never a dialog, the `:` line, or the person's row."""

    top: int
    """How many, from the first line of the screen."""

    bottom: int
    """How many, above `below`."""

    below: int
    """Lines at the end of the screen that are not free: the `:` line, and the footer."""


def _wrapped(text: str, width: int) -> str:
    """A text as a toast has it on a screen of that width: as wide as its longest line, and at most as the screen."""
    return "\n".join(wrap(visible(text), max(1, width - BESIDE_TEXT)))


def _free_lines(screen: Screen[Any]) -> _FreeLines:
    """What is free on a screen that is laid out."""
    height = screen.size.height
    frames = [frame.region for frame in screen.query("#frame, CommandPalette > #--container")]
    if frames:
        return _FreeLines(min(each.y for each in frames), max(0, height - max(each.bottom for each in frames)), 0)
    row = current_row(screen)
    end = min([line.region.y for line in screen.query("PromptLine, KeyFooter")], default=height)
    return _FreeLines(end if row is None else row, end if row is None else max(0, end - row - 1), height - end)


def current_row(screen: Screen[Any]) -> int | None:
    """The line of the screen on which the person is; None where nothing has a cursor."""
    focused = screen.focused
    if isinstance(focused, Input):
        return focused.region.y
    row: int | None = getattr(focused, "cursor_row", None)  # of a table or a menu, which Home does without
    return row
