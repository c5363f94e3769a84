"""Times as RFC 3339 writes them."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.model.times import rfc3339

ZONES = st.timezones() | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES))
def test_a_time_is_written_in_utc_to_the_second(then: datetime) -> None:
    told = rfc3339(then)
    assert len(told) == 20
    assert told.endswith("Z")
    assert datetime.fromisoformat(told.replace("Z", "+00:00")) == then.astimezone(timezone.utc).replace(microsecond=0)


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (datetime(2026, 11, 22, 14, 38, 42, 999_999, tzinfo=timezone.utc), "2026-11-22T14:38:42Z"),
        (datetime(2026, 11, 22, 1, 8, tzinfo=timezone(timedelta(hours=5, minutes=30))), "2026-11-21T19:38:00Z"),
        (datetime(1, 1, 1, tzinfo=timezone.utc), "0001-01-01T00:00:00Z"),
        (datetime(1, 1, 1, 0, 0, 0, 5, tzinfo=timezone(timedelta(hours=14))), "0001-01-01T00:00:00+14:00"),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))), "9999-12-31T23:00:00-12:00"),
    ],
)
def test_fractions_time_zones_and_extreme_dates_have_the_expected_text(then: datetime, told: str) -> None:
    assert rfc3339(then) == told
