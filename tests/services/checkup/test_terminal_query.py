"""What terminals answer, as they were heard to."""

import pytest

from services.checkup.terminal_query import TerminalReplies, understood


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (b"\x1b[?2004;2$y\x1b[?64;1;2;6;9;15;18;21;22c", TerminalReplies(True, True, False)),  # xterm
        (b"\x1b[?2004;1$y\x1b[?62;22;52c", TerminalReplies(True, True, True)),  # kitty
        (b"\x1b[?1;2;4c", TerminalReplies(True, None, False)),  # tmux 3.3
        (b"\x1b[?2004;0$y\x1b[?6c", TerminalReplies(True, False, False)),
        (b"j\x1b[A", TerminalReplies()),  # keys that were pressed meanwhile
        (b"", TerminalReplies()),
    ],
)
def test_terminal_replies_are_parsed(said: bytes, answers: TerminalReplies) -> None:
    assert understood(said) == answers
