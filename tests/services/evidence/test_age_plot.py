import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.export import Record
from services.evidence.age_plot import HEIGHT, MOST_BARS, WIDTH, age_plot, bars_of, told_ages
from tests.services.evidence.runs import OLD_DAYS, row

AGES = st.lists(st.none() | st.integers(-1, 40_000), max_size=60)


def of_ages(ages: list[int | None], old_days: int = OLD_DAYS) -> list[Record]:
    return [row("anna", age_days=age, findings=["old"] if age is not None and age > old_days else []) for age in ages]


@given(AGES)
def test_each_known_age_is_in_one_bar(ages: list[int | None]) -> None:
    step, bars = bars_of(of_ages(ages))
    known = [age for age in ages if age is not None]
    assert sum(bar.total for bar in bars) == len(known)
    assert sum(bar.old for bar in bars) == sum(age > OLD_DAYS for age in known)
    assert len(bars) <= MOST_BARS + 1
    for bar in bars:
        inside = [age for age in known if bar.start <= max(age, 0) < bar.start + step]
        assert (bar.total, bar.old) == (len(inside), sum(age > OLD_DAYS for age in inside))


@given(AGES, st.integers(0, 36_500))
def test_the_plot_is_xml_and_every_bar_is_inside_its_area(ages: list[int | None], old_days: int) -> None:
    plot = age_plot(of_ages(ages, old_days), old_days, "ages-0")
    assert bool(plot) == any(age is not None for age in ages)
    if not plot:
        return
    for shape in ElementTree.fromstring(plot).iter("rect"):
        if "x" in shape.attrib:
            left, top, width, height = (float(shape.attrib[name]) for name in ("x", "y", "width", "height"))
            assert 0 <= left <= left + width <= WIDTH
            assert 0 <= top <= top + height <= HEIGHT - 40
    assert "style=" not in plot


def test_the_plot_includes_a_text_summary_of_the_ages() -> None:
    told = told_ages(of_ages([1, 90, 91, 1234, None]), OLD_DAYS)
    assert told == (
        "2 of 5 credentials are older than 90 days. The oldest is 1,234 days old, and half of them are 91 days or "
        "older. The age of 1 is unknown."
    )
    assert told in age_plot(of_ages([1, 90, 91, 1234, None]), OLD_DAYS, "ages-0")


@pytest.mark.parametrize(("count", "is_shown"), [(9, True), (12345, False)])
def test_a_count_that_would_not_fit_over_its_bar_is_not_drawn(count: int, is_shown: bool) -> None:
    plot = age_plot(of_ages([2600, *[1] * count]), OLD_DAYS, "ages-0")
    assert bool(re.search(rf'class="count"[^>]*>{count:,}<', plot)) is is_shown
