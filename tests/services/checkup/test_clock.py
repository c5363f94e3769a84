from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from services.checkup.network import check_clock
from services.doctor.report import Finding


@pytest.mark.parametrize(
    ("seconds", "finding", "words"),
    [
        (0, Finding.OK, "matches"),
        (200, Finding.NOTE, "behind"),
        (-200, Finding.NOTE, "ahead of"),
        (900, Finding.FAULT, "behind"),
        (-900, Finding.FAULT, "ahead of"),
    ],
)
def test_a_clock_difference_that_oci_rejects_is_a_fault(seconds: int, finding: Finding, words: str) -> None:
    theirs = datetime.now(timezone.utc) + timedelta(seconds=seconds)
    check = check_clock({"date": format_datetime(theirs, usegmt=True)})
    assert check.finding is finding
    assert words in check.detail


def test_the_clock_is_unknown_without_a_date_header() -> None:
    assert check_clock({}).finding is Finding.UNKNOWN
