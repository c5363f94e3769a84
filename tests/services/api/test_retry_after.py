"""What OCI asked to wait: read for what it is, never longer than a person waits, and told."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from services.api import retries
from services.api.error_mapping import LONGEST_WAIT_SECONDS, seconds_to_wait
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import BusyError, OciSmtpError, RateLimitedError, RedirectedError
from tests.services.accounts import operations, session_on

NOW = datetime(2026, 11, 30, 12, 0, 0, tzinfo=timezone.utc)
DATE = format_datetime(NOW, usegmt=True)

ASKED = {
    "0": 0,
    "7": 7,
    " 7\t": 7,
    "007": 7,
    "000000000000000000007": 7,
    "120": 120,
    "121": LONGEST_WAIT_SECONDS,
    "1000000": LONGEST_WAIT_SECONDS,
    "9" * 30: LONGEST_WAIT_SECONDS,
    "9" * 5000: LONGEST_WAIT_SECONDS,
    "Mon, 30 Nov 2026 12:00:09 GMT": 9,
    "Monday, 30-Nov-26 12:00:09 GMT": 9,
    "Mon Nov 30 12:00:09 2026": 9,
    "Mon, 30 Nov 2026 11:00:00 GMT": 0,
    "Sun, 06 Nov 1994 08:49:37 GMT": 0,
    "Fri, 31 Dec 9999 23:59:59 GMT": LONGEST_WAIT_SECONDS,
}
ABSENT = (
    *("", " "),
    *("²", "\uff17", "٣", "१", "\xb2", "1²", "+7", "-7", "7.5", "7s", "1e3", "0x7", "1_000", "7, 8", "7;", "inf"),
    *(
        "nan",
        "None",
        "soon",
        "7\x00",
        "7\n8",
        "\x1b[31m7",
        "Mon, 30 Nov 2026",
        "30 Nov 2026 12:00:09 GMT",
        "2026-11-30",
    ),
    *("Mon, 99 Nov 2026 12:00:09 GMT", "Mon, 30 Nix 2026 12:00:09 GMT", "Mon, 30 Nov 2026 25:61:61 GMT"),
    *("Mon, 30 Nov 2026 12:00:09 +0000", "Mon, 30 Nov 2026 12:00:09", "Mon, 00 Jan 0000 00:00:00 GMT"),
    *("Mon, 30 Nov 2026 12:00:09 GMT x", "Mon, \uff13\uff10 Nov 2026 12:00:09 GMT"),
)


@pytest.mark.parametrize("said", ASKED)
def test_seconds_and_dates_are_read_and_capped(said: str) -> None:
    assert seconds_to_wait({"retry-after": said, "date": DATE}) == ASKED[said]


@pytest.mark.parametrize("said", ABSENT)
def test_an_invalid_retry_after_value_is_ignored(said: str) -> None:
    assert seconds_to_wait({"retry-after": said, "date": DATE}) == 0


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_date_counts_from_the_local_clock_without_a_valid_date_header(date: str) -> None:
    soon = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=60), usegmt=True)
    assert 30 < seconds_to_wait({"retry-after": soon, **({"date": date} if date else {})}) <= 60


class Slept:
    """Takes the place of sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.told: list[float] = []


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Slept:
    found = Slept()
    monkeypatch.setattr("services.api.retries.time.sleep", found.seconds.append)
    return found


def listing(tenancy: Tenancy, slept: Slept) -> Callable[[], object]:
    session = session_on(tenancy)
    session.tell_waits(slept.told.append)
    return lambda: list(ClassicDirectory(session).users())


@pytest.mark.parametrize("kind", ["429", "503"])
def test_a_read_waits_as_long_as_oci_asks_and_reports_the_wait(tenancy: Tenancy, slept: Slept, kind: str) -> None:
    tenancy.faults.add(kind, "list_users", retry_after=7)
    assert listing(tenancy, slept)()
    assert slept.seconds == slept.told == [7]


def test_a_pause_without_retry_after_is_short_and_not_reported(tenancy: Tenancy, slept: Slept) -> None:
    tenancy.faults.add("503", "list_users", times=2)
    assert listing(tenancy, slept)()
    assert len(slept.seconds) == 2
    assert all(0 < seconds <= retries.LONGEST_PAUSE_SECONDS for seconds in slept.seconds)
    assert slept.told == []


@pytest.mark.parametrize("retry_after", [21, 1000000, "9" * 30])
def test_a_retry_after_that_is_too_long_is_reported_without_waiting(
    tenancy: Tenancy, slept: Slept, retry_after: int
) -> None:
    tenancy.faults.add("429", "list_users", retry_after=retry_after, times=0)
    with pytest.raises(RateLimitedError) as told:
        listing(tenancy, slept)()
    assert f"Wait {min(int(retry_after), LONGEST_WAIT_SECONDS)} s" in told.value.next_step
    assert slept.seconds == []
    assert operations(tenancy) == ["list_users"]


@pytest.mark.parametrize("retry_after", ["²", "soon", "-5", "1e9"])
@pytest.mark.parametrize("operation", ["list_users", "create_smtp_credential"])
def test_an_invalid_retry_after_sets_no_wait_on_the_error(
    tenancy: Tenancy, slept: Slept, retry_after: str, operation: str
) -> None:
    tenancy.faults.add("429", operation, retry_after=retry_after, times=0)
    directory = ClassicDirectory(session_on(tenancy))
    user = directory.user(tenancy.admin_ocid)
    with pytest.raises(BusyError) as told:
        directory.create_credential(user, "new", "token") if "create" in operation else list(directory.users())
    assert told.value.retry_after == 0


@pytest.mark.parametrize(("kind", "error"), [("307", RedirectedError), ("404", OciSmtpError)])
def test_a_permanent_error_is_not_retried(tenancy: Tenancy, slept: Slept, kind: str, error: type[OciSmtpError]) -> None:
    tenancy.faults.append(Rule(kind, "list_users", times=0, location="https://elsewhere.example/"))
    with pytest.raises(error):
        listing(tenancy, slept)()
    assert operations(tenancy) == ["list_users"]


def test_a_wait_of_the_audit_is_capped(tenancy: Tenancy) -> None:
    tenancy.faults.add("429", "list_users", retry_after=1000000)
    with retries.sent_once(), pytest.raises(RateLimitedError) as told:
        list(ClassicDirectory(session_on(tenancy)).users())
    assert told.value.retry_after == LONGEST_WAIT_SECONDS
