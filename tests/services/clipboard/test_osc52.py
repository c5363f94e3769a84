"""The escape sequences, byte for byte."""

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clipboard import NOTHING_OF_OURS, CopyState
from services.clipboard.osc52 import FRAME_SECONDS, Osc52, sequence
from services.clipboard.screen import Screen
from services.model.secret import Secret

CLEAR = "\x1b]52;c;IA==\a"
AGAIN = "\x1b]52;c;\a" + CLEAR
"""Set apart from the clear before, which mosh would take it for."""


class Terminal:
    """Keeps what was written to it."""

    def __init__(self) -> None:
        self.written = ""
        self.closed = False

    def write(self, text: str) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file")
        self.written += text

    def take(self) -> str:
        taken, self.written = self.written, ""
        return taken


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_escape_sequence_decodes_to_the_copied_text(text: str) -> None:
    match = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\a", sequence(text))
    assert match
    assert b64decode(match[1], validate=True).decode() == text


def test_copy_sends_the_text_and_clear_sends_a_space(terminal: Terminal) -> None:
    clipboard = Osc52(terminal.write, advice="keep watch")
    copied = clipboard.copy(Secret("S3cret!"))
    assert terminal.take() == "\x1b]52;c;UzNjcmV0IQ==\a"
    assert copied.state is CopyState.SENT
    assert copied.says() == "Sent to your terminal. If nothing is pasted, your terminal blocks clipboard access."
    assert copied.says("Press v to show it.").endswith("blocks clipboard access. Press v to show it.")
    assert copied.advice == "keep watch"
    cleared = clipboard.clear()
    assert terminal.take() == CLEAR
    assert cleared.state is CopyState.CLEAR_SENT
    assert cleared.message == "Asked the terminal to clear its clipboard."
    assert clipboard.clear() == NOTHING_OF_OURS
    assert terminal.take() == ""


def test_refresh_repeats_a_clear_and_only_a_clear(terminal: Terminal) -> None:
    clipboard = Osc52(terminal.write)
    clipboard.refresh()
    assert terminal.take() == "", "what is there is the person's own"
    clipboard.copy(Secret("one"))
    terminal.take()
    clipboard.refresh()
    assert terminal.take() == ""
    clipboard.clear()
    terminal.take()
    for _ in range(2):  # when the focus comes back, and when the person closes
        clipboard.refresh()
        assert terminal.take() == AGAIN


def test_refresh_does_not_take_a_newer_copy_away(terminal: Terminal) -> None:
    clipboard = Osc52(terminal.write)
    clipboard.copy(Secret("one"))
    clipboard.clear()
    clipboard.copy(Secret("two"))
    terminal.take()
    clipboard.refresh()
    assert terminal.take() == ""


def test_copy_and_clear_are_unavailable_while_the_terminal_is_gone(terminal: Terminal) -> None:
    clipboard = Osc52(terminal.write)
    clipboard.copy(Secret("one"))
    terminal.closed = True
    assert clipboard.clear().state is CopyState.UNAVAILABLE
    assert clipboard.copy(Secret("S3cret!")).state is CopyState.UNAVAILABLE
    clipboard.refresh()
    terminal.closed = False
    terminal.take()
    assert clipboard.clear().state is CopyState.CLEAR_SENT, "a clear that failed can be asked for again"
    assert terminal.take() == CLEAR


def test_copy_is_unavailable_when_the_terminal_cannot_be_written() -> None:
    def hung_up(text: str) -> None:
        raise OSError(5, "Input/output error")

    clipboard = Osc52(hung_up)
    outcome = clipboard.copy(Secret("password"))
    assert (outcome.state, outcome.message) == (CopyState.UNAVAILABLE, "Couldn't copy: can't write to the terminal.")
    assert clipboard.clear() == NOTHING_OF_OURS
    assert clipboard.blank() is None


@pytest.mark.parametrize("kind", [Osc52, Screen])
def test_text_over_the_length_limit_is_rejected(kind: type[Osc52], terminal: Terminal) -> None:
    clipboard = kind(terminal.write)
    refused = clipboard.copy(Secret("ä" * kind.limit))
    assert refused.state is CopyState.UNAVAILABLE
    assert f"{kind.limit:,}" in refused.message
    assert terminal.take() == ""
    assert clipboard.copy(Secret("a" * kind.limit)).state is CopyState.SENT


def test_the_length_limit_matches_the_maximum_of_hterm() -> None:
    """It takes 100,000 characters between the introducer and the end of the sequence (its maxStringSequence)."""

    def inside(length: int) -> int:
        return len(sequence("a" * length).removeprefix("\x1b]").removesuffix("\a"))

    assert inside(Osc52.limit) <= 100_000 < inside(Osc52.limit + 1)


def test_a_clear_is_sent_before_a_repeated_copy_of_the_same_text(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mosh drops a request that is like the last one, although the person has copied something else since."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    clipboard = Osc52(terminal.write)
    for text in ("one", "two", "two"):
        clipboard.copy(Secret(text))
    assert terminal.take() == sequence("one") + sequence("two") + CLEAR + sequence("two")
    assert slept == [FRAME_SECONDS]
    clipboard.clear()
    clipboard.copy(Secret("two"))
    assert terminal.take() == CLEAR + sequence("two"), "the clear has set them apart"


def test_a_repeated_copy_is_unavailable_when_the_clear_before_it_fails(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard = Osc52(terminal.write)
    clipboard.copy(Secret("one"))
    terminal.closed = True
    monkeypatch.setattr("time.sleep", lambda _: setattr(terminal, "closed", False))  # it comes back meanwhile
    assert clipboard.copy(Secret("one")).state is CopyState.UNAVAILABLE


def test_blank_clears_the_copy_of_an_earlier_program_with_a_space(terminal: Terminal) -> None:
    clipboard = Osc52(terminal.write)
    outcome = clipboard.blank()
    assert outcome is not None
    assert outcome.state is CopyState.CLEAR_SENT
    assert outcome.is_owed
    assert terminal.take() == CLEAR
    terminal.closed = True
    assert clipboard.blank() is None


def test_each_request_to_gnu_screen_is_wrapped_in_its_own_dcs_string(terminal: Terminal) -> None:
    clipboard = Screen(terminal.write)
    clipboard.copy(Secret("S3cret!"))
    assert terminal.take() == "\x1bP\x1b]52;c;UzNjcmV0IQ==\a\x1b\\"
    clipboard.clear()
    assert terminal.take() == "\x1bP\x1b]52;c;IA==\a\x1b\\"
