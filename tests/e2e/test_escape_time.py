"""Esc and a quick key: where a terminal sends both at once, and in a tmux that keeps esc back as it does by default."""

from collections.abc import Callable

import pytest

from tests.e2e.program import FIELD, Opener
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane

DEFAULT_MS = "500"


@pytest.fixture
def app(open_app: Opener, kind: type[Terminal]) -> Callable[..., Terminal]:
    def open_(*arguments: str) -> Terminal:
        terminal: Terminal = open_app("--demo", *arguments, kind=kind)
        if isinstance(terminal, TmuxPane):
            terminal._ask("set-option", "-s", "escape-time", DEFAULT_MS)
        return terminal

    return open_


@pytest.mark.parametrize(
    ("burst", "shown", "gone"),
    [
        ("\x1bP", "Profile ─", FIELD),
        ("\x1b?", "Help ─", FIELD),
        ("\x1b:users", "\n:users", "halfway"),
        ("\x1bn", FIELD, "halfway"),
        ("\x1b\x1b", "> Identity › Users", FIELD),
        ("\x1bf", "No credential selected", FIELD),
    ],
)
def test_escape_and_a_quick_second_key_both_take_effect(
    app: Callable[..., Terminal], burst: str, shown: str, gone: str
) -> None:
    terminal = app("open", "user", "newsletter.sender", "--generate")
    terminal.wait_for_keyboard(FIELD)
    terminal.type("halfway")
    terminal.wait_for("halfway")
    terminal.type(burst)
    terminal.wait_for(shown, gone=gone)
