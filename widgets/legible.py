"""Text that can be read: its color is moved away from what is behind it until the two differ enough."""

import re
from functools import lru_cache

from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

LEAST_CONTRAST = 4.5
"""Between text and what is behind it (WCAG 2.2, success criterion 1.4.3, level AA)."""

AIMED_AT = 4.7
"""A little more, for terminals that have fewer colors than we name."""

_READABLE = re.compile("[^ \u2500-\u259f]")
"""All but spaces, frames, and bars (Unicode: Box Drawing, Block Elements)."""

BLACK, WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)


class LegibleFilter(LineFilter):
    """Gives all text the contrast that it needs, whatever the theme. The terminal's own colors are its own."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, with other colors where theirs are too close to each other."""
        behind = background.rich_color.triplet
        return [
            Segment(text, legible_style(style, behind), control) if style and is_text(text) else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


def is_text(text: str) -> bool:
    """Whether there is something to read, and not only spaces and lines."""
    return bool(_READABLE.search(text))


@lru_cache(2048)
def legible_style(style: Style, behind: ColorTriplet | None) -> Style:
    """A style in which text can be read; `behind` is what stands behind text that has no background of its own."""
    pair = colors_of(style, behind)
    if pair is None or contrast(*pair) >= LEAST_CONTRAST:
        return style
    color = RichColor.from_triplet(_moved(*pair))
    return style + (Style(bgcolor=color) if style.reverse else Style(color=color))


def colors_of(style: Style, behind: ColorTriplet | None) -> tuple[ColorTriplet, ColorTriplet] | None:
    """The color of the text and of what is behind it; None where the terminal alone knows them."""
    text, back = style.color, style.bgcolor
    if text is None or text.triplet is None:
        return None
    own = behind if back is None or back.is_default else back.triplet
    if own is None:
        return None
    return (own, text.triplet) if style.reverse else (text.triplet, own)


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio of two colors, 1 to 21 (WCAG 2.2, contrast ratio)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _moved(text: ColorTriplet, behind: ColorTriplet) -> ColorTriplet:
    """The color nearest to that of the text, toward white or black, that differs enough from what is behind."""
    end = max((WHITE, BLACK), key=lambda color: contrast(color, behind))
    steps = (_blended(text, end, step / 32) for step in range(1, 33))
    return next((color for color in steps if contrast(color, behind) >= AIMED_AT), end)


def _blended(start: ColorTriplet, end: ColorTriplet, share: float) -> ColorTriplet:
    return ColorTriplet(*(round(a + (b - a) * share) for a, b in zip(start, end, strict=True)))


def _luminance(color: ColorTriplet) -> float:
    """The relative luminance (WCAG 2.2), 0 to 1."""
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


LEGIBLE = LegibleFilter()
"""The one of the app."""
