import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from services.resources.suppressions import suppression_of
from tests.services.accounts import session_on


@pytest.mark.parametrize("address", ["bounced@example.net", "Bounced@Example.NET"])
def test_a_suppressed_recipient_comes_with_what_led_to_it(tenancy: Tenancy, address: str) -> None:
    found = suppression_of(session_on(tenancy), address)
    assert found is not None
    assert (found.reason, found.source) == ("HARDBOUNCE", "mx.example.net")
    assert found.error == "550 5.1.1 <bounced@example.net>: User unknown"
    assert found.since is not None


def test_an_address_with_a_plus_is_asked_for_as_it_is(tenancy: Tenancy) -> None:
    found = suppression_of(session_on(tenancy), "reader+news@example.net")
    assert found is not None
    assert found.reason == "UNSUBSCRIBE"


def test_others_are_not_on_the_list(tenancy: Tenancy) -> None:
    assert suppression_of(session_on(tenancy), "orders@example.com") is None


def test_who_may_list_suppressions_but_not_open_one_knows_the_reason(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "get_suppression")
    found = suppression_of(session_on(tenancy), "complained@example.net")
    assert found is not None
    assert (found.reason, found.error) == ("COMPLAINT", "")


def test_a_list_that_may_not_be_read_is_an_error(tenancy: Tenancy) -> None:
    with pytest.raises(OciSmtpError, match="reading the suppression list"):
        suppression_of(session_on(tenancy, "helpdesk.agent"), "bounced@example.net")
