"""The terminal emulator of these tests draws what xterm would."""

import pytest

from tests.e2e.terminal import Terminal


@pytest.mark.parametrize("cut", ["\x1b[", "\x1b[48;2;1", "\x1b[?25", "\x1b[4 "])
@pytest.mark.parametrize("then", ["\x1b[<u", "\x1b[?25h", "\x1b[K"])
def test_an_incomplete_escape_sequence_is_dropped_at_the_next_one(environ: dict[str, str], cut: str, then: str) -> None:
    """So ends what a program wrote that was killed, and then the terminal is restored."""
    terminal = Terminal(["printf", "%s", f"before{cut}{then}after\x1b[51G!"], environ)
    terminal.wait_for("beforeafter", "!")
    assert terminal.exit_code == 0
    terminal.end()
