"""From Home, or from the shell, to a copied password: how many keys that takes besides a typed name and description."""

from typing import NamedTuple

import pytest

from services.demo.tenancy import Tenancy
from tests.tui.desk import Opened, RecordingClipboard, at, at_home, at_user, at_users, see
from tests.wait import wait_until
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.help import HelpDialog
from tui.screens.home import HomeScreen
from tui.startup.start import Start

OTHER = "newsletter.sender"
NAME, DESCRIPTION = "newsl", "billing host"


class Job(NamedTuple):
    keys: tuple[str, ...]
    """What is pressed; a text of several letters that is no key is typed."""
    most: int
    user: str = OTHER
    start: Start | None = None
    was_opened: bool = False


JOBS = {
    "yourself": Job(("n", DESCRIPTION, "enter", "y"), 4, user="demo.administrator"),
    "another user": Job(("slash", NAME, "enter", "n", DESCRIPTION, "enter", "y"), 5),
    "the last user": Job(("1", "n", DESCRIPTION, "enter", "y"), 4, was_opened=True),
    "from the shell": Job((DESCRIPTION, "enter", "y"), 2, start=Start("user", OTHER, generate=True)),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
async def test_a_password_is_copied_with_few_keys(
    opened: Opened, tenancy: Tenancy, clipboard: RecordingClipboard, job: Job, size: tuple[int, int]
) -> None:
    async with opened(job.start, size=size) as pilot:
        if job.was_opened:
            await at_home(pilot)
            await pilot.press("colon", *f"user {OTHER}", "enter")
            await at_user(pilot)
            await pilot.press("escape")
            await at(pilot, HomeScreen)
        for key in job.keys:
            await pilot.press(*(key if key in (NAME, DESCRIPTION) else [key]))
        await wait_until(pilot, lambda: clipboard.copies)
    held = tenancy.credentials(tenancy.user_ocid(job.user))[-1]
    assert (held.description, [held.password]) == (DESCRIPTION, clipboard.copies)
    assert sum(key not in (NAME, DESCRIPTION) for key in job.keys) <= job.most


async def test_n_in_the_user_list_opens_the_generate_dialog_for_the_selected_user(opened: Opened) -> None:
    async with opened(Start("users")) as pilot:
        screen = await at_users(pilot, 60)
        await pilot.press("slash", *NAME, "tab", "n")
        await at(pilot, GenerateDialog)
        await see(pilot, f"For {OTHER}")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("escape", "slash", *"no such user", "tab", "n", "question_mark")
        await at(pilot, HelpDialog)  # a Generate dialog would have taken the key as text
