import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from widgets.plain import is_drawn, restored, visible

UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]"
)
MARKS = re.compile(r"[\u0300-\u036f\u20d0-\u20f0\u0e47\ufe0f]{7}")
"""More marks on a character than any script has."""


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
        ("anna\u3164", r"anna\u3164"),
        ("\u115fanna\u1160\uffa0", r"\u115fanna\u1160\uffa0"),
        ("an\u034fna", r"an\u034fna"),
        ("anna\ufe00", r"anna\ufe00"),
        ("anna\ufe0f", r"anna\ufe0f"),
        ("anna\U000e0100", r"anna\U000e0100"),
        ("an\u2800na", r"an\u2800na"),
        ("an\u180bna\u17b4", r"an\u180bna\u17b4"),
        ("a" + "\u0301" * 8, "a" + "\u0301" * 6 + r"\u0301\u0301"),
        ("a" + "\u0300\u0e47\u20dd" * 3, "a" + "\u0300\u0e47\u20dd" * 2 + r"\u0300\u0e47\u20dd"),
        ("heart \u2764\ufe0f", "heart \u2764" + r"\ufe0f"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d" + r"\U0001f3fd"),
        ("1\ufe0f\u20e3", r"1\ufe0f\u20e3"),
    ],
)
def test_control_and_invisible_characters_become_escapes(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


def printable() -> st.SearchStrategy[str]:
    """Text of what is drawn; every character there is is looked at for that, so not where this is only imported."""
    return st.text(
        st.characters(
            exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"],
            include_characters=" ",
            exclude_characters=[char for char in map(chr, range(0x110000)) if UNSEEN.match(char)],
        )
    ).filter(lambda text: "MMMMMMM" not in "".join(unicodedata.category(char)[0] for char in text))


@given(st.deferred(printable))
def test_printable_text_comes_back_as_it_is(text: str) -> None:
    assume(all(map(is_drawn, text)))
    assert visible(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Ngo\u0302 Ba\u0309o Cha\u0302u",
        "Ngô Bảo Châu",
        "שָׁ֥בַּ֣ת",
        "กี่ที่",
        "क्षत्रिय",
        "བསྒྲུབས",
        "한글",
        "アプリ",
        "😀😀😀😀😀😀😀😀😀",
        "………………………",
    ],
)
def test_text_in_many_scripts_is_not_changed(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.sampled_from("ab\u0301\u0300\u20dd\u0e47\ufe0f❤"), max_size=40))
def test_no_character_keeps_more_than_six_combining_marks(text: str) -> None:
    assert not MARKS.search(visible(text))


@given(st.text(st.characters()))
def test_no_control_or_format_character_is_left(text: str) -> None:
    assert not [char for char in visible(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}]


@given(st.text(), st.text(st.characters(codec="ascii"), max_size=8), st.text(st.characters(codec="ascii"), max_size=8))
def test_typing_around_a_text_restores_the_text_unchanged(original: str, before: str, after: str) -> None:
    assert restored(visible(original), original) == original
    found = restored(f"{before}{visible(original)}{after}", original)
    places = [at for at in range(len(found) + 1) if found.startswith(original, at)]
    assert before + after in [found[:at] + found[at + len(original) :] for at in places]


@pytest.mark.parametrize(
    ("original", "edited", "kept"),
    [
        (
            "1\ufe0f\u20e3 shop \U0001f44d\U0001f3fd",
            "1\\ufe0f\\u20e3 store \U0001f44d\\U0001f3fd",
            "1\ufe0f\u20e3 store \U0001f44d\U0001f3fd",
        ),
        ("heart \u2764\ufe0f", "heart \u2764", "heart \u2764"),
        ("heart \u2764\ufe0f", "heart \u2764\\ufe0", "heart \u2764\\ufe0"),
        ("plain", r"plain \x1b", r"plain \x1b"),
    ],
)
def test_an_unedited_escape_is_restored_to_its_character(original: str, edited: str, kept: str) -> None:
    assert restored(edited, original) == kept
