import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from widgets.cells import fit, fold, shorten, wrap
from widgets.plain import visible

texts = st.text(st.sampled_from("ab ~[]名字アé e\u0301\u0300️❤")).map(visible)


@given(texts, st.integers(0, 30))
def test_fitted_text_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("anna", 6, "anna  "),
        ("anna", 4, "anna"),
        ("anna", 3, "an~"),
        ("名前", 4, "名前"),
        ("名前x", 4, "名 ~"),
        ("x", 0, ""),
    ],
)
def test_cut_text_carries_a_mark(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


@given(texts, st.integers(1, 30))
def test_text_is_shortened_only_if_it_does_not_fit(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_len(short) <= width
    assert short == text or cell_len(text) > width


@given(texts, st.integers(2, 30))
def test_folding_adds_and_loses_nothing(text: str, width: int) -> None:
    lines = fold(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)


@given(texts, st.integers(2, 30))
def test_wrapped_lines_fit_and_keep_every_character_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_wrapped_text_breaks_between_words() -> None:
    assert wrap("the quick brown fox", 10) == ["the quick", "brown fox"]
