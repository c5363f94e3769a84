"""Read-only: whatever is pressed, chosen or called, the tenancy hears nothing but questions."""

import pytest

from services.config.options import Options
from services.demo.tenancy import Tenancy
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.model.errors import ReadOnlyError
from tests.services.accounts import session_on
from tests.tui.desk import AppPilot, Opened, hear, see
from tests.tui.shell import ONE, Cli
from tests.wait import wait_until
from tui.commands.registry import COMMANDS, EVERYWHERE
from tui.startup.start import Start

LEAVING = {"quit", "quit.now", "back", "history.back", "last"}
PLACES = {
    "home": (None, "Identity & Security"),
    "users": (Start("users"), "up to date"),
    "user": (Start("user", ONE), "SMTP Credentials (1 of 2)"),
    "settings": (Start("settings"), "SMTP Credentials ("),
    "senders": (Start("senders"), "up to date"),
    "audit": (Start("audit"), "complete"),
    "doctor": (Start("doctor"), "Sender"),
}


def changes(tenancy: Tenancy) -> list[tuple[str, str]]:
    """What was asked of the tenancy that is no question."""
    return [(entry.method, entry.path) for entry in tenancy.request_log if entry.method != "GET"]


async def back_to(pilot: AppPilot, depth: int) -> None:
    """Close the dialogs and places above the one at that depth."""
    while len(pilot.app.screen_stack) > depth:
        pilot.app.pop_screen()
        await pilot.pause()


@pytest.mark.parametrize("place", PLACES)
async def test_no_key_and_no_command_changes_anything(opened: Opened, tenancy: Tenancy, place: str) -> None:
    start, text = PLACES[place]
    async with opened(start, read_only=True) as pilot:
        await see(pilot, "READ-ONLY", text)
        depth = len(pilot.app.screen_stack)
        for item in COMMANDS:
            if item.id in LEAVING or (item.section == EVERYWHERE) != (place == "home"):
                continue
            if item.keys:
                await pilot.press(item.keys.split(",")[0], "enter")
            else:
                pilot.app.run_command(item.id, ONE)  # type: ignore[attr-defined]  # it is our app
                await pilot.pause()
            await back_to(pilot, depth)
        await wait_until(pilot, lambda: not [item for item in pilot.app.workers if not item.is_finished])
        assert not changes(tenancy)


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", ONE, "-d", "x", "--output", "json"),
        ("revoke", ONE, "ocid1.credential.oc1..x", "--yes"),
        ("recover", "--yes"),
    ],
    ids=lambda given: given[0],
)
def test_cli_commands_that_change_oci_exit_with_code_2(cli: Cli, tenancy: Tenancy, arguments: tuple[str, ...]) -> None:
    code, _, errors = cli(*arguments, "--read-only")
    assert code == 2
    assert "Read-only" in errors
    assert not changes(tenancy)


@pytest.mark.parametrize("kind", [ClassicDirectory, AllDomains])
def test_the_services_reject_changes_by_themselves(tenancy: Tenancy, kind: type) -> None:
    session = session_on(tenancy, options=Options(read_only=True))
    directory = kind(session, DomainList(session)) if kind is AllDomains else kind(session)
    user = directory.find(ONE)
    [credential] = directory.credentials(user)
    for change in (
        lambda: directory.create_credential(user, "x", "token"),
        lambda: directory.describe_credential(user, credential, "x"),
        lambda: directory.delete_credential(user, credential),
        lambda: directory.change_smtp_capability(user, False),
    ):
        with pytest.raises(ReadOnlyError):
            change()
    assert not changes(tenancy)


@pytest.mark.parametrize("key", ["n", "D"])
async def test_a_dimmed_key_says_why_it_does_nothing(opened: Opened, key: str) -> None:
    async with opened(Start("user", ONE), read_only=True) as pilot:
        await see(pilot, "SMTP Credentials (1 of 2)")
        await pilot.press(key)
        await hear(pilot, "is unavailable in read-only mode.")
