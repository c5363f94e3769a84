"""Saying something to the person: in passing, or so that it must be read; and keeping all of it for the log."""

import contextlib
import sys
from datetime import datetime, timezone
from typing import Any, NamedTuple

from textual.app import App

from services.model.errors import OciSmtpError
from tui.terminal.textual_private import take_toast_away
from widgets.plain import visible

MOST_TOASTS = 3
"""More would hide a small screen; the log has all that was said."""


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

    def say(self, text: str, severity: Any = "information") -> None:
        """A toast, kept in the log. What is said again, or once too often, takes the place of the toasts before."""
        is_said_again = bool(self.log_lines) and self.log_lines[-1].text == text
        self.log_lines.append(LogLine(datetime.now(timezone.utc), text))
        if is_said_again or (self.screen_stack and len(self.screen.query("Toast")) >= MOST_TOASTS):
            self.clear_notifications()
        self.notify(text, severity=severity, markup=False)

    def unsay(self, text: str) -> None:
        """Take a toast away that is not true any more; the log keeps it."""
        self.call_later(take_toast_away, self, text)  # behind the message by which it comes up

    def remember(self, error: OciSmtpError) -> None:
        """Keep an error for the log without showing it."""
        ids = " ".join(part for part in (error.code, error.request_id) if part)
        self.log_lines.append(LogLine(datetime.now(timezone.utc), f"{error.title}: {error.cause} {ids}".strip()))

    def show_error(self, error: OciSmtpError) -> None:
        """Show an error that must be read."""
        raise NotImplementedError
