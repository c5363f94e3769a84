import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.plain import is_drawn, visible


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\u202eb", r"a\u202eb"),
        ("a\nb\tc\x00", r"a\nb\tc\x00"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\x9b31m", r"\x9b31m"),
        ("[b]markup[/]", "[b]markup[/]"),
        ("heart \u2764\ufe0f", "heart \u2764" + r"\ufe0f"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d" + r"\U0001f3fd"),
        ("1\ufe0f\u20e3", r"1\ufe0f\u20e3"),
    ],
)
def test_what_a_terminal_obeys_or_hides_becomes_an_escape(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"], include_characters=" "))
)
def test_printable_text_comes_back_as_it_is(text: str) -> None:
    assume(all(map(is_drawn, text)))
    assert visible(text) == text


@given(st.text(st.characters()))
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    assert not [char for char in visible(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}]
