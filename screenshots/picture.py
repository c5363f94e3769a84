"""What a terminal shows: runs of text and of background in its cells, read from the framework's SVG."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len

CELL = 12.2
"""Width of a cell in the SVG's units: Rich's 20 a line, times 0.61 (rich/console.py, `export_svg`)."""

LINE = 24.4
"""Height of a line: Rich's 20, times 1.22."""

BASELINE = 20
"""How far under the top of its line a text stands."""

_RULE = re.compile(r"\.(?P<style>[\w-]+-r\d+) \{ (?P<css>[^}]*?);? \}")
_BACKGROUND = re.compile(
    r'<rect fill="(?P<fill>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" width="(?P<width>[^"]*)" height="24.65"'
)
_TEXT = re.compile(r'<text class="(?P<style>[^"]*)" x="(?P<x>[^"]*)" y="(?P<y>[^"]*)"[^>]*>(?P<text>[^<]*)</text>')
_WORDS = re.compile(r"[^\xa0]+(?:\xa0[^\xa0]+)*")
"""Text with single blanks in it; where more stand together, another run begins."""


UNDRAWN = "#1c1c1c"
"""What a terminal has where the program leaves the background to it."""


@dataclass(frozen=True)
class Run:
    """Text in one style. `column` and `width` are in cells."""

    column: int
    width: int
    text: str
    css: str


@dataclass(frozen=True)
class Fill:
    """A background. `column` and `width` are in cells."""

    column: int
    width: int
    colour: str


@dataclass(frozen=True)
class Line:
    """One line of the terminal, each part from left to right."""

    fills: tuple[Fill, ...] = ()
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Picture:
    """The whole terminal. Equal pictures look the same."""

    columns: int
    lines: tuple[Line, ...]

    @property
    def words(self) -> str:
        """The text, line by line, without its place in the line."""
        return "\n".join(" ".join(run.text.replace("\xa0", " ") for run in line.runs) for line in self.lines)


def read_picture(svg: str, columns: int, lines: int) -> Picture:
    """The picture in an SVG by `App.export_screenshot`, of a terminal of that size."""
    fills: list[list[Fill]] = [[] for _ in range(lines)]
    runs: list[list[Run]] = [[] for _ in range(lines)]
    for found in _BACKGROUND.finditer(svg):
        at = round(float(found["y"]) / LINE)
        fills[at].append(Fill(_cells(found["x"]), _cells(found["width"]), found["fill"]))
    rules = {found["style"]: found["css"] for found in _RULE.finditer(svg)}
    for found in _TEXT.finditer(svg):
        if found["style"] in rules and found["text"].strip("\n"):
            at = round((float(found["y"]) - BASELINE) / LINE)
            css = rules[found["style"]].replace(": ", ":")
            runs[at] += _placed(_cells(found["x"]), html.unescape(found["text"]), css)
    drawn = zip(fills, runs, strict=True)
    return Picture(columns, tuple(Line(tuple(_merged(columns, row)), tuple(text)) for row, text in drawn))


def _cells(length: str) -> int:
    return round(float(length) / CELL)


def _merged(columns: int, fills: list[Fill]) -> Iterator[Fill]:
    """The whole line, neighbours of one color as one."""
    colours = [UNDRAWN] * columns
    for fill in fills:
        colours[fill.column : fill.column + fill.width] = [fill.colour] * fill.width
    at = 0
    for colour, same in groupby(colours):
        width = len(list(same))
        yield Fill(at, width, colour)
        at += width


def _placed(column: int, text: str, css: str) -> Iterator[Run]:
    """The words of a text in their cells; wide characters, which the framework misplaces, in runs of their own."""
    if "text-decoration" in css:
        yield Run(column, cell_len(text), text, css)
        return
    for found in _WORDS.finditer(text):
        at = column + cell_len(text[: found.start()])
        for _, characters in groupby(found[0], key=cell_len):
            part = "".join(characters)
            yield Run(at, cell_len(part), part, css)
            at += cell_len(part)
