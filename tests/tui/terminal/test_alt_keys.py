"""Esc and a key that follows at once are what they are, unless alt and that key does something."""

from collections.abc import Container

import pytest
from textual import events

from tui.terminal.alt_keys import apart, with_alt

FIELD_KEYS = {"alt+backspace"}
CASES: tuple[tuple[str, str | None, Container[str], Container[str], list[tuple[str, str | None]]], ...] = (
    ("x", "x", (), (), [("escape", "\x1b"), ("x", "x")]),
    ("x", "x", {"alt+x"}, (), [("alt+x", "x")]),
    ("P", "P", (), (), [("escape", "\x1b"), ("P", "P")]),
    ("question_mark", "?", (), (), [("escape", "\x1b"), ("question_mark", "?")]),
    ("question_mark", None, (), (), [("escape", "\x1b"), ("question_mark", "?")]),
    ("1", "1", (), (), [("escape", "\x1b"), ("1", "1")]),
    ("enter", "\r", (), (), [("escape", "\x1b"), ("enter", "\r")]),
    ("ctrl+q", "\x11", (), (), [("escape", "\x1b"), ("ctrl+q", "\x11")]),
    ("down", None, (), (), [("escape", "\x1b"), ("down", None)]),
    ("b", "b", (), ("ctrl+left",), [("ctrl+left", None)]),
    ("b", "b", {"alt+backspace"}, (), [("escape", "\x1b"), ("b", "b")]),
    ("f", "f", (), (), [("escape", "\x1b"), ("f", "f")]),
    ("backspace", "\x7f", FIELD_KEYS, (), [("alt+backspace", "\x7f")]),
)


@pytest.mark.parametrize(("key", "character", "bound", "moves", "meant"), CASES)
def test_an_alt_key_is_split_into_escape_and_key_unless_it_has_an_action(
    key: str, character: str | None, bound: Container[str], moves: Container[str], meant: list[tuple[str, str | None]]
) -> None:
    found = apart(with_alt(events.Key(key, character)), bound, moves)
    assert [(each.key, each.character) for each in found] == meant


def test_a_key_without_alt_stays_as_it_is() -> None:
    assert [each.key for each in apart(events.Key("x", "x"), ())] == ["x"]
