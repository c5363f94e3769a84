"""Contrast of all text, as it is drawn: every screen, dialog, and selected row, in every theme with colors of its own.

The themes `ansi-dark` and `ansi-light` have the colors of the terminal, which only the terminal knows.
"""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from textual.theme import BUILTIN_THEMES

from services.demo.tenancy import Tenancy
from tests.tui.desk import AppPilot, Opened, at, at_home, at_user, see
from tests.tui.generated import START, generated
from tests.tui.shell import TWO
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.hand_over import HandOverDialog
from tui.dialogs.limit import LimitDialog
from tui.startup.start import Start
from widgets.legible import LEAST_CONTRAST, colors_of, contrast, is_text

THEMES = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)
Visit = Callable[[AppPilot, Tenancy], Awaitable[None]]


async def home(pilot: AppPilot, _: Tenancy) -> None:
    await at_home(pilot)


async def help_and_profile(pilot: AppPilot, _: Tenancy) -> None:
    await at_home(pilot)
    await pilot.press("question_mark")
    await see(pilot, "─ Help ─")


async def users(pilot: AppPilot, _: Tenancy) -> None:
    await see(pilot, "up to date")
    await pilot.press("space", "j", "slash", "a")
    await pilot.pause()


async def user(pilot: AppPilot, _: Tenancy) -> None:
    await at_user(pilot)


async def deleting(pilot: AppPilot, _: Tenancy) -> None:
    await at_user(pilot)
    await pilot.press("D")
    await at(pilot, ConfirmDialog)
    await pilot.press("x", "enter")
    await see(pilot, "Nothing happens until")


async def limit(pilot: AppPilot, _: Tenancy) -> None:
    await at_user(pilot)
    await pilot.press("n")
    await at(pilot, LimitDialog)


async def generating(pilot: AppPilot, _: Tenancy) -> None:
    await see(pilot, "Description")
    await pilot.press("enter")
    await see(pilot, "Warning:")


async def credential(pilot: AppPilot, tenancy: Tenancy) -> None:
    await generated(pilot, tenancy)
    await pilot.press("y")
    await see(pilot, "Password: Sent")


async def delivering(pilot: AppPilot, tenancy: Tenancy) -> None:
    await generated(pilot, tenancy)
    await pilot.press("s")
    await at(pilot, HandOverDialog)


async def doctor(pilot: AppPilot, _: Tenancy) -> None:
    await pilot.press(*"a@b.cc", "enter")
    await see(pilot, "fix available")


async def audit(pilot: AppPilot, _: Tenancy) -> None:
    await see(pilot, TWO)


async def senders(pilot: AppPilot, _: Tenancy) -> None:
    await see(pilot, "ACTIVE")


PLACES: dict[str, tuple[Start | None, Visit]] = {
    "home": (None, home),
    "help": (None, help_and_profile),
    "users": (Start("users"), users),
    "user": (Start("user", TWO), user),
    "deleting": (Start("user", TWO), deleting),
    "limit": (Start("user", TWO), limit),
    "generating": (START, generating),
    "credential": (START, credential),
    "delivering": (START, delivering),
    "doctor": (Start("doctor"), doctor),
    "audit": (Start("audit"), audit),
    "senders": (Start("senders"), senders),
}


@pytest.mark.parametrize("place", PLACES)
async def test_text_can_be_read_in_every_theme(
    opened: Opened, tenancy: Tenancy, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, visit = PLACES[place]
    async with opened(start) as pilot:
        await visit(pilot, tenancy)
        with monkeypatch.context() as patch:
            draw_nothing_but_what_is_judged(pilot, patch)
            for theme in THEMES:
                pilot.app.theme = theme
                pilot.app.refresh_css(animate=False)
                faint = [f"{text!r} {ratio:.2f}" for text, ratio in drawn(pilot) if ratio < LEAST_CONTRAST]
                assert not faint, f"{place}, {theme}: {faint[:5]}"


def draw_nothing_but_what_is_judged(pilot: AppPilot, patch: pytest.MonkeyPatch) -> None:
    """Have no theme taken up a second time in the next cycle, nor drawn for a terminal: half the time goes there."""

    def skip(*_: object, **__: object) -> None: ...

    patch.setattr(pilot.app, "call_next", skip)
    patch.setattr(pilot.app.screen, "_compositor_refresh", skip)


def drawn(pilot: AppPilot) -> Iterator[tuple[str, float]]:
    """Each text on the screen with its contrast. What is behind a dialog can't be used, and is dim on purpose."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    for frame in screen.query("#frame"):
        x, y, width, height = frame.region
        strips = [strip.crop(x, x + width) for strip in strips[y : y + height]]
    found = 0
    for strip in strips:
        for text, style, _ in strip:
            pair = colors_of(style, None) if style and is_text(text) else None
            if pair:
                found += 1
                yield text.strip(), contrast(*pair)
    assert found > 3, "there is text with colors"
