"""In the app, the old credential goes only after programs that follow a secret get the new one."""

from pathlib import Path

from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import Served
from tests.tui.desk import Opened, at, at_user, descriptions, hear, see, type_ending
from tests.tui.shell import ONE, Cli
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.rotation import RotationDialog
from tui.startup.start import Start

OLD = "Shop checkout, production"


async def test_the_new_secret_version_is_current_before_the_old_credential_is_deleted(
    cli: Cli, where: Served, opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    tenancy.settings.secret_creating_reads = tenancy.settings.secret_updating_reads = 0
    to = ("--to", "vault:mail/secrets/shop", "--vault-endpoint", where.options.vault_endpoint)
    assert cli("generate", "newsletter.sender", "-d", "first", *to)[0] == ExitCode.DONE
    assert cli("rotate", ONE, "-d", "checkout 2", *to)[0] == ExitCode.DONE
    (secret,) = tenancy.world.vaults.secrets
    async with opened(Start("user", ONE), size=(80, 24)) as pilot:
        await at_user(pilot)
        await see(pilot, "Press R to continue")
        for answer in ("escape", "confirm"):
            await pilot.press("R")
            await at(pilot, RotationDialog)
            await pilot.press("down", "enter")
            await at(pilot, ConfirmDialog)
            await see(pilot, "version 2 of the secret shop in the vault mail is PENDING")
            assert secret.current == 1
            if answer == "escape":
                await pilot.press("escape")
                await at_user(pilot)
                assert descriptions(tenancy, ONE) == [OLD, "checkout 2"]
        await pilot.press("tab", "enter")
        await hear(pilot, "Version 2 of the secret shop is CURRENT.")
        await type_ending(pilot)
        await hear(pilot, f"Rotated. Deleted the old credential, “{OLD}”.")
    assert secret.current == 2
    assert descriptions(tenancy, ONE) == ["checkout 2"]
