"""The ages of credentials as a bar plot: SVG that stands in a page, without scripts and without style attributes."""

from collections.abc import Sequence
from typing import NamedTuple

from services.audit.export import Record
from services.evidence.audited import codes_of
from services.evidence.html_text import text

OLD = "old"
"""The finding that decides the color: the plot and the table agree on what is old."""

WIDTH, HEIGHT = 760, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 24, 34, 46
GAP = 3
"""Between two bars. All in units of the picture."""

DIGIT = 7.5
"""The width of a digit: where a count is wider than its bar, only the pointer shows it."""

STEPS = (1, 2, 5, 10, 15, 30, 60, 90, 180, 365, 730, 1825, 3650)
"""Days that a bar can stand for."""

MOST_BARS = 30
MOST_LABELS = 11
LINES = 4
"""Lines across the plot, at most, above the axis."""


class Bar(NamedTuple):
    """Credentials whose age in days is at least `start`, and less than that of the next bar."""

    start: int
    young: int
    old: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.young + self.old


def bars_of(credentials: Sequence[Record]) -> tuple[int, list[Bar]]:
    """How many days each bar stands for, and the bars from age 0 on; none where no age is known."""
    ages = [(max(0, age), OLD in codes_of(each)) for each in credentials if isinstance(age := each["age_days"], int)]
    if not ages:
        return 0, []
    oldest = max(age for age, _ in ages)
    step = next((step for step in STEPS if oldest // step < MOST_BARS), oldest // MOST_BARS + 1)
    counts = [[0, 0] for _ in range(oldest // step + 1)]
    for age, is_old in ages:
        counts[age // step][is_old] += 1
    return step, [Bar(number * step, young, old) for number, (young, old) in enumerate(counts)]


def age_plot(credentials: Sequence[Record], old_days: int, name: str) -> str:
    """The picture; `name` tells its parts from those of other pictures on the page. Empty where no age is known."""
    step, bars = bars_of(credentials)
    if not bars:
        return ""
    slot = (WIDTH - LEFT - RIGHT) / len(bars)
    line_every = _line_step(max(bar.total for bar in bars))
    top = line_every * -(-max(bar.total for bar in bars) // line_every)
    unit = (HEIGHT - TOP - BOTTOM) / top
    base = HEIGHT - BOTTOM
    parts = [*_lines(top, line_every, unit), *_axis(bars, slot, step)]
    for number, bar in enumerate(bars):
        parts += _bar(bar, LEFT + number * slot, slot, unit, name, f"{bar.start:,} to {bar.start + step - 1:,} days")
    parts.append(f'<line class="axis" x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}"/>')
    at = LEFT + old_days / step * slot
    if at < WIDTH - RIGHT:
        parts += _threshold(at, old_days)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title">'
        f'<title id="{name}-title">{text(told_ages(credentials, old_days))}</title>'
        f'<defs><pattern id="{name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="old" width="6" height="6"/>'
        f'<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>\n' + "\n".join(parts) + "</svg>"
    )


def told_ages(credentials: Sequence[Record], old_days: int) -> str:
    """What the plot shows, in sentences."""
    ages = sorted(age for each in credentials if isinstance(age := each["age_days"], int))
    if not ages:
        return "No age is known."
    old = sum(OLD in codes_of(each) for each in credentials)
    unknown = len(credentials) - len(ages)
    return (
        f"{old:,} of {len(credentials):,} credentials are older than {old_days:,} days. "
        f"The oldest is {ages[-1]:,} days old, and half of them are {ages[len(ages) // 2]:,} days or older."
        + (f" The age of {unknown:,} is unknown." if unknown else "")
    )


def _bar(bar: Bar, left: float, slot: float, unit: float, name: str, days: str) -> list[str]:
    base, width = HEIGHT - BOTTOM, slot - GAP
    young, old = bar.young * unit, bar.old * unit
    parts = [f"<g><title>{days}: {bar.young:,} within the limit, {bar.old:,} old</title>"]
    if bar.young:
        parts.append(_rect("young", left, base - young, width, young))
    if bar.old:
        parts.append(_rect("", left, base - young - old, width, old, f"url(#{name}-hatch)"))
    if bar.total and len(f"{bar.total:,}") * DIGIT <= slot:
        parts.append(_label("count", left + width / 2, base - young - old - 4, f"{bar.total:,}"))
    return [*parts, "</g>"]


def _rect(class_: str, left: float, top: float, width: float, height: float, fill: str = "") -> str:
    look = f'class="{class_}"' if class_ else f'fill="{fill}"'
    return f'<rect {look} x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _label(class_: str, left: float, top: float, said: str) -> str:
    return f'<text class="{class_}" x="{left:.1f}" y="{top:.1f}">{said}</text>'


def _lines(top: int, every: int, unit: float) -> list[str]:
    parts = []
    for count in range(0, top + 1, every):
        height = HEIGHT - BOTTOM - count * unit
        if count:
            parts.append(f'<line class="grid" x1="{LEFT}" y1="{height:.1f}" x2="{WIDTH - RIGHT}" y2="{height:.1f}"/>')
        parts.append(_label("scale", LEFT - 8, height + 4, f"{count:,}"))
    return parts


def _axis(bars: Sequence[Bar], slot: float, step: int) -> list[str]:
    every = -(-len(bars) // MOST_LABELS)
    edges = range(0, len(bars) + 1, every)
    parts = [_label("edge", LEFT + number * slot, HEIGHT - BOTTOM + 18, f"{number * step:,}") for number in edges]
    return [*parts, _label("edge", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "age in days")]


def _threshold(at: float, old_days: int) -> list[str]:
    line = f'<line class="threshold" x1="{at:.1f}" y1="{TOP - 14}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}"/>'
    is_left = at < WIDTH * 0.7
    class_ = "limit" if is_left else "limit before"
    return [line, _label(class_, at + (6 if is_left else -6), TOP - 18, f"old after {old_days:,} days")]


def _line_step(most: int) -> int:
    """The distance between two lines: 1, 2, or 5 with zeros."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if most <= step * LINES:
                return step
        size *= 10
