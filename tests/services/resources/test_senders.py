import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from services.resources.compartments import read_compartments
from services.resources.senders import ApprovedSender, approved_senders
from tests.services.accounts import session_on


def found(tenancy: Tenancy, region: str = "") -> dict[str, tuple[str, str]]:
    """Address -> path of its compartment, and state."""
    session = session_on(tenancy, region=region)
    tree = read_compartments(session)
    return {
        sender.address: (tree.path(sender.compartment), sender.state)
        for held in approved_senders(session, tree)
        for sender in held.senders
    }


def test_approved_senders_are_found_in_all_compartments_of_the_region(tenancy: Tenancy) -> None:
    here = found(tenancy)
    assert here["newsletter@example.com"] == ("Production:Mail:Newsletters", "ACTIVE")
    assert here["noreply@example.com"] == ("", "ACTIVE")
    assert here["new@dev.example.com"] == ("Development:Mail", "CREATING")
    assert here["@shop.example.com"] == ("Production:Web", "ACTIVE")
    assert "rundbrief@example.de" not in here
    assert found(tenancy, "eu-frankfurt-1") == {"rundbrief@example.de": ("Production:Mail:Newsletters", "ACTIVE")}


def test_a_deleted_sender_is_not_listed(tenancy: Tenancy) -> None:
    assert [sender.state for sender in tenancy.world.senders if sender.address == "old@dev.example.com"] == ["DELETED"]
    assert "old@dev.example.com" not in found(tenancy)


def test_a_compartment_that_cannot_be_read_does_not_hide_the_others(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    tree = read_compartments(session)
    tenancy.faults.add("404", "list_senders", times=1)
    held = list(approved_senders(session, tree))
    assert [item.compartment for item in held] == list(tree)
    assert [isinstance(item.error, OciSmtpError) for item in held].count(True) == 1
    assert sum(len(item.senders) for item in held) > 5


@pytest.mark.parametrize(
    ("approved", "address", "is_covered"),
    [
        ("orders@example.com", "orders@example.com", True),
        ("orders@example.com", "orders@EXAMPLE.com", True),
        ("orders@example.com", "Orders@example.com", False),
        ("orders@example.com", "orders+a@example.com", False),
        ("@example.com", "anyone@example.com", True),
        ("@Example.com", "anyone@example.com", True),
        ("@example.com", "anyone@sub.example.com", False),
        ("@example.com", "anyone@notexample.com", False),
        ("@example.com", "@example.com", False),
    ],
)
def test_an_approved_sender_covers_only_matching_addresses(approved: str, address: str, is_covered: bool) -> None:
    assert ApprovedSender("ocid1.x", approved, "ocid1.y").covers(address) is is_covered
