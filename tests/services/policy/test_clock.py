"""Conditions on the time, near the moments when they change."""

from datetime import datetime, timedelta, timezone

import pytest

from tests.services.policy.situations import ALLOWED, REFUSED, UNDECIDED, Row, reasons

WHERE = "Allow any-user to use email-family in tenancy where request.utc-timestamp"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("condition", "now", "answer"),
    [
        (" before '2027-01-01T00:00Z'", "2026-12-31T23:54:00", ALLOWED),
        (" before '2027-01-01T00:00Z'", "2026-12-31T23:56:00", UNDECIDED),
        (" before '2027-01-01T00:00Z'", "2027-01-01T00:04:00", UNDECIDED),
        (" before '2027-01-01T00:00Z'", "2027-01-01T00:06:00", REFUSED),
        (" after '2027-01-01Z'", "2027-01-01T00:06:00", ALLOWED),
        (".day-of-week = 'monday'", "2026-11-30T00:03:00", UNDECIDED),
        (".day-of-week = 'monday'", "2026-11-30T00:06:00", ALLOWED),
        (".day-of-week = 'monday'", "2026-11-30T23:53:00", ALLOWED),
        (".day-of-month = '28'", "2027-02-28T12:00:00", ALLOWED),
        (".day-of-month = '29'", "2028-02-29T12:00:00", ALLOWED),
        (".month-of-year = '12'", "2026-12-31T23:57:00", UNDECIDED),
        (".time-of-day between '17:00:00Z' and '01:00:00Z'", "2026-11-30T00:30:00", ALLOWED),
        (".time-of-day between '17:00:00Z' and '01:00:00Z'", "2026-11-30T01:03:00", UNDECIDED),
        (".time-of-day between '17:00:00Z' AND '01:00:00Z'", "2026-11-30T01:06:00", REFUSED),
        (".time-of-day between '17:00Z' and '18:00'", "2026-11-30T17:30:00", ALLOWED),
        (".time-of-day between '17:00Z' and '18:00Z'", "2026-11-30T17:05:00", ALLOWED),
        (".time-of-day between '17:00Z' and '18:00Z'", "2026-11-30T17:04:59", UNDECIDED),
        (".time-of-day between '17:00:01Z' and '18:00Z'", "2026-11-30T17:05:00", UNDECIDED),
        (".time-of-day between '17:00:00Z' and '17:02:00Z'", "2026-11-30T16:58:00", UNDECIDED),
    ],
)
def test_a_time_condition_is_undecided_within_five_minutes_of_a_change(condition: str, now: str, answer: str) -> None:
    verdict = Row(WHERE + condition, "", now=at(now)).judged()
    assert str(verdict.answer) == answer, reasons(verdict)


@pytest.mark.parametrize(
    "condition",
    [
        " = '2027-01-01T00:00Z'",
        " before '2027-13-01T00:00Z'",
        " before '2027-01-01T00:00:00+02:00'",
        " before 'tomorrow'",
        " before /2027*/",
        " between '2026-01-01Z' and '2027-01-01Z'",
        ".month-of-year = '13'",
        ".day-of-month = '32'",
        ".month-of-year = '06'",
        ".month-of-year = 'June'",
        ".day-of-week = 'mon'",
        ".day-of-week = /mon*/",
        ".day-of-week before 'monday'",
        ".time-of-day = '10:00:00Z'",
        ".time-of-day between '25:00:00Z' and '26:00:00Z'",
        ".time-of-day between '10:00:00Z' and '10:00:00Z'",
        ".year = '2026'",
    ],
)
def test_an_undocumented_time_condition_is_undecided(condition: str) -> None:
    verdict = Row(WHERE + condition, "").judged()
    assert str(verdict.answer) == UNDECIDED, reasons(verdict)


def test_a_time_in_another_time_zone_is_converted_to_utc() -> None:
    in_tokyo = datetime(2026, 12, 1, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    verdict = Row(f"{WHERE}.day-of-week = 'tuesday'", "", now=in_tokyo).judged()
    assert str(verdict.answer) == REFUSED
    assert "the time is 2026-11-30 16:00 UTC" in reasons(verdict)
