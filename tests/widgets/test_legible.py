"""Colors of text, and what is made of those that can't be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.style import Style

from widgets.legible import LEAST_CONTRAST, colors_of, contrast, is_text, legible_style

COLORS = st.builds(ColorTriplet, *[st.integers(0, 255)] * 3)


def styled(text: ColorTriplet, behind: ColorTriplet, *, reverse: bool = False) -> Style:
    return Style(color=Color.from_triplet(text), bgcolor=Color.from_triplet(behind), reverse=reverse)


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ff0000", 1.0)]
)
def test_the_ratio_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    first, second = (Color.parse(each).triplet for each in (one, other))
    assert first
    assert second
    assert contrast(first, second) == pytest.approx(ratio, abs=0.01)


@given(COLORS, COLORS, st.booleans())
def test_legible_style_gives_enough_contrast_and_keeps_the_background(
    text: ColorTriplet, behind: ColorTriplet, reverse: bool
) -> None:
    before = styled(behind, text, reverse=True) if reverse else styled(text, behind)
    pair = colors_of(legible_style(before, None), None)
    assert pair
    assert contrast(*pair) >= LEAST_CONTRAST
    assert pair[1] == behind
    if contrast(text, behind) >= LEAST_CONTRAST:
        assert pair[0] == text


def test_the_colors_of_the_terminal_stay() -> None:
    for style in (Style(color="red", bgcolor="default"), Style(dim=True), Style(color="#777777", bgcolor="white")):
        assert legible_style(style, None) == style


def test_frames_are_no_text() -> None:
    assert not is_text(" ╭──╮ █ ")
    assert is_text("│ a")
