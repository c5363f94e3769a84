"""The person's desk for Pilot tests: a clipboard that remembers, and eyes for the screen."""

import re
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.timer import Timer, TimerCallback
from textual.widget import Widget
from textual.widgets import Input

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyOutcome, CopyState
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.screens.user import UserScreen
from tui.screens.users import UsersScreen

AppPilot = Pilot[int]
FOREVER_S = 3600.0


class RecordingClipboard(Clipboard):
    """A clipboard that keeps what it is given, and can be slow or unwilling."""

    name = "the clipboard of the test"

    def __init__(self) -> None:
        self.held: str | None = None
        self.copies: list[str] = []
        self.clears = 0
        self.is_willing = True
        self.may_finish = threading.Event()
        """Cleared, it makes copies wait."""
        self.may_finish.set()

    def copy(self, text: Secret) -> CopyOutcome:
        """Keep the text."""
        revealed = text.reveal()
        self.may_finish.wait(10)
        if not self.is_willing:
            return CopyOutcome(CopyState.UNAVAILABLE, "The clipboard is out of reach.", "Try another one.")
        self.held = revealed
        self.copies.append(revealed)
        advice, doubt = "Somebody may look over your shoulder.", "If paste is empty, it is somewhere else"
        return CopyOutcome(CopyState.SENT, "Sent to the clipboard of the test.", advice, doubt)

    def clear(self) -> CopyOutcome:
        """Drop the text."""
        if self.held is None:
            return NOTHING_OF_OURS
        self.held = None
        self.clears += 1
        return CopyOutcome(CopyState.CLEARED, "Cleared from the clipboard of the test.")

    def refresh(self) -> None:
        """Nothing to repeat."""

    def cleanup(self) -> None:
        """It goes with our process."""


def seen(pilot: Pilot[Any]) -> str:
    """The lines of the screen, or of the dialog over it, as they would go to the terminal."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    for frame in screen.query("#frame"):
        x, y, width, height = frame.region
        strips = [strip.crop(x, x + width) for strip in strips[y : y + height]]
    return "\n".join(strip.text for strip in strips)


def flowing(pilot: Pilot[Any]) -> str:
    """What is seen, with line breaks, borders and runs of spaces taken out: for sentences that were wrapped."""
    return " ".join(seen(pilot).replace("│", " ").split())


class Timers:
    """The timers that a kind of screen sets from now on: they go off when told to, and not before."""

    def __init__(self, kind: type[Widget], monkeypatch: pytest.MonkeyPatch) -> None:
        self._set: list[tuple[float, Timer, TimerCallback]] = []
        every = kind.set_timer

        def set_timer(widget: Any, delay: float, callback: TimerCallback, **more: Any) -> Timer:
            timer = every(widget, FOREVER_S, callback, **more)
            self._set.append((delay, timer, callback))
            return timer

        monkeypatch.setattr(kind, "set_timer", set_timer)

    def run_out(self, pilot: Pilot[Any], seconds: float) -> None:
        """Let so much time have passed: what was due by then, and was not stopped, happens."""
        for delay, timer, callback in self._set:
            if delay <= seconds and timer._task is not None and not timer._task.done():
                pilot.app.screen.call_later(callback)


async def see(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until all the texts stand on the screen."""
    for text in texts:
        try:
            await wait_until(pilot, partial(_is_seen, pilot, text))
        except AssertionError:
            raise AssertionError(f"{text!r} is not on the screen:\n{seen(pilot)}") from None


def _is_seen(pilot: Pilot[Any], text: str) -> bool:
    return text in flowing(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text into the field that has the focus, and wait until it is there."""
    field = pilot.app.screen.focused
    assert isinstance(field, Input)
    before = field.value
    await pilot.press(*text)
    await wait_until(pilot, lambda: field.value == before + text)


async def ending_to_type(pilot: Pilot[Any]) -> str:
    """The end of the user name that a confirmation asks for, where the focus is."""
    await see(pilot, "To confirm, type the end of its user name:")
    found = re.search(r"To confirm, type the end of its user name: (\S+)", flowing(pilot))
    assert found
    return found[1]


async def type_ending(pilot: Pilot[Any]) -> None:
    """Confirm that a credential is deleted: type the end of its user name, then enter."""
    await write(pilot, await ending_to_type(pilot))
    await pilot.press("enter")


async def at_home(pilot: Pilot[Any]) -> None:
    """Wait until the session is open."""
    await wait_until(pilot, lambda: pilot.app.screen.is_mounted and _app(pilot).status.tenancy)


async def at_user(pilot: Pilot[Any]) -> UserScreen:
    """Wait for a user whose credentials are listed."""
    await wait_until(
        pilot, lambda: isinstance(pilot.app.screen, UserScreen) and pilot.app.screen._credentials is not None
    )
    screen = pilot.app.screen
    assert isinstance(screen, UserScreen)
    return screen


async def at_users(pilot: Pilot[Any], count: int) -> UsersScreen:
    """Wait for the list of that many users."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, UsersScreen) and pilot.app.screen.table.total == count)
    screen = pilot.app.screen
    assert isinstance(screen, UsersScreen)
    await wait_until(pilot, lambda: screen._loaded_at)
    return screen


async def at(pilot: Pilot[Any], kind: type) -> None:
    """Wait for a screen of that kind on top."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.is_mounted)


def descriptions(tenancy: Tenancy, name: str) -> list[str]:
    """What the tenancy has as descriptions of the user's credentials."""
    return [item.description for item in tenancy.credentials(tenancy.user_ocid(name))]


def said(pilot: Pilot[Any]) -> str:
    """Everything the app has said so far, as its log has it."""
    return "\n".join(line.text for line in _app(pilot).log_lines)


async def hear(pilot: Pilot[Any], text: str) -> None:
    """Wait until the app has said it."""
    await wait_until(pilot, lambda: text in said(pilot))


def _app(pilot: Pilot[Any]) -> OciSmtpApp:
    assert isinstance(pilot.app, OciSmtpApp)
    return pilot.app


USERS = 60


Opened = Callable[..., AbstractAsyncContextManager[AppPilot]]
