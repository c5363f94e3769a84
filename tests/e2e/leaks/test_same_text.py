"""For every printable text: what is drawn, what is copied, and what the keyring keeps is what OCI sent."""

import asyncio
import base64
import re
import string
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from keyring.core import load_keyring
from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from services.config.options import Options
from services.model.secret import Secret
from tests.e2e.leaks.stub_issue import MADE, USER, stub_issue
from tests.profiles import examples
from tests.services.secret_service import BACKEND, unlocked_keyring
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.hand_over import HandOverDialog
from widgets.notice import Notice

CELLS = 60
"""Fits on one line of the dialog."""

PRINTABLE = string.printable[:95]
ANYTHING = st.characters(codec="utf-8").filter(str.isprintable) | st.sampled_from(PRINTABLE)
TEXTS = st.text(ANYTHING, min_size=1, max_size=30).filter(lambda text: cell_len(text) <= CELLS)

_COPY = re.compile(r"\x1b\]52;c;([^\x07]+)\x07")


@pytest.fixture
def terminal_output(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """All that the app writes to its terminal; its home is empty."""
    texts: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: texts.append(data))
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return texts


@asynccontextmanager
async def desk() -> AsyncIterator[Pilot[int]]:
    app = OciSmtpApp(Options(demo=True, clipboard="osc52"))
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.status.tenancy)
        yield pilot


@asynccontextmanager
async def dialog(pilot: Pilot[int], text: str) -> AsyncIterator[CredentialDialog]:
    """The text as a new credential's password, until the dialog is closed."""
    opened = CredentialDialog(USER, stub_issue(Secret(text)))
    await pilot.app.push_screen(opened)
    yield opened
    await pilot.press("enter")
    await wait_until(pilot, lambda: pilot.app.screen is not opened)


def drawn(opened: CredentialDialog) -> str:
    """The line of the screen on which the password stands."""
    x, y, width, height = opened.password.region
    assert height == 1
    return opened._compositor.render_strips()[y].crop(x, x + width).text


async def with_many(texts: st.SearchStrategy[str], check: Callable[[str], Awaitable[None]], count: int) -> None:
    """Check many texts in one app; Hypothesis calls from a thread, and the app continues in this one."""
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),  # an app that hangs would be shrunk for minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    @example(PRINTABLE[:60])
    @example(PRINTABLE[60:].strip())
    @example("a[red]9;$x[/]Q[/y][@click=app.quit]")
    def each(text: str) -> None:
        asyncio.run_coroutine_threadsafe(_awaited(check(text)), loop).result()

    await asyncio.to_thread(each)


async def _awaited(work: Awaitable[None]) -> None:
    await work


def copies(written: list[str]) -> list[str]:
    """What the terminal was asked to copy."""
    return [base64.b64decode(each).decode() for each in _COPY.findall("".join(written))]


async def test_the_app_shows_and_copies_any_password_unchanged(terminal_output: list[str]) -> None:
    async with desk() as pilot:

        async def check(text: str) -> None:
            terminal_output.clear()
            async with dialog(pilot, text) as opened:
                await pilot.press("v")
                await wait_until(pilot, lambda: opened.password.revealed and opened.password.region.height)
                await pilot.pause()
                assert drawn(opened).startswith(text)
                assert drawn(opened)[len(text) :].strip(" ") == ""
                await pilot.press("y")
                await wait_until(pilot, lambda: text in copies(terminal_output))
                assert set(copies(terminal_output)) <= {text, " "}, "a space clears what was copied before"
                await wait_until(pilot, lambda: "Sent" in opened.query_one(Notice).text)
                await pilot.press("enter")
                await wait_until(pilot, lambda: "Pasted it?" in opened.notice.text)

        await with_many(TEXTS, check, examples(15))


async def test_the_keyring_saves_any_password_unchanged(terminal_output: list[str], tmp_path: Path) -> None:
    with unlocked_keyring(tmp_path):
        async with desk() as pilot:

            async def check(text: str) -> None:
                async with dialog(pilot, text) as opened:
                    await pilot.press("s")
                    await wait_until(pilot, lambda: isinstance(pilot.app.screen, HandOverDialog))
                    await wait_until(pilot, lambda: "GNOME" in pilot.app.screen.query_one(Notice).text)
                    await pilot.press("enter")
                    await wait_until(pilot, lambda: any("and verified" in each.text for each in opened.query(Notice)))
                    region = opened.app.connection.session.region
                    kept = load_keyring(BACKEND).get_password(f"oci-smtp-credential:{region}", MADE.user_name)
                    assert kept == text

            await with_many(TEXTS, check, examples(2))
