"""Pictures as small SVGs that need nothing from the network: one that stands still, or a walk through several."""

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from screenshots.picture import BASELINE, CELL, LINE, Fill, Line, Picture

MARGIN = 10
"""Around the terminal, in the SVG's units."""

BAR = 36
"""Height of the window's title bar."""

FONT = "ui-monospace,'Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace"


@dataclass(frozen=True)
class Frame:
    """A picture in a walk, how long it stays, and what was pressed to come to it."""

    picture: Picture
    seconds: float
    pressed: str = ""


@dataclass
class _Styles:
    """Short names for the styles in use, in the order in which they were first asked for."""

    names: dict[str, str] = field(default_factory=dict)

    def name(self, css: str) -> str:
        return self.names.setdefault(css, f"t{len(self.names)}")

    def rules(self) -> str:
        return "".join(f".{name}{{{css}}}" for css, name in self.names.items())


def still(picture: Picture, title: str) -> str:
    """One picture in its window."""
    styles = _Styles()
    ground = _ground([picture])
    lines = [
        f'<g transform="translate(0,{at * LINE:g})">{drawn}</g>'
        for at, drawn in enumerate(_drawn(line, styles, ground) for line in picture.lines)
        if drawn
    ]
    return _window(picture, ground, styles.rules(), f"{_title(picture, title)}\n{_terminal(lines)}", title)


def walk(frames: Sequence[Frame], title: str, poster: int) -> str:
    """The frames one after the other, for ever, by style rules alone; `poster` is the one shown where nothing moves.

    A line that several frames have is there once.
    """
    styles = _Styles()
    ground = _ground(frame.picture for frame in frames)
    used = Counter(line for frame in frames for line in dict.fromkeys(frame.picture.lines))
    shared = {line: f"l{number}" for number, line in enumerate(line for line, times in used.items() if times > 1)}
    drawn = [f'<g id="{name}">{_drawn(line, styles, ground)}</g>' for line, name in shared.items()]
    bodies = [
        f'<g class="f f{number}">\n{_caption(frame)}{_terminal(_placed(frame.picture, shared, styles, ground))}\n</g>'
        for number, frame in enumerate(frames)
    ]
    first = frames[0].picture
    rules = styles.rules() + _timing([frame.seconds for frame in frames], poster)
    body = "\n".join([f"<defs>{''.join(drawn)}</defs>", _title(first, title), *bodies])
    return _window(first, ground, rules, body, title)


def _ground(pictures: Iterable[Picture]) -> str:
    """The background that most cells have: it is drawn once, under all others."""
    cells: Counter[str] = Counter()
    for picture in pictures:
        for line in picture.lines:
            for fill in line.fills:
                cells[fill.colour] += fill.width
    return cells.most_common(1)[0][0] if cells else "#000000"


def _drawn(line: Line, styles: _Styles, ground: str) -> str:
    fills = "".join(_rectangle(fill) for fill in line.fills if fill.colour != ground)
    runs = "".join(
        f'<text class="{styles.name(run.css)}" x="{run.column * CELL:g}" y="{BASELINE}"'
        f' textLength="{run.width * CELL:g}">{html.escape(run.text, quote=False)}</text>'
        for run in line.runs
    )
    return fills + runs


def _rectangle(fill: Fill) -> str:
    # A little higher than its line, or a seam shows between two of the same color.
    place = f'x="{fill.column * CELL:g}" width="{fill.width * CELL:g}" height="{LINE + 0.25:g}"'
    return f'<rect fill="{fill.colour}" {place}/>'


def _placed(picture: Picture, shared: Mapping[Line, str], styles: _Styles, ground: str) -> Iterator[str]:
    for at, line in enumerate(picture.lines):
        y = f"{at * LINE:g}"
        if line in shared:
            yield f'<use href="#{shared[line]}" y="{y}"/>'
        else:
            yield f'<g transform="translate(0,{y})">{_drawn(line, styles, ground)}</g>'


def _timing(seconds: Sequence[float], poster: int) -> str:
    """Each frame is seen in its own part of the round; who asked for less motion sees the poster."""
    whole, begun = sum(seconds), 0.0
    rules = [f".f{{visibility:hidden;animation:{whole:g}s step-end infinite}}.f{poster}{{visibility:visible}}"]
    for number, length in enumerate(seconds):
        start, begun = begun, begun + length
        steps = {0.0: "hidden", start / whole * 100: "visible"}
        if number < len(seconds) - 1:
            steps[begun / whole * 100] = "hidden"
        told = "".join(f"{percent:.3f}%{{visibility:{seen}}}" for percent, seen in steps.items())
        rules.append(f"@keyframes k{number}{{{told}}}.f{number}{{animation-name:k{number}}}")
    return "\n".join([*rules, "@media (prefers-reduced-motion:reduce){.f{animation:none}}"])


def _title(picture: Picture, title: str) -> str:
    middle = MARGIN + picture.columns * CELL / 2
    return f'<text class="w" x="{middle:g}" y="24" text-anchor="middle">{html.escape(title)}</text>'


def _caption(frame: Frame) -> str:
    """The keys pressed, at the right of the title bar."""
    if not frame.pressed:
        return ""
    right = MARGIN + frame.picture.columns * CELL - 6
    return f'<text class="w k" x="{right:g}" y="24" text-anchor="end">{html.escape(frame.pressed)}</text>\n'


def _terminal(lines: Iterable[str]) -> str:
    inside = "\n".join(lines)
    return f'<g transform="translate({MARGIN},{BAR})">\n{inside}\n</g>'


def _window(picture: Picture, ground: str, rules: str, body: str, title: str) -> str:
    width, height = picture.columns * CELL + 2 * MARGIN, len(picture.lines) * LINE + BAR + MARGIN
    terminal = f'x="{MARGIN}" y="{BAR}" width="{picture.columns * CELL:g}" height="{len(picture.lines) * LINE:g}"'
    buttons = "".join(f'<circle cx="{22 + 20 * at}" cy="18" r="6" fill="#6c6c6c"/>' for at in range(3))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{html.escape(title)}">
<style>text{{font:20px {FONT};white-space:pre}}.w{{fill:#c5c8c6;font-size:17px}}.k{{fill:#ffa62b;font-weight:bold}}
{rules}</style>
<rect width="{width:g}" height="{height:g}" rx="8" fill="#292929"/>{buttons}
<rect {terminal} fill="{ground}"/>
{body}
</svg>
"""
