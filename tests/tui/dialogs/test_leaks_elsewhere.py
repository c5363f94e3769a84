"""The sentinel goes through the dialogs for client settings and OCI Vault, and is nowhere else afterwards."""

import gc
import re
from base64 import b64decode

from textual import events

from services.delivery import Package, Receipt
from services.demo.tenancy import Tenancy
from services.model.values import Endpoint
from tests.e2e.leaks.stub_issue import MADE, USER
from tests.tui.desk import Opened, at_home, flowing, see
from tests.tui.dialogs.hidden import WIDE, Hidden, app_of
from tests.tui.hand_over_steps import choose
from tests.wait import wait_until
from tui.dialogs.client_preview import ClientPreviewDialog
from tui.dialogs.client_settings import ClientSettingsDialog
from tui.dialogs.vault_secret import VaultSecretDialog


def sent(hidden: Hidden) -> Package:
    return Package(MADE.user_name, hidden.made(), Endpoint("smtp.example.com", 465, "TLS"), "billing host", USER)


async def test_client_settings_leave_no_password_in_memory_or_messages(
    opened: Opened, hidden: Hidden, terminal_output: list[str], messages: list[str]
) -> None:
    gc.collect()
    package = sent(hidden)
    async with opened(size=WIDE, clipboard="osc52") as pilot:
        await at_home(pilot)
        await pilot.app.push_screen(ClientSettingsDialog(package))
        await choose(pilot, "msmtp")
        await see(pilot, "********")
        assert not hidden.is_in(flowing(pilot))
        await pilot.press("v")
        await wait_until(pilot, lambda: hidden.is_in(flowing(pilot)))
        pilot.app.screen.text_select_all()
        await pilot.press("ctrl+c")
        assert not hidden.is_in(pilot.app.screen.get_selected_text())
        for copied in re.findall(r"\x1b\]52;c;([^\x07]*)", "".join(terminal_output)):
            assert not hidden.is_in(b64decode(copied).decode())
        pilot.app.post_message(events.AppBlur())
        await see(pilot, "********")
        assert not hidden.is_in(flowing(pilot))
        await pilot.press("y")
        await see(pilot, "Sent")
        screen = pilot.app.screen
        assert isinstance(screen, ClientPreviewDialog)
        looks = [f"{each!r} {vars(each)}" for each in [screen, *screen.query("*")]]
        assert not hidden.is_in(*looks, *messages, *app_of(pilot).log_lines, pilot.app.clipboard)
        assert not hidden.is_in(*re.findall(r"\x1b\][02][^\x07\x1b]*", "".join(terminal_output)))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: "Asked the terminal to clear" in str(app_of(pilot).log_lines))
        del screen, looks
        package.password.wipe()
        terminal_output.clear()
        messages.clear()
        assert hidden.holders() == []


async def test_the_vault_dialog_leaves_no_password_in_memory_or_messages(
    opened: Opened, hidden: Hidden, tenancy: Tenancy, messages: list[str]
) -> None:
    gc.collect()
    package = sent(hidden)
    answers: list[Receipt | None] = []
    async with opened(size=WIDE) as pilot:
        await at_home(pilot)
        await pilot.app.push_screen(VaultSecretDialog(package, app_of(pilot).connection.session), answers.append)
        for step in ("mail", "secrets", "Production:Mail"):
            await choose(pilot, step)
        await see(pilot, "Create a secret in vault")
        tenancy.faults.add("reset-after", "create_secret")
        await pilot.press("enter")
        await wait_until(pilot, lambda: answers)
        assert answers[0]
        assert answers[0].is_verified
        assert not hidden.is_in(*messages, *answers, *app_of(pilot).log_lines)
        package.password.wipe()
        messages.clear()
        assert hidden.holders() == []
