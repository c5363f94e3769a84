"""Whether the sender is approved where the server is."""

import pytest

from services.api.session import Session
from services.client_check.client_check import check_settings
from services.client_check.sender_region import check_region, sender_check
from services.demo.tenancy import Tenancy
from services.doctor.report import Check, Finding
from services.model.errors import NoConfigError
from tests.services.accounts import operations, session_on
from tests.services.client_check.files import HOST, IMPLICIT_ENV, PASSWORD

FRANKFURT, ASHBURN = "eu-frankfurt-1", "us-ashburn-1"


def told(check: Check) -> tuple[str, Finding]:
    return check.code, check.finding


@pytest.mark.parametrize(
    ("address", "region", "code", "finding"),
    [
        ("orders@example.com", ASHBURN, "sender", Finding.OK),
        ("anyone@shop.example.com", ASHBURN, "sender", Finding.OK),
        ("rundbrief@example.de", FRANKFURT, "sender", Finding.OK),
        ("rundbrief@example.de", ASHBURN, "sender-other-region", Finding.FAULT),
        ("orders@example.com", FRANKFURT, "sender-other-region", Finding.FAULT),
        ("nobody@example.com", ASHBURN, "sender-not-found", Finding.UNKNOWN),
        ("new@dev.example.com", ASHBURN, "sender-not-found", Finding.UNKNOWN),
    ],
)
def test_a_sender_must_be_approved_in_the_region_of_the_server(
    tenancy: Tenancy, address: str, region: str, code: str, finding: Finding
) -> None:
    assert told(check_region(session_on(tenancy), address, region, "")) == (code, finding)


def test_a_region_mismatch_names_both_regions(tenancy: Tenancy) -> None:
    found = check_region(session_on(tenancy), "rundbrief@example.de", ASHBURN, "")
    assert found.detail == (
        "rundbrief@example.de is approved in eu-frankfurt-1, but the server is in us-ashburn-1. "
        "Approved senders are regional."
    )


def test_the_check_is_unknown_when_approved_senders_cannot_be_read(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_senders", times=0)
    found = check_region(session_on(tenancy), "rundbrief@example.de", ASHBURN, "")
    assert told(found) == ("sender-not-found", Finding.UNKNOWN)
    assert found.evidence


def test_a_user_name_of_another_tenancy_is_reported_without_a_request(tenancy: Tenancy) -> None:
    name = "ocid1.user.oc1..a@ocid1.tenancy.oc1..other.x1.com"
    assert told(check_region(session_on(tenancy), "orders@example.com", ASHBURN, name))[0] == "other-tenancy"
    assert operations(tenancy) == []


def settings(sender: str) -> str:
    text = IMPLICIT_ENV.replace("@U", "ocid1.user.oc1..a@ocid1.tenancy.oc1..b.x1.com").replace("@P", PASSWORD)
    return f"{text.replace('@H', HOST)}SMTP_FROM={sender}\n"


def test_the_address_of_the_file_is_checked_unless_another_is_named() -> None:
    asked = []

    def check(address: str, region: str, user_name: str) -> list[Check]:
        asked.append((address, region))
        return []

    text = settings("Shop <orders@corp.test>")
    check_settings(text, ".env", check_sender=check)
    check_settings(text, ".env", sender="other@corp.test", check_sender=check)
    check_settings(settings("root@localhost"), ".env", check_sender=check)
    assert asked == [("orders@corp.test", FRANKFURT), ("other@corp.test", FRANKFURT)]


def test_an_example_address_is_checked_if_the_tenancy_approves_the_address(tenancy: Tenancy) -> None:
    check = sender_check(lambda: session_on(tenancy))

    def found(sender: str) -> set[str]:
        text = settings(sender).replace("ocid1.tenancy.oc1..b", tenancy.ocid)
        codes = {each.code for each in check_settings(text, ".env", check_sender=check).checks}
        return codes & {"from-placeholder", "sender", "sender-other-region", "sender-not-found"}

    assert found("orders@example.com") == {"sender-other-region"}
    assert found("hello@example.com") == {"from-placeholder"}


def test_the_sender_is_reported_as_unchecked_without_a_configuration() -> None:
    attempts = []

    def sign_in() -> Session:
        attempts.append(1)
        raise NoConfigError("~/.oci/config doesn't exist.", "Run oci setup config.")

    text = settings("orders@corp.test")
    report = check_settings(text, ".env", check_sender=sender_check(sign_in))
    [found] = [check for check in report.checks if check.code == "sender-unchecked"]
    assert (found.finding, found.evidence) == (Finding.NOTE, ("~/.oci/config doesn't exist.",))
    assert (report.verdict, len(attempts)) == ("no-fault", 1)
