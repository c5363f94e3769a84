"""Putting right what the framework's SVG of a terminal gets wrong."""

import html
import itertools
import re

from rich.cells import cell_len

_CELL = 12.2
"""Width of a cell in the SVG's units: Rich's 20 a line, times 0.61 (rich/console.py, `export_svg`)."""

_REMOTE_FONT = re.compile(r",\s*url\([^)]*\) format\([^)]*\)")
_TEXT = re.compile(r'<text class="(?P<style>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"[^>]*>(?P<text>[^<]*)</text>')
_NOT_WORDS = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)


def tidy(svg: str) -> str:
    """The SVG with wide characters in their cells, without fonts from the network, and without trailing blanks."""
    placed = _TEXT.sub(_placed, _REMOTE_FONT.sub("", svg))
    return "\n".join(line.rstrip() for line in placed.splitlines()) + "\n"


def words(svg: str) -> str:
    """The text in the SVG."""
    return html.unescape(_NOT_WORDS.sub("", svg)).replace("\xa0", " ")


def _placed(found: re.Match[str]) -> str:
    """A run of text; one with wide characters as a run each for these and for the others."""
    text = html.unescape(found["text"])
    if cell_len(text) == len(text):
        return found[0]
    runs, at = [], float(found["x"])
    for _, characters in itertools.groupby(text, key=cell_len):
        run = "".join(characters)
        width = cell_len(run) * _CELL
        place = f'x="{at:g}" y="{found["y"]}" textLength="{width:g}"'
        runs.append(f'<text class="{found["style"]}" {place}>{html.escape(run)}</text>')
        at += width
    return "".join(runs)
