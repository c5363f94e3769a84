from typing import Any

import oci
import pytest

from services.demo.partners import QUOTED_NAME
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker, DomainMaker

ServiceError = oci.exceptions.ServiceError
CAPABILITIES = "urn:ietf:params:scim:schemas:oracle:idcs:extension:capabilities:User"


def names(domain: Any, **query: Any) -> list[str]:
    return [user.user_name for user in domain.list_users(**query).data.resources]


def test_the_default_domain_and_classic_iam_have_the_same_users(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    by_scim = {
        (user.ocid, user.user_name, user.emails[0].value, user.description, user.active)
        for start in (1, 201)
        for user in domain("Default").list_users(start_index=start, count=200).data.resources
    }
    by_iam = {
        (user.id, user.name, user.email, user.description, user.lifecycle_state == "ACTIVE")
        for user in identity_client.list_users(tenancy.ocid, limit=1000).data
    }
    assert by_scim == by_iam


def test_the_second_domains_users_are_invisible_to_classic_iam(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    there = {user.ocid for user in domain("Partners").list_users(count=1000).data.resources}
    assert not there & {user.id for user in identity_client.list_users(tenancy.ocid, limit=1000).data}
    for attempt in (identity_client.get_user, identity_client.list_smtp_credentials):
        with pytest.raises(ServiceError) as refused:
            attempt(tenancy.user_ocid("edi.gateway"))
        assert refused.value.status == 404


def test_pages_contain_each_user_once_and_the_total(domain: DomainMaker, tenancy: Tenancy) -> None:
    pages = [domain("Partners").list_users(start_index=start, count=25).data for start in (1, 26, 51)]
    assert {page.total_results for page in pages} == {len(tenancy.world.domains[1].users)}
    assert [page.items_per_page for page in pages] == [25, 25, 25]
    assert [len(page.resources) for page in pages] == [25, 25, 10]
    seen = [user.ocid for page in pages for user in page.resources]
    assert len(set(seen)) == 60


def test_without_a_count_a_page_has_fifty_and_never_more_than_a_thousand() -> None:
    from services.demo.account import DemoAccount
    from tests.services.demo.clients import domain_client

    tenancy = Tenancy(users=20, partners=1100)
    partners = domain_client(tenancy, DemoAccount(tenancy), "Partners")
    assert len(partners.list_users().data.resources) == 50
    assert len(partners.list_users(count=5000).data.resources) == 1000
    assert partners.list_users(count=0).data.total_results == 1100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('userName eq "EDI.gateway"', ["edi.gateway"]),
        ('userName sw "kim"', ["kim.park"]),
        ('userName ew ".partner" and active eq false', ["former.partner"]),
        ('emails.value co "pair@"', ["pair.one", "pair.two"]),
        ('emails[value eq "edi@partner.example" and value pr]', ["edi.gateway"]),
        ('(userName eq "pair.one" or userName eq "pair.two") and not (userName eq "pair.one")', ["pair.two"]),
        ('displayName co "オ" or displayName co "山田"', ["山田.太郎"]),
        ('userName eq "o\\"brien\\\\\\" or userName pr or \\""', [QUOTED_NAME]),
        ('userName eq "nobody"', []),
    ],
)
def test_a_filter_returns_the_matching_users(domain: DomainMaker, text: str, found: list[str]) -> None:
    assert names(domain("Partners"), filter=text, count=1000) == found


@pytest.mark.parametrize(
    "text",
    [
        'description eq "x"',
        "userName",
        "userName eq",
        "userName eq edi",
        'userName is "x"',
        'userName eq "a" "b"',
        '(userName eq "a"',
        'userName eq "a',
    ],
)
def test_an_invalid_or_unsupported_filter_is_rejected(domain: DomainMaker, text: str) -> None:
    with pytest.raises(ServiceError) as refused:
        domain("Partners").list_users(filter=text)
    assert refused.value.status == 400


def test_users_can_be_sorted_by_name_in_both_directions_and_by_date(domain: DomainMaker) -> None:
    partners = domain("Partners")
    everyone = names(partners, sort_by="userName", count=1000)
    assert everyone == sorted(everyone)
    assert names(partners, sort_by="userName", sort_order="DESCENDING", count=1000) == everyone[::-1]
    dates = [user.meta.created for user in partners.list_users(sort_by="meta.created", count=1000).data.resources]
    assert dates == sorted(dates)


def test_only_the_requested_attributes_are_returned(domain: DomainMaker) -> None:
    attributes = f"emails.value,meta.created,{CAPABILITIES}:canUseSmtpCredentials"
    raw = domain("Partners").base_client.call_api(
        resource_path="/admin/v1/Users",
        method="GET",
        query_params={"attributes": attributes, "count": 1},
        response_type="object",
    )
    (user,) = raw.data["Resources"]
    assert set(user) == {"id", "userName", "emails", "meta", CAPABILITIES}
    assert set(user["meta"]) == {"created"}
    assert user[CAPABILITIES] == {"canUseSmtpCredentials": True}
    assert [set(email) for email in user["emails"]] == [{"value"}, {"value"}]


def test_a_user_includes_groups_only_when_requested(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, ocid = domain("Partners"), tenancy.user_ocid("courier.relay")
    assert partners.get_user(ocid).data.groups is None
    asked = partners.get_user(ocid, attributes="groups").data
    assert {group.display for group in asked.groups} == {"Senders", "Couriers"}


def test_a_user_is_found_by_scim_id_and_by_ocid(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners, ocid = domain("Partners"), tenancy.user_ocid("edi.gateway")
    by_ocid = partners.get_user(ocid).data
    assert len(by_ocid.id) == 32
    assert partners.get_user(by_ocid.id).data.ocid == ocid
    with pytest.raises(ServiceError) as refused:
        domain("Default").get_user(ocid)
    assert refused.value.status == 404


def test_a_deleted_user_leaves_no_gap_in_the_pages(domain: DomainMaker, identity_client: Any, tenancy: Tenancy) -> None:
    default, gone = domain("Default"), tenancy.user_ocid("田中.美咲")
    before = names(default, count=1000)
    for membership in identity_client.list_user_group_memberships(tenancy.ocid, user_id=gone).data:
        identity_client.remove_user_from_group(membership.id)
    identity_client.delete_user(gone)
    pages = [default.list_users(start_index=start, count=100).data for start in (1, 101, 201)]
    assert [user.user_name for page in pages for user in page.resources] == [n for n in before if n != "田中.美咲"]
    assert pages[0].total_results == len(before) - 1


def test_a_capability_set_in_the_domain_is_also_set_in_classic_iam(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    ocid = tenancy.user_ocid("readonly.kiosk")
    changer = oci.identity_domains.models.UserCapabilitiesChanger(
        schemas=["urn:ietf:params:scim:schemas:oracle:idcs:UserCapabilitiesChanger"], can_use_smtp_credentials=True
    )
    default = domain("Default")
    scim_id = default.get_user(ocid).data.id
    changed = default.put_user_capabilities_changer(scim_id, user_capabilities_changer=changer).data
    assert changed.can_use_smtp_credentials is True
    capabilities = identity_client.get_user(ocid).data.capabilities
    assert capabilities.can_use_smtp_credentials
    assert capabilities.can_use_api_keys


def test_a_user_activated_in_the_domain_is_also_active_in_classic_iam(
    domain: DomainMaker, identity_client: Any, tenancy: Tenancy
) -> None:
    ocid = tenancy.user_ocid("former.contractor")
    changer = oci.identity_domains.models.UserStatusChanger(
        schemas=["urn:ietf:params:scim:schemas:oracle:idcs:UserStatusChanger"], active=True
    )
    default = domain("Default")
    scim_id = default.get_user(ocid).data.id
    assert default.put_user_status_changer(scim_id, user_status_changer=changer).data.active is True
    assert identity_client.get_user(ocid).data.lifecycle_state == "ACTIVE"
    assert default.get_user(ocid).data.active is True


def test_groups_are_listed_and_found_by_member(domain: DomainMaker, tenancy: Tenancy) -> None:
    partners = domain("Partners")
    everything = partners.list_groups().data.resources
    assert {group.display_name for group in everything} == {"Domain_Administrators", "Senders", "Couriers"}
    assert all(group.members is None for group in everything)
    scim_id = partners.get_user(tenancy.user_ocid("courier.relay")).data.id
    for text in (f'members.value eq "{scim_id}"', f'members[value eq "{scim_id}"]'):
        found = partners.list_groups(filter=text).data.resources
        assert {group.display_name for group in found} == {"Senders", "Couriers"}
    couriers = partners.list_groups(filter='displayName eq "couriers"', attributes="members").data.resources[0]
    assert {member.name for member in couriers.members} == {"courier.relay", "ana.partner"}
    assert partners.get_group(couriers.id).data.display_name == "Couriers"


def test_users_and_groups_of_the_two_domains_have_different_ocids(client: ClientMaker, tenancy: Tenancy) -> None:
    first, second = tenancy.world.domains
    assert not {g.ocid for g in first.groups} & {g.ocid for g in second.groups}
    same_name = [domain.users.named("kim.park") for domain in (first, second)]
    assert same_name[0] is not None
    assert same_name[1] is not None
    assert same_name[0].ocid != same_name[1].ocid
    assert same_name[0].number != same_name[1].number
