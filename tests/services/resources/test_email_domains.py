from dataclasses import replace

import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from services.resources.compartments import CompartmentTree, read_compartments
from services.resources.email_domains import SenderDomain, domain_of, has_dkim
from services.resources.senders import ApprovedSender, approved_senders
from tests.services.accounts import operations, session_on


def read(tenancy: Tenancy, address: str, region: str = "") -> SenderDomain:
    session = session_on(tenancy, region=region)
    tree = read_compartments(session)
    return domain_of(session, sender_of(tenancy, address, region), tree)


def sender_of(tenancy: Tenancy, address: str, region: str = "") -> ApprovedSender:
    session = session_on(tenancy, region=region)
    found = [s for held in approved_senders(session, read_compartments(session)) for s in held.senders]
    return next(sender for sender in found if sender.address == address)


def test_a_dkim_key_is_read_with_the_dns_record_to_publish(tenancy: Tenancy) -> None:
    found = read(tenancy, "bot@dev.example.com")
    assert found.domain is not None
    assert (found.domain.name, found.domain.state, found.domain.active_dkim) == ("dev.example.com", "ACTIVE", "")
    assert found.is_spf is False
    (key,) = found.dkims
    assert (key.selector, key.state) == ("acme-iad-202401", "NEEDS_ATTENTION")
    assert key.record == "acme-iad-202401._domainkey.dev.example.com"
    assert key.cname == "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com"
    assert "isn't visible in DNS" in key.details


def test_the_active_dkim_key_is_known_while_a_second_key_is_being_created(tenancy: Tenancy) -> None:
    found = read(tenancy, "shop@shop.example.com")
    assert [key.state for key in found.dkims] == ["ACTIVE", "CREATING"]
    assert found.domain is not None
    assert found.domain.active_dkim == found.dkims[0].ocid


def test_a_domain_can_have_no_dkim_keys_and_an_unknown_spf_state(tenancy: Tenancy) -> None:
    found = read(tenancy, "rundbrief@example.de", "eu-frankfurt-1")
    assert (found.dkims, found.dkim_error, found.is_spf) == ((), None, None)


def test_a_sender_outside_every_email_domain_has_no_domain(tenancy: Tenancy) -> None:
    tenancy.world.senders.domains.clear()
    assert read(tenancy, "orders@example.com").domain is None


def test_the_domain_is_found_by_name_when_the_sender_cannot_be_read(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "get_sender")
    found = read(tenancy, "orders@example.com")
    assert found.domain is not None
    assert (found.domain.name, found.is_spf) == ("example.com", True)


def test_dkim_is_known_and_spf_is_not_when_get_email_domain_is_rejected(tenancy: Tenancy) -> None:
    for operation in ("get_sender", "get_email_domain"):
        tenancy.faults.add("404", operation)
    found = read(tenancy, "orders@example.com")
    assert found.domain is not None
    assert (bool(found.domain.active_dkim), found.is_spf) == (True, None)


def test_reading_the_domain_fails_when_domains_cannot_be_listed(tenancy: Tenancy) -> None:
    for operation in ("get_sender", "list_email_domains"):
        tenancy.faults.add("404", operation, times=99)
    with pytest.raises(OciSmtpError, match="reading the email domain"):
        read(tenancy, "orders@example.com")


def test_the_domain_is_read_without_dkim_keys_when_they_cannot_be_listed(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_dkims")
    found = read(tenancy, "orders@example.com")
    assert found.domain is not None
    assert (found.dkims, found.dkim_error is None) == ((), False)


def test_a_response_with_a_malformed_active_dkim_id_is_an_error(tenancy: Tenancy) -> None:
    tenancy.world.senders.domains[:] = [
        replace(domain, dkim={"a": 1})  # type: ignore[arg-type]  # as no version of OCI has sent it yet
        for domain in tenancy.world.senders.domains
    ]
    with pytest.raises(OciSmtpError, match="activeDkimId"):
        read(tenancy, "orders@example.com")


def test_only_the_senders_compartment_is_searched_when_it_has_the_domain(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    sender = ApprovedSender("ocid1.x", "@shop.example.com", tenancy.world.compartments.ocid_of("Production:Web"))
    assert has_dkim(session, sender, CompartmentTree.of(tenancy.ocid, [])) is True
    assert operations(tenancy).count("list_email_domains") == 1


@pytest.mark.parametrize(
    ("domain", "place", "signed"),
    [
        ("shop.example.com", "Production:Web", True),
        ("shop.example.com", "Development", True),
        ("dev.example.com", "Development", False),
        ("nowhere.example.com", "Development", None),
    ],
)
def test_has_dkim_reports_whether_the_email_domain_has_an_active_key(
    tenancy: Tenancy, domain: str, place: str, signed: bool | None
) -> None:
    session = session_on(tenancy)
    sender = ApprovedSender("ocid1.x", f"@{domain}", tenancy.world.compartments.ocid_of(place))
    assert has_dkim(session, sender, read_compartments(session)) is signed
