"""A real GNU screen between us and the terminal."""

import secrets
from pathlib import Path

from services.clipboard import CopyState
from services.clipboard.choose import choose
from services.clipboard.osc52 import sequence
from services.clipboard.screen import Screen
from services.model.secret import Secret
from tests.services.clipboard.multiplexers import inside, screen_session

SSH = {"SSH_TTY": "/dev/pts/1", "STY": "1.test", "TERM": "screen"}


def test_the_terminal_gets_the_request_unchanged(tmp_path: Path, plain: str, password: Secret) -> None:
    with screen_session(tmp_path) as (terminal, fifo), inside(fifo) as write_terminal:
        clipboard = choose(write_terminal, environ=SSH)
        assert clipboard.copy(password).state is CopyState.SENT
        terminal.expect_exact(sequence(plain).encode())
        clipboard.clear()
        terminal.expect_exact(sequence(" ").encode())


def test_the_longest_text_that_is_accepted_passes(tmp_path: Path) -> None:
    longest = secrets.token_hex(Screen.limit)[: Screen.limit]
    with screen_session(tmp_path) as (terminal, fifo), inside(fifo) as write_terminal:
        assert choose(write_terminal, environ=SSH).copy(Secret(longest)).state is CopyState.SENT
        terminal.expect_exact(sequence(longest).encode())
