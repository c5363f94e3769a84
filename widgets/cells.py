"""Text measured in terminal cells: cut, padded, shortened and wrapped without breaking a wide or combined character.

Every function takes text that `plain.visible` made safe.
"""

from rich.cells import cell_len, set_cell_size, split_graphemes

CUT = "~"
"""Stands where text was cut: unlike an ellipsis it exists on every console and is one cell in every font."""


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells: padded with spaces, or cut with a mark at the end."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + CUT


def shorten(text: str, width: int) -> str:
    """The text in at most `width` cells, cut with a mark at the end."""
    return text if cell_len(text) <= width else fit(text, width)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at spaces where there are any; at least one line."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        folded = fold(word, width)
        lines[-1:] = [lines[-1], *folded] if lines[-1] else folded
    return lines


def fold(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells that together are the text, nothing added and nothing lost; at least one line."""
    lines = [""]
    room = width
    for start, end, size in split_graphemes(text)[0]:
        if size > room and lines[-1]:
            lines.append("")
            room = width
        lines[-1] += text[start:end]
        room -= size
    return lines
