"""What the SDK's own clients make of the sample tenancy's email domains, suppressions, and limits."""

from typing import Any

import oci
import pytest

from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker

ServiceError = oci.exceptions.ServiceError


def domain_named(email: Any, tenancy: Tenancy, path: str, name: str) -> Any:
    place = tenancy.world.compartments.ocid_of(path)
    (row,) = email.list_email_domains(place, name=name).data.items
    return email.get_email_domain(row.id).data


def test_a_dkim_key_without_its_dns_record_needs_attention(email: Any, tenancy: Tenancy) -> None:
    domain = domain_named(email, tenancy, "Development", "dev.example.com")
    assert (domain.lifecycle_state, domain.active_dkim_id, domain.is_spf) == ("ACTIVE", None, False)
    (row,) = email.list_dkims(domain.id).data.items
    key = email.get_dkim(row.id).data
    assert (key.name, key.lifecycle_state) == ("acme-iad-202401", "NEEDS_ATTENTION")
    assert key.dns_subdomain_name == "acme-iad-202401._domainkey.dev.example.com"
    assert key.cname_record_value == "acme-iad-202401.dev.example.com.dkim.iad1.oracleemaildelivery.com"


def test_an_email_domain_with_two_dkim_keys_has_one_active_key(email: Any, tenancy: Tenancy) -> None:
    domain = domain_named(email, tenancy, "Production:Web", "shop.example.com")
    rows = email.list_dkims(domain.id).data.items
    assert [(row.lifecycle_state, row.id == domain.active_dkim_id) for row in rows] == [
        ("ACTIVE", True),
        ("CREATING", False),
    ]
    assert [row.name for row in email.list_dkims(domain.id, lifecycle_state="CREATING").data.items] == [rows[1].name]


def test_an_email_domain_is_found_only_in_its_region(client: ClientMaker, tenancy: Tenancy, email: Any) -> None:
    away = client(oci.email.EmailClient, config={"region": "eu-frankfurt-1"})
    domain = domain_named(away, tenancy, "Production:Mail", "example.de")
    assert (domain.is_spf, away.list_dkims(domain.id).data.items) == (None, [])
    with pytest.raises(ServiceError) as refused:
        email.get_email_domain(domain.id)
    assert refused.value.status == 404


def test_a_suppression_includes_its_reason_and_error_detail(email: Any, tenancy: Tenancy) -> None:
    assert len(email.list_suppressions(tenancy.ocid).data) == 3
    (row,) = email.list_suppressions(tenancy.ocid, email_address="bounced@example.net").data
    found = email.get_suppression(row.id).data
    assert (found.reason, found.error_source) == ("HARDBOUNCE", "mx.example.net")
    assert "User unknown" in found.error_detail


def test_suppressions_cannot_be_listed_for_a_compartment(email: Any, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as refused:
        email.list_suppressions(tenancy.world.compartments.ocid_of("Development"))
    assert refused.value.status == 404


def test_limits_are_listed_by_service_name(client: ClientMaker, tenancy: Tenancy) -> None:
    limits = client(oci.limits.LimitsClient)
    values = limits.list_limit_values(tenancy.ocid, "email-delivery").data
    assert {row.name for row in values} >= {"max-emails-day", "sendrate", "max-message-size"}
    (rate,) = limits.list_limit_values(tenancy.ocid, "email-delivery", name="sendrate").data
    assert (rate.value, rate.scope_type, rate.availability_domain) == (600, "REGION", None)
    with pytest.raises(ServiceError) as refused:
        limits.list_limit_values(tenancy.ocid, "email")
    assert (refused.value.status, refused.value.code) == (400, "InvalidParameter")


@pytest.mark.parametrize("kind", ["list_suppressions", "list_limit_values"])
def test_a_user_without_permission_gets_404_for_suppressions_and_limits(
    client: ClientMaker, tenancy: Tenancy, kind: str
) -> None:
    of_limits = kind == "list_limit_values"
    agent = client(oci.limits.LimitsClient if of_limits else oci.email.EmailClient, user="helpdesk.agent")
    with pytest.raises(ServiceError) as refused:
        getattr(agent, kind)(tenancy.ocid, *(["email-delivery"] if of_limits else []))
    assert (refused.value.status, refused.value.code) == (404, "NotAuthorizedOrNotFound")
