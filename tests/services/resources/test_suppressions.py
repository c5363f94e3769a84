import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from services.resources.suppressions import suppression_of
from tests.services.accounts import session_on


@pytest.mark.parametrize("address", ["bounced@example.net", "Bounced@Example.NET"])
def test_a_suppression_is_read_with_its_reason_source_error_and_date(tenancy: Tenancy, address: str) -> None:
    found = suppression_of(session_on(tenancy), address)
    assert found is not None
    assert (found.reason, found.source) == ("HARDBOUNCE", "mx.example.net")
    assert found.error == "550 5.1.1 <bounced@example.net>: User unknown"
    assert found.since is not None


def test_a_suppressed_address_with_a_plus_sign_is_found(tenancy: Tenancy) -> None:
    found = suppression_of(session_on(tenancy), "reader+news@example.net")
    assert found is not None
    assert found.reason == "UNSUBSCRIBE"


def test_an_address_that_is_not_suppressed_has_no_suppression(tenancy: Tenancy) -> None:
    assert suppression_of(session_on(tenancy), "orders@example.com") is None


def test_the_reason_is_known_when_the_suppression_details_cannot_be_read(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "get_suppression")
    found = suppression_of(session_on(tenancy), "complained@example.net")
    assert found is not None
    assert (found.reason, found.error) == ("COMPLAINT", "")


def test_reading_the_suppression_list_fails_without_permission(tenancy: Tenancy) -> None:
    with pytest.raises(OciSmtpError, match="reading the suppression list"):
        suppression_of(session_on(tenancy, "helpdesk.agent"), "bounced@example.net")
