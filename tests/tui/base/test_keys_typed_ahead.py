"""Keys that come in one bunch, as over a slow line: each does what it does when typed slowly."""

import threading
from collections.abc import Sequence

import pytest
from textual import events
from textual.widgets import Input

from services.credentials.issue import Issue
from services.demo.tenancy import Tenancy
from services.model.errors import NotAuthorizedError
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, at_home, at_user, see
from tests.tui.generated import START, WIDE, generated, is_drawn
from tests.tui.hand_over_steps import route
from tests.wait import wait_until
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.describe import DescribeDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.seal_for import SealForDialog
from tui.screens.doctor import DoctorScreen
from tui.screens.new_sender import NewSenderScreen
from tui.screens.senders import SendersScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start
from widgets.menu import Choice

NAMED = {":": "colon", "/": "slash"}


def type_ahead(pilot: AppPilot, *keys: str) -> None:
    """Send keys at once, by Textual's names of them or as characters."""
    for key in keys:
        pilot.app.post_message(events.Key(NAMED.get(key, key), key if len(key) == 1 else None))


async def typed_into(pilot: AppPilot, kind: type, text: str) -> None:
    """Wait for a screen whose field with the keyboard has exactly that in it."""
    await at(pilot, kind)

    def is_there() -> bool:
        field = pilot.app.screen.focused
        return isinstance(field, Input) and field.value == text

    await wait_until(pilot, is_there)


async def test_a_menu_choice_opens_before_the_next_key_is_handled(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        type_ahead(pilot, *["down"] * 3, "enter", *"orders")
        await typed_into(pilot, DoctorScreen, "orders")


async def test_a_list_row_opens_before_the_next_key_is_handled(opened: Opened) -> None:
    async with opened(Start("user", "shop.mailer")) as pilot:
        await at_user(pilot)
        type_ahead(pilot, "enter", *"web")
        await typed_into(pilot, DescribeDialog, "web")


@pytest.mark.parametrize(
    "keys", [(":", *"settings", "enter"), ("ctrl+p", *"your own", "enter")], ids=["line", "palette"]
)
async def test_a_command_runs_before_the_next_key_is_handled(opened: Opened, keys: Sequence[str]) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        type_ahead(pilot, *keys, ":", *"senders", "enter")
        await at(pilot, SendersScreen)
        await pilot.press("escape")
        await at(pilot, UserScreen)


@pytest.mark.parametrize(
    ("user", "keys"),
    [("billing.relay", ("n", "end", "enter")), ("demo.administrator", ("n", "ctrl+o"))],
    ids=["at the limit", "for oneself"],
)
async def test_text_typed_ahead_goes_into_the_new_user_form(opened: Opened, user: str, keys: Sequence[str]) -> None:
    async with opened(Start("user", user)) as pilot:
        await at_user(pilot)
        type_ahead(pilot, *keys, *"bill")
        await typed_into(pilot, NewSenderScreen, "bill")


async def test_a_paste_keeps_its_place_among_the_keys(opened: Opened) -> None:
    async with opened(Start("user", "newsletter.sender")) as pilot:
        await at_user(pilot)
        type_ahead(pilot, "n", *"web ")
        pilot.app.post_message(events.Paste("host"))
        type_ahead(pilot, *"two")
        await typed_into(pilot, GenerateDialog, "web hosttwo")


@pytest.mark.parametrize("does_wait", [True, False])
async def test_keys_wait_until_the_choices_are_loaded_but_escape_does_not(opened: Opened, does_wait: bool) -> None:
    may_answer = threading.Event()

    def find() -> list[Choice]:
        may_answer.wait(20)
        return [Choice("One", "one"), Choice("Two", "two")]

    async with opened() as pilot:
        await at_home(pilot)
        chosen: list[str | None] = []
        pilot.app.push_screen(ChooseDialog("Which", find), chosen.append)
        await see(pilot, "Loading")
        if does_wait:
            type_ahead(pilot, "down", "enter")
            may_answer.set()
            await wait_until(pilot, lambda: chosen == ["two"])
        else:
            type_ahead(pilot, "escape")
            await wait_until(pilot, lambda: chosen == [None])
            may_answer.set()


async def test_keys_typed_after_a_destination_go_to_its_dialog(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    before_seen = CredentialDialog.before_seen
    monkeypatch.setattr(CredentialDialog, "before_seen", lambda dialog: may_go_on.wait(20) and before_seen(dialog))
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        await route(pilot, "Encrypt with age")
        await at(pilot, CredentialDialog)
        type_ahead(pilot, *"anna")
        may_go_on.set()
        await typed_into(pilot, SealForDialog, "anna")


async def test_escape_after_done_does_not_ask_about_the_password_again(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_be_written = threading.Event()
    confirmed = Issue.confirmed
    monkeypatch.setattr(Issue, "confirmed", lambda issue: may_be_written.wait(20) and confirmed(issue))
    async with opened(START, size=WIDE) as pilot:
        held = await generated(pilot, tenancy)
        await pilot.press("v")
        await wait_until(pilot, lambda: is_drawn(pilot, held))
        type_ahead(pilot, "enter", "escape")
        await see(pilot, "Closing…")
        may_be_written.set()
        await at_user(pilot)
        await see(pilot, "(1 of 2)")


@pytest.mark.parametrize("keys", [("y", "enter", "enter"), ("v", "enter")], ids=["y", "v"])
async def test_copy_or_reveal_and_done_work_when_typed_in_one_burst(
    opened: Opened, tenancy: Tenancy, keys: Sequence[str]
) -> None:
    async with opened(START, size=WIDE) as pilot:
        await generated(pilot, tenancy)
        type_ahead(pilot, *keys)
        await at_user(pilot)
        await see(pilot, "(1 of 2)")


@pytest.mark.parametrize("does_take_long", [False, True])
async def test_description_and_credential_keys_can_be_typed_in_one_burst(
    opened: Opened,
    tenancy: Tenancy,
    clipboard: RecordingClipboard,
    monkeypatch: pytest.MonkeyPatch,
    does_take_long: bool,
) -> None:
    may_answer = threading.Event()
    monkeypatch.setattr("tui.base.key_queue.MOST_TURNS", 2 if does_take_long else 200)
    issue = GenerateDialog.issue
    monkeypatch.setattr(GenerateDialog, "issue", lambda *arguments: may_answer.wait(20) and issue(*arguments))
    async with opened(Start("user", "newsletter.sender"), size=WIDE) as pilot:
        await at_user(pilot)
        type_ahead(pilot, "n", *"web", "enter", "y", "enter", "enter")
        await see(pilot, "Checking existing credentials")
        for _ in range(20 if does_take_long else 0):
            await pilot.pause()
        monkeypatch.setattr("tui.base.key_queue.MOST_TURNS", 200)
        may_answer.set()
        await wait_until(pilot, lambda: len(clipboard.copies) == 1)
        await at_user(pilot)
        await see(pilot, "web")
        await see(pilot, "(1 of 2)")


async def test_keys_for_a_credential_that_fails_do_not_go_into_the_description(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = threading.Event()

    def refused(*_: object) -> Issue:
        may_answer.wait(20)
        raise NotAuthorizedError("It is not allowed.", "Ask.")

    monkeypatch.setattr(GenerateDialog, "issue", refused)
    async with opened(Start("user", "newsletter.sender"), size=WIDE) as pilot:
        await at_user(pilot)
        type_ahead(pilot, "n", *"web", "enter", "y")
        await see(pilot, "Checking existing credentials")
        may_answer.set()
        await see(pilot, "It is not allowed")
        await typed_into(pilot, GenerateDialog, "web")
