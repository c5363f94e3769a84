"""Which credentials might be the one whose answer was lost, and what is told of each."""

from collections.abc import Collection
from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from services.credentials.journal_record import JournalState, Record
from services.credentials.suspects import can_be_ours, evidence, suspects
from services.model.values import Credential

SENT = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)
LOST = Record(
    intent="0123456789ab",
    state=JournalState.ASK,
    profile="test",
    tenancy="ocid1.tenancy.oc1..acme",
    region="us-ashburn-1",
    user_ocid="ocid1.user.oc1..kim",
    user_name="kim",
    description="relay",
    retry_token="token",
    meant_at=SENT - timedelta(minutes=10),
    changed_at=SENT,
    before=["before"],
    sent_at=SENT,
    requested_by="ocid1.user.oc1..me",
)


def credential(
    ocid: str = "new", after: timedelta | None = timedelta(), description: str = "", created_by: str = ""
) -> Credential:
    created = None if after is None else SENT + after
    return Credential(ocid, "user name", description, "ACTIVE", created=created, created_by=created_by)


def found(*there: Credential, record: Record = LOST, of_others: Collection[str] = ()) -> list[str]:
    return [item.ocid for item in suspects(record, there, of_others)]


def test_earlier_credentials_and_those_of_other_records_are_not_suspects() -> None:
    there = [credential(ocid) for ocid in ("before", "named", "new")]
    assert found(*there, of_others={"named"}) == ["new"]


@pytest.mark.parametrize(
    ("created_by", "requested_by", "is_suspect"),
    [
        ("ocid1.user.oc1..me", "ocid1.user.oc1..me", True),
        ("ocid1.user.oc1..other", "ocid1.user.oc1..me", False),
        ("", "ocid1.user.oc1..me", True),
        ("ocid1.user.oc1..other", "", True),
        ("", "", True),
    ],
)
def test_a_credential_with_another_known_creator_is_not_a_suspect(
    created_by: str, requested_by: str, is_suspect: bool
) -> None:
    record = msgspec.structs.replace(LOST, requested_by=requested_by)
    assert found(credential(created_by=created_by), record=record) == (["new"] if is_suspect else [])


@pytest.mark.parametrize(("ocid", "answer"), [("new", True), ("", False), ("before", False), ("named", False)])
def test_only_a_new_credential_can_belong_to_the_request(ocid: str, answer: bool) -> None:
    assert can_be_ours(LOST, ocid, {"named"}) is answer


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(minutes=-2, microseconds=-1), "created before the request"),
        (timedelta(minutes=-2), "created at the time of the request"),
        (timedelta(), "created at the time of the request"),
        (timedelta(minutes=2), "created at the time of the request"),
        (timedelta(minutes=2, microseconds=1), "created after the request"),
        (None, "created at an unknown time"),
    ],
)
def test_evidence_allows_two_minutes_around_the_time_of_the_request(after: timedelta | None, told: str) -> None:
    assert evidence(LOST, credential(after=after)) == told


def test_evidence_uses_meant_at_when_sent_at_is_missing() -> None:
    record = msgspec.structs.replace(LOST, sent_at=None)
    assert evidence(record, credential(after=timedelta(minutes=-10))) == "created at the time of the request"
    assert evidence(record, credential()) == "created after the request"


def test_a_time_without_a_zone_is_utc() -> None:
    item = credential()
    assert item.created
    naive = msgspec.structs.replace(item, created=item.created.replace(tzinfo=None))
    assert evidence(LOST, naive) == "created at the time of the request"


@pytest.mark.parametrize(
    ("created_by", "description", "told"),
    [
        ("ocid1.user.oc1..me", "relay", ", by the user who sent the request"),
        ("ocid1.user.oc1..other", "relay", ""),
        ("", "relay", ""),
        ("", f"relay {LOST.marker}", ", with the marker of the request"),
        ("", "relay [ocismtp:ffffffffffff]", ", with the marker of another request"),
        ("ocid1.user.oc1..me", LOST.marker, ", by the user who sent the request, with the marker of the request"),
    ],
)
def test_evidence_names_the_creator_and_the_marker(created_by: str, description: str, told: str) -> None:
    item = credential(created_by=created_by, description=description)
    assert evidence(LOST, item) == f"created at the time of the request{told}"


def test_evidence_names_no_creator_when_the_requester_is_unknown() -> None:
    record = msgspec.structs.replace(LOST, requested_by="")
    assert evidence(record, credential(created_by="")) == "created at the time of the request"
