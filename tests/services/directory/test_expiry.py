"""Which expiry a text means, how it is requested, and what a directory knows of the end and the creator."""

import threading
from datetime import datetime, timezone

import pytest

from services.api.answer import decoded
from services.credentials.create import CreateRequest, send
from services.demo.settings import Expiry
from services.demo.tenancy import Tenancy
from services.directory import Directory, scim
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.directory.expiry import MOST_DAYS, expiry_of
from services.model.errors import UsageError
from services.model.values import Credential
from tests.services.accounts import operations, session_on
from tests.services.desk import CREATE

NOW = datetime(2026, 12, 1, 23, 59, 30, tzinfo=timezone.utc)
OCID = "ocid1.credential.oc1..a"
FAR = datetime(2099, 3, 1, tzinfo=timezone.utc)


@pytest.fixture
def domains_directory(tenancy: Tenancy) -> Directory:
    """The identity domains, as the program opens them."""
    session = session_on(tenancy)
    return AllDomains(session, DomainList(session))


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("90d", datetime(2027, 3, 1, 23, 59, tzinfo=timezone.utc)),
        (" 1 day ", datetime(2026, 12, 2, 23, 59, tzinfo=timezone.utc)),
        ("7 DAYS", datetime(2026, 12, 8, 23, 59, tzinfo=timezone.utc)),
        ("2027-03-01", datetime(2027, 3, 1, tzinfo=timezone.utc)),
        ("2026-12-02", datetime(2026, 12, 2, tzinfo=timezone.utc)),
        ("2028-02-29", datetime(2028, 2, 29, tzinfo=timezone.utc)),
    ],
)
def test_a_period_and_a_date_mean_a_time_in_utc(text: str, then: datetime) -> None:
    assert expiry_of(text, NOW) == then


@pytest.mark.parametrize(
    "text",
    [
        *("", "90", "90w", "d", "-5d", "1.5d", "90d90d", "0d", "999999999d", "9" * 400 + "d", f"{MOST_DAYS + 1}d"),
        *("2026-12-01", "2020-01-01", "2027-02-29", "2027-13-01", "27-03-01", "2027-3-1", "9999-12-31", "2037-01-01"),
        *("2027-W09-1", "2027-03-01T00:00:00Z", "tomorrow", "\x1b[2J", "\u0669\u0660d"),
    ],
)
def test_an_invalid_expiry_raises_an_error_with_a_next_step(text: str) -> None:
    with pytest.raises(UsageError) as error:
        expiry_of(text, NOW)
    assert error.value.next_step


@pytest.mark.parametrize("failure", ["503", "429"])
def test_a_retried_request_still_sends_the_expiry(tenancy: Tenancy, domains_directory: Directory, failure: str) -> None:
    tenancy.faults.add(failure, CREATE, retry_after=0)
    user = domains_directory.find("newsletter.sender")
    request = CreateRequest(user, "billing", "a-token", FAR)
    issued = send(domains_directory, request, lambda _: None, threading.Event())
    assert operations(tenancy).count(CREATE) == 2
    assert issued.credential.expires == FAR
    [there] = tenancy.credentials(user.ocid)
    assert there.expires == FAR


@pytest.mark.parametrize(("expiry", "echoed"), [("kept", FAR), ("ignored", None)])
def test_the_credential_has_the_expiry_that_oci_returned(
    tenancy: Tenancy, domains_directory: Directory, expiry: Expiry, echoed: datetime | None
) -> None:
    tenancy.settings.expiry = expiry
    user = domains_directory.find("newsletter.sender")
    issued = domains_directory.create_credential(user, "billing", "a-token", FAR)
    [listed] = domains_directory.credentials(user)
    assert (issued.credential.expires, listed.expires) == (echoed, echoed)


def test_classic_iam_does_not_generate_a_credential_with_an_expiry(tenancy: Tenancy) -> None:
    directory = ClassicDirectory(session_on(tenancy))
    user = directory.find("newsletter.sender")
    with pytest.raises(UsageError, match="identity domains"):
        directory.create_credential(user, "billing", "a-token", FAR)
    assert CREATE not in operations(tenancy)


def test_the_credential_list_includes_the_name_of_the_creator(tenancy: Tenancy, domains_directory: Directory) -> None:
    user = domains_directory.find("status.page")
    before = len(operations(tenancy))
    [credential] = domains_directory.credentials(user)
    assert len(operations(tenancy)) - before == 1
    assert credential.created_by == tenancy.user_ocid("demo.administrator")
    assert credential.creator == "Signed-in administrator"
    assert credential.expires is not None


def test_classic_iam_lists_the_expiry_but_not_the_creator(tenancy: Tenancy) -> None:
    directory = ClassicDirectory(session_on(tenancy))
    [with_expiry] = directory.credentials(directory.find("status.page"))
    [without] = directory.credentials(directory.find("shop.mailer"))
    assert with_expiry.expires is not None
    assert without.expires is None
    assert (with_expiry.created_by, with_expiry.creator) == ("", "")


def test_the_creator_is_the_ocid_when_the_name_is_missing() -> None:
    credential = Credential("ocid1.credential.oc1..a", "name", "billing", "", created_by="ocid1.user.oc1..b")
    assert credential.creator == "ocid1.user.oc1..b"


def test_the_list_of_all_credentials_has_the_creator_and_the_expiry(
    tenancy: Tenancy, domains_directory: Directory
) -> None:
    listed: list[Credential] = []
    for source in domains_directory.sources():
        listed += [item.credential for page in source.all_credentials() or () for item in page]
    assert len(listed) > 5
    for credential in listed:
        there = tenancy.world.credentials.find(credential.ocid)
        assert there is not None
        assert credential.created_by == there.created_by
        assert (credential.expires is None) is (there.expires is None)


@pytest.mark.parametrize("expires", ['"soon"', "7", "[]", '""', "null"])
def test_an_unreadable_expiry_does_not_lose_the_password(expires: str) -> None:
    answer = f'{{"id": "a1", "ocid": "{OCID}", "userName": "n", "password": "secret", "expiresOn": {expires}}}'
    issued = decoded(scim.ScimIssued, answer.encode(), "generating", ("id", "ocid", "userName", "password"))
    assert issued.password is not None
    assert issued.password.reveal() == "secret"
    assert scim.credential_from(issued).expires is None


@pytest.mark.parametrize(
    ("creator", "ocid", "name"),
    [
        (
            '{"type": "User", "value": "a2", "ocid": "ocid1.user.oc1..b", "display": "Anna"}',
            "ocid1.user.oc1..b",
            "Anna",
        ),
        ('{"type": "App", "value": "a3", "ocid": "ocid1.app.oc1..c", "display": "Relay"}', "", "Relay"),
        ('{"type": "User", "value": "a2"}', "", ""),
        ("null", "", ""),
        ("7", "", ""),
    ],
)
def test_created_by_is_set_only_for_a_user_with_an_ocid(creator: str, ocid: str, name: str) -> None:
    answer = f'{{"id": "a1", "ocid": "{OCID}", "userName": "n", "idcsCreatedBy": {creator}}}'
    credential = scim.credential_from(decoded(scim.ScimCredential, answer.encode(), "reading"))
    assert (credential.created_by, credential.created_by_name) == (ocid, name)
