"""The check of client settings in the app, by keys."""

from pathlib import Path

from tests.services.client_check.files import ENV, HOST, PASSWORD, USER
from tests.tui.desk import Opened, RecordingClipboard, at, see, seen
from tests.wait import wait_until
from tui.dialogs.check import CheckDialog
from tui.screens.client_check import ClientCheckScreen
from tui.screens.home import HomeScreen
from widgets.field import Field


def settings(home: Path, port: int) -> Path:
    path = home / "mail.env"
    text = ENV.format(port, f"'{PASSWORD}'", "SMTP_SECURE=true")
    path.write_text(text.replace("@H", HOST).replace("@U", USER))
    return path


async def test_a_file_is_checked_and_a_finding_is_opened(
    opened: Opened, tmp_path: Path, clipboard: RecordingClipboard
) -> None:
    path = settings(tmp_path, 587)
    async with opened(size=(80, 24)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("colon", *f"check {path}", "enter")
        await see(pilot, "Problem: something in these settings will fail", "Implicit TLS doesn't work on port 587")
        assert PASSWORD not in seen(pilot)
        await pilot.press("enter")
        await at(pilot, CheckDialog)
        await see(pilot, "Line 2: SMTP_PORT = 587", "Use port 465, or turn on STARTTLS in place of implicit TLS.")
        await pilot.press("enter")
        await wait_until(pilot, lambda: clipboard.copies != [])
        assert clipboard.copies == ["Use port 465, or turn on STARTTLS in place of implicit TLS."]


async def test_after_a_correction_the_file_is_checked_again(opened: Opened, tmp_path: Path) -> None:
    path = settings(tmp_path, 587)
    async with opened(size=(80, 24)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("colon", *f"check {path}", "enter")
        await see(pilot, "Problem: something")
        settings(tmp_path, 465)
        await pilot.press("r")
        await see(pilot, "No fault found in these settings")
        await pilot.press("escape", "escape")
        await at(pilot, HomeScreen)


async def test_a_url_with_a_password_is_rejected_and_not_shown(opened: Opened) -> None:
    async with opened(size=(80, 24)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("colon", *"check", "enter")
        await at(pilot, ClientCheckScreen)
        pilot.app.screen.query_one(Field).input.value = f"smtps://a:{PASSWORD}@{HOST}"
        await pilot.press("enter")
        await see(pilot, "Enter the name of a file that contains the URL")
        assert PASSWORD not in seen(pilot)


async def test_a_file_that_cannot_be_read_is_an_error(opened: Opened, tmp_path: Path) -> None:
    async with opened(size=(80, 24)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("colon", *f"check {tmp_path}", "enter")
        await see(pilot, "it is a directory, not a regular file.", "to retry.")
