from datetime import datetime, timedelta, timezone

import pytest

from tui.format.ages import age, ago, date, moment, stamp

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-5, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute"),
        (119, "1 minute"),
        (3600, "1 hour"),
        (86399, "23 hours"),
        (86400, "1 day"),
        (27 * 86400, "27 days"),
        (28 * 86400, "1 month"),  # February
        (364 * 86400, "11 months"),
        (365 * 86400, "1 year"),
        (730 * 86400, "2 years"),
    ],
)
def test_an_age_is_one_rounded_down_unit(seconds: int, told: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == told
    assert ago(NOW - timedelta(seconds=seconds), NOW) == (told if told == "just now" else f"{told} ago")


def test_an_unknown_time_is_an_empty_text() -> None:
    assert [tell(None) for tell in (age, ago, date, moment, stamp)] == [""] * 5


def test_a_time_is_shown_in_utc() -> None:
    there = datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moment(there) == "2026-02-28 23:30 UTC"
    assert stamp(there) == "2026-02-28T23:30:00Z"
