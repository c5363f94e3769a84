"""Every path by which Textual could let a password out of the app, each tried."""

import gc
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from rich.pretty import pretty_repr
from textual import events
from textual.app import App
from textual.command import CommandPalette
from textual.widgets import Input

from services.delivery.keyring import KeyringChannel
from services.model.errors import PassphraseNeededError
from tests.e2e.leaks.stub_issue import MADE, USER, StubIssue, stub_issue
from tests.tui.desk import AppPilot, Opened, Timers, at, at_home, flowing, see, seen, write
from tests.tui.dialogs.hidden import WIDE, Hidden, app_of
from tests.wait import wait_until
from tui.base import timed_copy
from tui.base.background import Answered, Background
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.kept import KeyringPasswordDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.dialogs.password import PasswordDialog
from tui.dialogs.unsaved import UnsavedDialog

COPY = re.compile(r"\x1b\]52;c;[^\x07]")
"""Something put on the clipboard of the desk; a copy of nothing is none."""
CLEAR = "\x1b]52;c;IA==\x07"


def dialog_of(pilot: AppPilot) -> PasswordDialog:
    assert isinstance(pilot.app.screen, PasswordDialog)
    return pilot.app.screen


@pytest.fixture
def issued(opened: Opened, terminal_output: list[str]) -> Any:
    """Opens the app with a dialog over it that has the password; other options by name."""

    @asynccontextmanager
    async def open_dialog(
        hidden: Hidden, kind: type[PasswordDialog] = CredentialDialog, **options: Any
    ) -> AsyncIterator[AppPilot]:
        async with opened(size=WIDE, clipboard="osc52", **options) as pilot:
            await at_home(pilot)
            if kind is CredentialDialog:
                await pilot.app.push_screen(CredentialDialog(USER, stub_issue(hidden.made())))
            else:
                channel = KeyringChannel("us-ashburn-1")
                await pilot.app.push_screen(KeyringPasswordDialog(MADE, hidden.made(), channel))
            await see(pilot, "us-ashburn-1", "••••")
            yield pilot

    return open_dialog


async def reveal(pilot: AppPilot, hidden: Hidden) -> None:
    await pilot.press("v")
    await wait_until(pilot, lambda: hidden.is_in(flowing(pilot)))


KINDS = pytest.mark.parametrize("kind", [CredentialDialog, KeyringPasswordDialog])


class TestPictures:
    @KINDS
    async def test_no_screenshot_of_a_password_dialog_can_be_taken(
        self, issued: Any, hidden: Hidden, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        before = list(tmp_path.rglob("*"))
        async with issued(hidden, kind) as pilot:
            await reveal(pilot, hidden)
            for over in (None, UnsavedDialog(was_shown=True), HandOverDialog([])):
                if over:
                    await pilot.app.push_screen(over)
                for take in (pilot.app.export_screenshot, pilot.app.save_screenshot, pilot.app.deliver_screenshot):
                    with pytest.raises(PermissionError):
                        take()
        assert list(tmp_path.rglob("*")) == before

    async def test_the_palette_offers_no_screenshot_over_a_password_dialog(self, issued: Any, hidden: Hidden) -> None:
        async with issued(hidden) as pilot:
            assert not list(pilot.app.get_system_commands(pilot.app.screen))
            await pilot.press("ctrl+p")
            await at(pilot, CommandPalette)
            await pilot.press(*"screenshot")
            await see(pilot, "No matches found")

    async def test_a_screenshot_after_the_dialog_closed_contains_no_password(self, issued: Any, hidden: Hidden) -> None:
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            await pilot.press("enter")
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PasswordDialog))
            assert not hidden.is_in(re.sub(r"<[^>]*>|\s", "", pilot.app.export_screenshot()))


class TestSelecting:
    @KINDS
    async def test_mouse_selection_cannot_copy_the_password(
        self, issued: Any, hidden: Hidden, kind: type, terminal_output: list[str]
    ) -> None:
        async with issued(hidden, kind) as pilot:
            await reveal(pilot, hidden)
            view = dialog_of(pilot).password
            for start, end in (((0, 0), (view.size.width - 1, 0)), ((0, -2), (view.size.width - 1, 4))):
                await pilot.mouse_down(view, offset=start)
                await pilot.hover(view, offset=end)
                await pilot.mouse_up(view, offset=end)
                await pilot.press("ctrl+c", "super+c")
            await pilot.double_click(view)
            await pilot.triple_click(view)
            await pilot.press("ctrl+c")
            pilot.app.screen.text_select_all()
            view.text_select_all()
            await pilot.press("ctrl+c")
            assert not hidden.is_in(pilot.app.screen.get_selected_text())
            assert not COPY.search("".join(terminal_output))

    async def test_the_clipboard_inside_textual_never_gets_the_password(
        self, issued: Any, hidden: Hidden, terminal_output: list[str]
    ) -> None:
        async with issued(hidden) as pilot:
            await pilot.press("y", "u", "y")
            await wait_until(pilot, lambda: len(COPY.findall("".join(terminal_output))) == 3)
            await see(pilot, "Password: Sent")
            assert hidden.is_in(*terminal_output), "it was copied"
            assert pilot.app.clipboard == ""

    async def test_a_passphrase_is_not_copied_out_of_its_field(
        self, opened: Opened, hidden: Hidden, terminal_output: list[str]
    ) -> None:
        async with opened(size=WIDE) as pilot:
            await at_home(pilot)
            await pilot.app.push_screen(PassphraseDialog(PassphraseNeededError("It is encrypted.")))
            await write(pilot, hidden.made().reveal())
            field = pilot.app.screen.query_one(Input)
            for key in ("ctrl+c", "super+c", "ctrl+x"):
                await pilot.press("home", "shift+end")
                assert hidden.is_in(field.selected_text)
                await pilot.press(key)
            assert pilot.app.clipboard == ""
            assert not COPY.search("".join(terminal_output))
            assert not hidden.is_in(re.sub(r"<[^>]*>|\s", "", pilot.app.export_screenshot()))


class TestWords:
    async def test_no_widget_message_toast_or_log_line_contains_the_password(
        self, issued: Any, hidden: Hidden, messages: list[str]
    ) -> None:
        async with issued(hidden) as pilot:
            await pilot.press("y")
            await see(pilot, "Password: Sent")
            await reveal(pilot, hidden)
            app = app_of(pilot)
            widgets = [widget for screen in app.screen_stack for widget in [screen, *screen.query("*")]]
            looks = [f"{each!r} {pretty_repr(each)} {vars(each)} {each.tooltip}" for each in widgets]
            fields = [each.value for each in widgets if isinstance(each, Input)]
            await pilot.press("enter")
            await see(pilot, "Pasted it?")
            await pilot.press("enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, PasswordDialog))
            said = [f"{each.message} {each.title}" for each in app._notifications]
            assert "Answered" in "".join(messages)
            assert said
            assert not hidden.is_in(*looks, *fields, *messages, *said, *app.log_lines)
            assert not hidden.is_in(app.title, app.sub_title, app.status, vars(app))

    async def test_no_window_title_contains_the_password(
        self, issued: Any, hidden: Hidden, terminal_output: list[str]
    ) -> None:
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            await pilot.press("v")
            await see(pilot, "••••")
            assert not hidden.is_in(*re.findall(r"\x1b\][^\x07\x1b]*", "".join(terminal_output)))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The topics of all answers that were dealt with."""
    topics: list[str] = []
    handle = Background.on_answered

    def deal_with(asking: Background, event: Answered) -> None:
        handle(asking, event)
        topics.append(event.topic)

    monkeypatch.setattr(Background, "on_answered", deal_with)
    return topics


class TestMasked:
    """It is drawn for as long as someone is there to read it."""

    @KINDS
    async def test_the_password_is_masked_when_the_dialog_opens(self, issued: Any, hidden: Hidden, kind: type) -> None:
        async with issued(hidden, kind) as pilot:
            assert not hidden.is_in(flowing(pilot))

    async def test_the_password_is_masked_after_30_idle_seconds(
        self, issued: Any, hidden: Hidden, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        timers = Timers(PasswordDialog, monkeypatch)
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            timers.run_out(pilot, 30)
            await see(pilot, "••••")
            assert not hidden.is_in(flowing(pilot))

    async def test_the_password_is_masked_when_the_window_loses_the_focus(self, issued: Any, hidden: Hidden) -> None:
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            pilot.app.post_message(events.AppBlur())
            await see(pilot, "••••")
            assert not hidden.is_in(flowing(pilot))

    @pytest.mark.parametrize("meanwhile", ["s", "m", "escape", "blur"])
    async def test_a_slow_reveal_stays_masked_after_another_key_or_a_lost_focus(
        self, issued: Any, hidden: Hidden, answered: list[str], monkeypatch: pytest.MonkeyPatch, meanwhile: str
    ) -> None:
        """The journal may be on a slow disk: what waits for it must not be shown behind the next question."""
        written_down = threading.Event()
        monkeypatch.setattr(StubIssue, "shown", lambda _: written_down.wait(10))
        async with issued(hidden) as pilot:
            dialog = dialog_of(pilot)
            await pilot.press("v")
            if meanwhile == "blur":
                pilot.app.post_message(events.AppBlur())
                await wait_until(pilot, lambda: not pilot.app.app_focus)
            else:
                await pilot.press(meanwhile)
                await wait_until(pilot, lambda: pilot.app.screen is not dialog)
            written_down.set()
            await wait_until(pilot, lambda: "reveal" in answered)
            assert not dialog.password.revealed
            assert not hidden.is_in(flowing(pilot))

    async def test_the_password_is_masked_when_the_terminal_is_resized(self, issued: Any, hidden: Hidden) -> None:
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            await pilot.resize_terminal(90, 28)
            await see(pilot, "••••")
            assert not hidden.is_in(flowing(pilot))

    async def test_a_clipboard_clear_without_focus_is_repeated_on_focus_and_on_closing(
        self, issued: Any, hidden: Hidden, terminal_output: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with issued(hidden) as pilot:
            await pilot.press("y")
            await see(pilot, "Cleared in", "if allowed")
            pilot.app.post_message(events.AppBlur())
            monkeypatch.setattr(timed_copy, "monotonic", lambda: monotonic() + timed_copy.CLEAR_AFTER_SECONDS)
            await see(pilot, "Asked the terminal to clear")
            asked = len(terminal_output)
            pilot.app.post_message(events.AppFocus())
            await wait_until(pilot, lambda: CLEAR in "".join(terminal_output[asked:]))
            pilot.app.post_message(events.AppBlur())
            pilot.app.post_message(events.AppFocus())
            await pilot.press("enter")
            await wait_until(pilot, lambda: not isinstance(app_of(pilot).screen, PasswordDialog))
            await wait_until(pilot, lambda: "".join(terminal_output[asked:]).count(CLEAR) >= 2)
        assert "".join(terminal_output[asked:]).count(CLEAR) == 2  # none for the second focus

    async def test_the_password_is_masked_when_the_app_is_suspended(self, issued: Any, hidden: Hidden) -> None:
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            pilot.app.app_suspend_signal.publish(pilot.app)
            await see(pilot, "••••")
            assert not hidden.is_in(flowing(pilot))

    async def test_no_key_suspends_the_app_over_a_password_dialog(
        self, issued: Any, hidden: Hidden, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        suspended: list[App[Any]] = []
        monkeypatch.setattr(App, "action_suspend_process", suspended.append)
        async with issued(hidden) as pilot:
            await reveal(pilot, hidden)
            await pilot.press("ctrl+z")
            await pilot.pause()
            actions = {active.binding.action for active in pilot.app.screen.active_bindings.values()}
            assert not [action for action in actions if "suspend" in action or "screenshot" in action]
        assert suspended == []

    @KINDS
    async def test_no_reveal_neither_shows_nor_copies_the_password(
        self, issued: Any, hidden: Hidden, kind: type, terminal_output: list[str]
    ) -> None:
        async with issued(hidden, kind, no_reveal=True) as pilot:
            for key in ("v", "y"):
                await pilot.press(key)
                await see(pilot, "can't be shown or copied")
            await pilot.press("u")
            await see(pilot, "User name: Sent")
            assert not hidden.is_in(seen(pilot), flowing(pilot), *terminal_output)
            assert len(COPY.findall("".join(terminal_output))) == 1


class TestAfterwards:
    @pytest.fixture(autouse=True)
    def no_garbage_of_earlier_tests(self) -> None:
        gc.collect()

    @KINDS
    async def test_no_object_in_memory_has_the_password_after_the_dialog_closed(
        self, issued: Any, hidden: Hidden, kind: type, terminal_output: list[str]
    ) -> None:
        async with issued(hidden, kind) as pilot:
            secret = dialog_of(pilot).secret
            await reveal(pilot, hidden)
            await pilot.press("y")
            await see(pilot, "Password: Sent")
            assert hidden.holders(), "it is found while it is there"
            leaving = "enter" if kind is CredentialDialog else "escape"
            await pilot.press(leaving)
            await see(pilot, "Pasted it?")
            await pilot.press(leaving)
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PasswordDialog))
            await wait_until(pilot, lambda: secret.is_wiped)
            await wait_until(pilot, lambda: "Asked the terminal to clear" in str(app_of(pilot).log_lines))
            terminal_output.clear()
            assert hidden.holders() == []

    async def test_a_canceled_passphrase_is_removed_from_memory(self, opened: Opened, hidden: Hidden) -> None:
        async with opened(size=WIDE) as pilot:
            await at_home(pilot)
            await pilot.app.push_screen(PassphraseDialog(PassphraseNeededError("It is encrypted.")))
            await write(pilot, hidden.made().reveal())
            assert hidden.holders(), "it is found while it is there"
            await pilot.press("escape")
            await wait_until(pilot, lambda: not isinstance(pilot.app.screen, PassphraseDialog))
            await wait_until(pilot, lambda: hidden.holders() == [])
