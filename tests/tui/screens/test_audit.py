import csv
from pathlib import Path

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.services.accounts import operations
from tests.tui.desk import AppPilot, Opened, at, at_user, hear, see, seen
from tests.wait import wait_until
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.audit import AuditScreen
from tui.screens.home import HomeScreen
from tui.startup.start import Start

START = Start("audit")
LIST = "list_smtp_credentials"
SLOW = 0.3
MANY = 500


def audit_of(pilot: AppPilot) -> AuditScreen:
    screen = next(screen for screen in pilot.app.screen_stack if isinstance(screen, AuditScreen))
    assert isinstance(screen, AuditScreen)
    return screen


async def complete(pilot: AppPilot) -> AuditScreen:
    await see(pilot, "complete")
    return audit_of(pilot)


@pytest.mark.parametrize("directory", ["classic", "domains"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_audit_lists_every_credential_with_its_findings(
    opened: Opened, tenancy: Tenancy, directory: str, size: tuple[int, int]
) -> None:
    async with opened(START, size=size, directory=directory) as pilot:
        screen = await complete(pilot)
        assert screen.table.total == len(tenancy.credentials())
        await pilot.press("slash", *"contractor", "tab")
        await see(pilot, "former.contractor", "inactive, old", "The owner is inactive")


async def test_home_lists_the_audit_and_the_audit_command_opens_the_audit(opened: Opened) -> None:
    async with opened() as pilot:
        await see(pilot, "Credential audit")
        await pilot.press("colon", *"audit", "enter")
        await complete(pilot)


@pytest.mark.parametrize("tenancy", [MANY], indirect=True)
async def test_rows_appear_during_the_audit_and_c_pauses_and_resumes_the_audit(
    opened: Opened, tenancy: Tenancy
) -> None:
    tenancy.latencies[LIST] = SLOW
    async with opened(START) as pilot:
        await see(pilot, "shop.mailer", f"of {MANY}", "auditing…")
        await pilot.press("c")
        await see(pilot, "Paused. Press c to resume.", "paused")
        assert operations(tenancy).count(LIST) < MANY
        tenancy.latencies.clear()
        await pilot.press("c")
        screen = await complete(pilot)
        assert operations(tenancy).count(LIST) == MANY
        assert screen.table.total == len(tenancy.credentials())


async def test_a_user_that_the_audit_cannot_read_is_named(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("404", LIST, path=f"*{tenancy.user_ocid('billing.relay')}*"))
    async with opened(START) as pilot:
        await see(pilot, "Couldn't read billing.relay.", "incomplete")
        await pilot.press("r")
        await complete(pilot)
        assert "Couldn't read" not in seen(pilot)


async def test_connection_errors_pause_the_audit_and_keep_the_rows(
    opened: Opened, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.audit.throttled_requests.TROUBLE_WAIT_SECONDS", 0)
    tenancy.faults.append(Rule("reset-before", LIST, skip=30, times=0))
    async with opened(START) as pilot:
        await see(pilot, "Press c to resume or r to start over.")
        assert audit_of(pilot).table.total
        tenancy.faults.clear()
        await pilot.press("c")
        await complete(pilot)


@pytest.mark.parametrize("tenancy", [MANY], indirect=True)
async def test_leaving_a_running_audit_asks_first_and_stops_the_requests(opened: Opened, tenancy: Tenancy) -> None:
    tenancy.latencies[LIST] = SLOW
    async with opened(START) as pilot:
        await see(pilot, "shop.mailer", "auditing…")
        await pilot.press("escape")
        await at(pilot, ConfirmDialog)
        await pilot.press("tab", "enter")
        await at(pilot, HomeScreen)
    assert operations(tenancy).count(LIST) < MANY


async def test_leaving_a_complete_audit_does_not_ask(opened: Opened) -> None:
    async with opened(START) as pilot:
        await complete(pilot)
        await pilot.press("escape")
        await at(pilot, HomeScreen)


async def test_the_audit_is_sorted_by_age_and_by_severity(opened: Opened) -> None:
    async with opened(START, size=(120, 40)) as pilot:
        screen = await complete(pilot)
        found = screen._found

        def order() -> list[str]:
            return [screen.table._rows.key(each) for each in screen.table._rows.order]

        await pilot.press("C")
        await wait_until(pilot, lambda: screen.table._column_sort)
        created = [found[key].credential.created for key in order()]
        assert created == sorted(created, reverse=True)  # type: ignore[type-var]  # each has a date
        await pilot.press("F")
        await wait_until(pilot, lambda: screen.table._column_sort == ("findings", False))
        gravest = [max((int(each.severity) for each in found[key].findings), default=-1) for key in order()]
        assert gravest == sorted(gravest, reverse=True)


async def test_enter_opens_the_owner(opened: Opened) -> None:
    async with opened(START) as pilot:
        await complete(pilot)
        await pilot.press("slash", *"old.relay", "escape", *"owner:billing", "enter")
        await at_user(pilot)
        await see(pilot, "billing.relay", "Invoices (old relay)")


async def test_x_prompts_for_a_file_name_and_export_writes_the_file(
    opened: Opened, tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(START) as pilot:
        await complete(pilot)
        await pilot.press("x")
        await see(pilot, "export smtp-credentials-")
        await pilot.press("escape", "colon", *"export a.csv", "enter")
        await hear(pilot, "readable only by you")
        with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == len(tenancy.credentials())
        await pilot.press("colon", *"export a.csv", "enter")
        await see(pilot, "already exists")


async def test_export_is_unavailable_on_home(opened: Opened) -> None:
    async with opened() as pilot:
        await see(pilot, "Credential audit")
        await pilot.press("colon", *"export a.csv", "enter")
        await hear(pilot, "is unavailable here.")
