from datetime import datetime, timedelta, timezone

import pytest

from services.audit.findings import FINDINGS, assessed, codes_named, is_for_administrators
from services.model.errors import UsageError
from services.model.values import Credential, User

NOW = datetime.now(timezone.utc)
HEALTHY = User("ocid1.user.oc1..a", "anna", last_login=NOW)


def credential(
    description: str = "billing", days: float = 5, created_by: str = "", expires_in: timedelta | None = None
) -> Credential:
    expires = None if expires_in is None else NOW + expires_in
    created = NOW - timedelta(days=days)
    return Credential("ocid1.credential.oc1..a", "name", description, "ACTIVE", created, created_by, "", expires)


def codes(owner: User, *credentials: Credential, is_administrator: bool = False, old_days: int = 90) -> list[str]:
    return assessed(owner, credentials, is_administrator, old_days)[0].codes


def test_a_healthy_credential_has_no_findings() -> None:
    assert codes(HEALTHY, credential()) == []


def test_a_credential_with_every_problem_has_all_findings_by_severity() -> None:
    left = User("ocid1.user.oc1..b", "ben", status="INACTIVE")
    gravest = credential(" ", 91, "ocid1.user.oc1..z", timedelta(days=1))
    found = codes(left, gravest, credential(), is_administrator=True)
    assert found == [finding.code for finding in FINDINGS]
    severities = [finding.severity for finding in FINDINGS]
    assert severities == sorted(severities, reverse=True)


@pytest.mark.parametrize(("days", "old_days", "is_old"), [(89, 90, False), (91, 90, True), (91, 365, False)])
def test_the_age_at_which_a_credential_is_old_is_configurable(days: int, old_days: int, is_old: bool) -> None:
    assert ("old" in codes(HEALTHY, credential(days=days), old_days=old_days)) is is_old


@pytest.mark.parametrize(
    ("expires_in", "is_soon"),
    [
        (None, False),
        (timedelta(days=15), False),
        (timedelta(days=13), True),
        (timedelta(seconds=-1), True),
        (timedelta(days=-400), True),
    ],
)
def test_an_expiry_within_two_weeks_or_in_the_past_is_reported(expires_in: timedelta | None, is_soon: bool) -> None:
    assert ("expires-soon" in codes(HEALTHY, credential(expires_in=expires_in))) is is_soon


@pytest.mark.parametrize(
    ("creator", "owner", "is_other"),
    [
        ("", "ocid1.user.oc1..a", False),
        ("ocid1.user.oc1..a", "ocid1.user.oc1..a", False),
        ("ocid1.user.oc1..b", "ocid1.user.oc1..a", True),
        ("ocid1.user.oc1..b", "0123456789abcdef", False),
        ("0123456789abcdef", "ocid1.user.oc1..a", False),
    ],
)
def test_another_creator_is_reported_where_both_are_known(creator: str, owner: str, is_other: bool) -> None:
    user = User(owner, "anna", last_login=NOW)
    assert ("made-by-other" in codes(user, credential(created_by=creator))) is is_other


def test_unknown_facts_lead_to_no_findings() -> None:
    unknown = User("ocid1.user.oc1..c", "cleo", status="")
    undated = Credential("ocid1.credential.oc1..b", "name", "billing", "")
    assert codes(unknown, undated) == []


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Administrators", True),
        ("Domain_Administrators", True),
        ("network-admins", True),
        ("Badminton", False),
        ("Administrators of nothing", False),
        ("Developers", False),
    ],
)
def test_groups_of_administrators_are_recognized_by_name(name: str, is_one: bool) -> None:
    assert is_for_administrators(name) is is_one


def test_finding_codes_are_separated_by_commas() -> None:
    assert codes_named("") == set()
    assert codes_named("old, limit") == {"old", "limit"}
    assert codes_named("any") == {finding.code for finding in FINDINGS}
    with pytest.raises(UsageError, match="ancient") as refusal:
        codes_named("old,ancient")
    assert "inactive" in refusal.value.next_step
