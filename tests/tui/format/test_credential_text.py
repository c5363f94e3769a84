from datetime import datetime, timedelta, timezone

import pytest

from services.model.values import Credential
from tui.format.credential_text import beginning_and_end, requested

THEN = datetime(2027, 3, 1, tzinfo=timezone.utc)


def credential(expires: datetime | None = None, by: str = "", name: str = "") -> Credential:
    return Credential("ocid1.credential.oc1..a", "name", "billing", "", None, by, name, expires)


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (THEN, "OCI's response contains the same expiry."),
        (None, "OCI's response doesn't contain an expiry, so the credential might never expire."),
        (THEN + timedelta(days=1), "OCI's response contains another expiry: 2027-03-02 00:00 UTC."),
    ],
)
def test_the_requested_expiry_is_shown_with_the_expiry_in_the_response(answered: datetime | None, told: str) -> None:
    beginning = "Requested: expires 2027-03-01 00:00 UTC. OCI doesn't document what happens then."
    assert requested(THEN, credential(answered)) == f"{beginning} {told}"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (credential(), ""),
        (credential(by="ocid1.user.oc1..b"), "Created by: ocid1.user.oc1..b."),
        (credential(name="Anna", by="ocid1.user.oc1..b"), "Created by: Anna."),
        (credential(THEN, name="Anna"), "Created by: Anna. Expires: 2027-03-01 00:00 UTC."),
    ],
)
def test_an_unknown_creator_or_expiry_is_left_out(known: Credential, told: str) -> None:
    assert beginning_and_end(known, THEN - timedelta(days=1)) == told


def test_a_past_expiry_is_shown_as_passed() -> None:
    assert beginning_and_end(credential(THEN), THEN) == "Expiry passed: 2027-03-01 00:00 UTC."
