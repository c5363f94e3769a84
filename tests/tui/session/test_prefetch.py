"""User settings that another process read while this one started: shown at once, used when one is signed in."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual import events
from textual.widgets import Input

from services.api.session import Session
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.directory.prefetch import Prefetch
from services.model.values import OwnSettings
from tests.services.accounts import Served, operations, served, session_on
from tests.tui.desk import AppPilot, Opened, RecordingClipboard, at, at_user, hear, see, seen
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.base import key_queue
from tui.base.connection import Connection
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.describe import DescribeDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.help import HelpDialog
from tui.dialogs.replace import ReplaceDialog
from tui.screens.home import HomeScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start

NAME = "shop.mailer"
SHOWN = ("shop@example.com", "SMTP Credentials (1 of 2)", "Shop checkout, production")


@pytest.fixture
def where(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path, user=NAME) as found:
        yield found


@pytest.fixture
def found(tenancy: Tenancy) -> OwnSettings:
    directory = ClassicDirectory(session_on(tenancy, NAME))
    myself = directory.myself()
    found = OwnSettings(myself, directory.credentials(myself))
    tenancy.request_log.clear()
    return found


@pytest.fixture
def may_sign_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Cleared, it makes signing in wait."""
    event = threading.Event()
    sign_in: Callable[..., Session] = Connection._sign_in

    def waiting(*arguments: object) -> Session:
        event.wait(20)
        return sign_in(*arguments)

    monkeypatch.setattr(Connection, "_sign_in", waiting)
    yield event
    event.set()


def start(found: OwnSettings | None) -> Start:
    answer: Future[OwnSettings | None] = Future()
    answer.set_result(found)
    return Start("settings", ahead=Prefetch(answer))


async def test_prefetched_settings_are_shown_before_sign_in_and_not_requested_again(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, tenancy: Tenancy
) -> None:
    async with opened(start(found)) as pilot:
        await see(pilot, NAME, *SHOWN, "connecting…")
        assert operations(tenancy) == []
        may_sign_in.set()
        await see(pilot, tenancy.world.name)
        await at_user(pilot)
        assert not {"get_user", "list_smtp_credentials"} & set(operations(tenancy))


async def test_refresh_requests_the_settings_again(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event
) -> None:
    older = OwnSettings(found.user, [])
    may_sign_in.set()
    async with opened(start(older)) as pilot:
        await see(pilot, "(0 of 2)", "No SMTP credentials. Press n")
        await at_user(pilot)
        await pilot.press("r")
        await see(pilot, *SHOWN)


async def test_returning_to_the_screen_requests_the_settings_again(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event
) -> None:
    may_sign_in.set()
    async with opened(start(OwnSettings(found.user, []))) as pilot:
        await see(pilot, "(0 of 2)")
        await pilot.press("escape", "right_square_bracket")
        await at(pilot, UserScreen)
        await see(pilot, *SHOWN)


async def test_a_late_prefetch_is_shown_unless_the_app_loaded_the_settings_first(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, tenancy: Tenancy
) -> None:
    answer: Future[OwnSettings | None] = Future()
    async with opened(Start("settings", ahead=Prefetch(answer))) as pilot:
        await see(pilot, "Loading credentials…")
        answer.set_result(found)
        await see(pilot, NAME, *SHOWN, "connecting…")
    late: Future[OwnSettings | None] = Future()
    may_sign_in.set()
    async with opened(Start("settings", ahead=Prefetch(late))) as pilot:
        await at_user(pilot)
        await see(pilot, *SHOWN)
        late.set_result(OwnSettings(found.user, []))
        await pilot.press("r")
        await wait_until(pilot, lambda: operations(tenancy).count("list_smtp_credentials") == 2)
        assert "(0 of 2)" not in seen(pilot)


async def test_a_refresh_takes_precedence_over_a_later_prefetch(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event
) -> None:
    answer: Future[OwnSettings | None] = Future()
    async with opened(Start("settings", ahead=Prefetch(answer))) as pilot:
        await see(pilot, "Loading credentials…")
        await pilot.press("r")
        answer.set_result(OwnSettings(found.user, []))
        may_sign_in.set()
        await at_user(pilot)
        await see(pilot, *SHOWN)


@pytest.mark.parametrize("key", ["n", "e", "D", "R", "f"])
async def test_a_failed_sign_in_is_reported_and_keys_open_no_dialog(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, where: Served, key: str
) -> None:
    where.config_file.with_name("oci_api_key.pem").unlink()
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        may_sign_in.set()
        await see(pilot, "doesn't exist", "Press r to retry")
        await pilot.press(key)
        await hear(pilot, "Loading failed. Press r to retry.")
        assert isinstance(pilot.app.screen, UserScreen)
        await see(pilot, *SHOWN)


async def test_a_failed_identity_domain_lookup_offers_a_retry(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, tenancy: Tenancy
) -> None:
    tenancy.faults.add("503", "list_domains", times=0)
    may_sign_in.set()
    async with opened(start(found), directory="auto") as pilot:
        await see(pilot, *SHOWN)
        await see(pilot, "Press r to retry")


async def test_the_app_loads_the_settings_after_an_empty_prefetch(opened: Opened, may_sign_in: threading.Event) -> None:
    may_sign_in.set()
    async with opened(start(None)) as pilot:
        await see(pilot, NAME, *SHOWN)


@pytest.mark.parametrize(
    ("key", "dialog"),
    [("n", GenerateDialog), ("e", DescribeDialog), ("D", ConfirmDialog), ("R", ReplaceDialog)],
)
async def test_a_key_pressed_before_sign_in_opens_its_dialog_after_sign_in(
    opened: Opened,
    found: OwnSettings,
    may_sign_in: threading.Event,
    key: str,
    dialog: type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(OciSmtpApp, "NOTIFICATION_TIMEOUT", 3600)
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        await pilot.press(key)
        await hear(pilot, "Opens when the credentials have loaded")
        assert isinstance(pilot.app.screen, UserScreen)
        may_sign_in.set()
        await at(pilot, dialog)
        await wait_until(pilot, lambda: not [*pilot.app._notifications])  # what it said is not true any more


@pytest.fixture
def impatient_keys(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Keys whose patience is over before an answer comes; holds something each time that it is."""
    monkeypatch.setattr(key_queue, "MOST_TURNS", 1)
    over: list[object] = []
    wait = key_queue.KeyQueue._screen_there

    async def noted(app: key_queue.KeyQueue) -> None:
        await wait(app)
        over.append(app.screen)

    monkeypatch.setattr(key_queue.KeyQueue, "_screen_there", noted)
    return over


def type_ahead(pilot: AppPilot, *keys: str) -> None:
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_text_typed_after_n_becomes_the_description_when_the_dialog_opens_late(
    opened: Opened,
    found: OwnSettings,
    may_sign_in: threading.Event,
    impatient_keys: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        type_ahead(pilot, "n", "e", "D")
        await hear(pilot, "Opens when the credentials have loaded")
        impatient_keys.clear()
        await wait_until(pilot, lambda: len(impatient_keys) > 3)
        assert isinstance(pilot.app.screen, UserScreen)
        monkeypatch.setattr(key_queue, "MOST_TURNS", 200)  # as ever, for the dialog to take the keyboard
        may_sign_in.set()
        await at(pilot, GenerateDialog)
        await wait_until(pilot, lambda: pilot.app.screen.query_one(Input).value == "eD")


async def test_escape_after_n_leaves_the_screen_and_drops_the_keys_typed_between(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event
) -> None:
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        type_ahead(pilot, "n", "P", "escape")
        await at(pilot, HomeScreen)
        assert len(pilot.app.screen_stack) == 1
        assert not may_sign_in.is_set()


async def test_keys_typed_after_n_are_dropped_if_the_dialog_cannot_open(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, where: Served
) -> None:
    where.config_file.with_name("oci_api_key.pem").unlink()
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        type_ahead(pilot, "n", "P")
        await hear(pilot, "Opens when the credentials have loaded")
        may_sign_in.set()
        await see(pilot, "doesn't exist", "Press r to retry")
        await pilot.press("question_mark")
        await at(pilot, HelpDialog)  # and not over the profile menu
        assert len(pilot.app.screen_stack) == 3


@pytest.mark.parametrize("key", ["e", "D", "R", "f"])
async def test_a_key_pressed_before_sign_in_does_not_apply_to_another_credential(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, key: str
) -> None:
    (mine,) = found.credentials
    other = replace(mine, ocid=f"{mine.ocid}2", description="Another")
    async with opened(start(OwnSettings(found.user, [mine, other]))) as pilot:
        await see(pilot, "(2 of 2)", "Another")
        await pilot.press(key)
        await hear(pilot, "Opens when the credentials have loaded")
        await pilot.press("down")
        may_sign_in.set()
        await hear(pilot, "The selection changed. Press the key again.")
        assert isinstance(pilot.app.screen, UserScreen)


async def test_the_user_name_can_be_copied_before_sign_in(
    opened: Opened, found: OwnSettings, may_sign_in: threading.Event, clipboard: RecordingClipboard
) -> None:
    async with opened(start(found)) as pilot:
        await see(pilot, *SHOWN)
        await pilot.press("y")
        await wait_until(pilot, lambda: clipboard.held == found.credentials[0].user_name)
