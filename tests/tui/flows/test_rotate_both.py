"""One rotation, two front ends: what begins in the app ends on the command line, and the other way."""

from pathlib import Path

from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.tui.desk import Opened, at, at_user, descriptions, hear, see, type_ending
from tests.tui.flows.rotate_steps import half_way
from tests.tui.shell import ONE, Cli
from tui.dialogs.rotation import RotationDialog
from tui.startup.start import Start

OLD = "Shop checkout, production"


async def test_a_rotation_that_begins_on_the_command_line_ends_in_the_app(
    cli: Cli, opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    assert cli("rotate", ONE, "-d", "checkout 2")[0] == ExitCode.DONE
    async with opened(Start("user", ONE), size=(80, 24)) as pilot:
        await at_user(pilot)
        await see(pilot, "retiring", "replacement", "Press R to continue")
        await pilot.press("R")
        await at(pilot, RotationDialog)
        await pilot.press("down", "enter")
        await type_ending(pilot)
        await hear(pilot, f"Rotated. Deleted the old credential, “{OLD}”.")
    assert descriptions(tenancy, ONE) == ["checkout 2"]
    assert cli("rotate", "--status")[1] == ""


async def test_a_rotation_that_begins_in_the_app_ends_on_the_command_line(
    cli: Cli, opened: Opened, tenancy: Tenancy, state: Path
) -> None:
    async with half_way(opened):
        pass
    code, output, _ = cli("rotate", "--status")
    assert code == ExitCode.DONE
    assert f"{ONE}  deploy  " in output
    assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.DONE
    assert descriptions(tenancy, ONE) == ["checkout 2"]
    assert list((state / "rotations").iterdir()) == []
