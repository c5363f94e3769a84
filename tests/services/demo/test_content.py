from typing import Any

import oci
import pytest

from services.demo.tenancy import Tenancy
from tests.services.demo.clients import USERS, ClientMaker

ServiceError = oci.exceptions.ServiceError


def tree(identity: Any, tenancy: Tenancy, **query: Any) -> list[Any]:
    return list(
        oci.pagination.list_call_get_all_results(
            identity.list_compartments, tenancy.ocid, compartment_id_in_subtree=True, access_level="ANY", **query
        ).data
    )


def compartment(identity: Any, tenancy: Tenancy, *names: str) -> str:
    """The OCID of the compartment that one reaches by those names from the root."""
    ocid = tenancy.ocid
    for name in names:
        ocid = identity.list_compartments(ocid, name=name).data[0].id
    return ocid


def test_the_compartments_form_a_tree_three_levels_deep(identity_client: Any, tenancy: Tenancy) -> None:
    parents = {row.id: row.compartment_id for row in tree(identity_client, tenancy, limit=5)}
    assert tenancy.ocid not in parents

    def depth(ocid: str) -> int:
        return 0 if ocid == tenancy.ocid else 1 + depth(parents[ocid])

    assert max(map(depth, parents)) == 3


def test_without_the_subtree_only_the_children_are_listed(identity_client: Any, tenancy: Tenancy) -> None:
    children = identity_client.list_compartments(tenancy.ocid).data
    assert {row.compartment_id for row in children} == {tenancy.ocid}
    assert len(children) < len(tree(identity_client, tenancy))
    with pytest.raises(ServiceError) as refused:
        identity_client.list_compartments(children[0].id, compartment_id_in_subtree=True)
    assert refused.value.status == 400


def test_a_deleted_compartment_is_filtered_by_state(identity_client: Any, tenancy: Tenancy) -> None:
    assert "DELETED" in {row.lifecycle_state for row in tree(identity_client, tenancy)}
    assert {row.lifecycle_state for row in tree(identity_client, tenancy, lifecycle_state="ACTIVE")} == {"ACTIVE"}


def test_a_policy_is_listed_in_its_own_compartment_alone(identity_client: Any, tenancy: Tenancy) -> None:
    listed = [
        (policy.id, policy.compartment_id, asked)
        for asked in (tenancy.ocid, *(row.id for row in tree(identity_client, tenancy)))
        for policy in identity_client.list_policies(asked).data
    ]
    assert listed
    assert all(own == asked for _, own, asked in listed)
    assert len({ocid for ocid, _, _ in listed}) == len(listed)


def test_a_policy_names_a_group_by_its_ocid(identity_client: Any, tenancy: Tenancy) -> None:
    group = identity_client.list_groups(tenancy.ocid, name="NewsletterSenders").data[0]
    production = compartment(identity_client, tenancy, "Production")
    statements = [text for policy in identity_client.list_policies(production).data for text in policy.statements]
    assert any(f"group id {group.id} " in text for text in statements)


def test_a_policy_is_saved_but_a_duplicate_or_malformed_policy_is_rejected(
    identity_client: Any, tenancy: Tenancy
) -> None:
    text = "Allow group MailSenders to use email-family in compartment Sandbox"

    def details(name: str, statement: str) -> Any:
        return oci.identity.models.CreatePolicyDetails(
            compartment_id=compartment(identity_client, tenancy, "Development"),
            name=name,
            statements=[statement],
            description="made by a test",
        )

    made = identity_client.create_policy(details("senders", text)).data
    assert identity_client.get_policy(made.id).data.statements == [text]
    for name, statement, status in (("senders", text, 409), ("other", "Please let me", 400)):
        with pytest.raises(ServiceError) as refused:
            identity_client.create_policy(details(name, statement))
        assert refused.value.status == status


def test_memberships_listed_by_group_match_memberships_listed_by_user(identity_client: Any, tenancy: Tenancy) -> None:
    members = identity_client.list_user_group_memberships
    groups = identity_client.list_groups(tenancy.ocid).data
    assert [group.name for group in groups] == sorted((group.name for group in groups), key=str.lower)
    from_groups = {
        (row.user_id, row.group_id, row.id)
        for group in groups
        for row in oci.pagination.list_call_get_all_results(members, tenancy.ocid, group_id=group.id, limit=7).data
    }
    users = identity_client.list_users(tenancy.ocid, limit=1000).data
    assert len(users) == USERS
    from_users = {
        (row.user_id, row.group_id, row.id) for user in users for row in members(tenancy.ocid, user_id=user.id).data
    }
    assert from_groups == from_users
    assert len(from_groups) > len(groups)


def test_memberships_need_a_user_or_a_group(identity_client: Any, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as refused:
        identity_client.list_user_group_memberships(tenancy.ocid)
    assert (refused.value.status, refused.value.code) == (400, "InvalidParameter")


def test_a_duplicate_group_member_or_group_name_is_rejected(identity_client: Any, tenancy: Tenancy) -> None:
    details = oci.identity.models.CreateGroupDetails(compartment_id=tenancy.ocid, name="Relays", description="new")
    group = identity_client.create_group(details).data
    joining = oci.identity.models.AddUserToGroupDetails(user_id=tenancy.admin_ocid, group_id=group.id)
    identity_client.add_user_to_group(joining)
    rows = identity_client.list_user_group_memberships(tenancy.ocid, user_id=tenancy.admin_ocid, group_id=group.id).data
    assert [row.group_id for row in rows] == [group.id]
    with pytest.raises(ServiceError) as joined_already:
        identity_client.add_user_to_group(joining)
    with pytest.raises(ServiceError) as taken:
        identity_client.create_group(details)
    assert joined_already.value.status == taken.value.status == 409


def test_listing_every_compartment_finds_both_identity_domains(identity_client: Any, tenancy: Tenancy) -> None:
    asked = [tenancy.ocid, *(row.id for row in tree(identity_client, tenancy))]
    found = [domain for ocid in asked for domain in identity_client.list_domains(ocid).data]
    assert {domain.type for domain in found} == {"DEFAULT", "SECONDARY"}
    assert len({domain.url for domain in found}) == len(found) == 2
    assert [d.display_name for d in identity_client.list_domains(tenancy.ocid, type="DEFAULT").data] == ["Default"]
    assert identity_client.list_domains(tenancy.ocid, display_name="Nowhere").data == []


def test_senders_are_listed_by_compartment(identity_client: Any, email: Any, tenancy: Tenancy) -> None:
    web = compartment(identity_client, tenancy, "Production", "Web")
    rows = email.list_senders(web, sort_by="EMAILADDRESS").data
    assert [row.email_address for row in rows] == ["@shop.example.com", "shop@shop.example.com"]
    assert [row.id for row in email.list_senders(web, email_address="@shop.example.com").data] == [rows[0].id]
    sender = email.get_sender(rows[1].id).data
    domain = email.list_email_domains(web).data.items[0]
    assert (domain.name, domain.id) == ("shop.example.com", sender.email_domain_id)
    assert domain.active_dkim_id


def test_a_duplicate_or_invalid_approved_sender_is_rejected(identity_client: Any, email: Any, tenancy: Tenancy) -> None:
    web = compartment(identity_client, tenancy, "Production", "Web")
    wanted = oci.email.models.CreateSenderDetails(compartment_id=web, email_address="new@shop.example.com")
    made = email.create_sender(wanted).data
    assert (made.lifecycle_state, made.compartment_id, made.email_address) == ("CREATING", web, "new@shop.example.com")
    assert email.get_sender(made.id).data.lifecycle_state == "ACTIVE"
    assert email.list_senders(web).data[0].id == made.id, "the newest comes first"
    with pytest.raises(ServiceError) as refused:
        email.create_sender(wanted)
    assert refused.value.status == 409
    for address, place in (
        ("nothing", web),
        ("a@b", web),
        ("a@example.com", tenancy.ocid.replace("tenancy", "nowhere")),
    ):
        details = oci.email.models.CreateSenderDetails(compartment_id=place, email_address=address)
        with pytest.raises(ServiceError):
            email.create_sender(details)


def test_senders_belong_to_a_region(client: ClientMaker, identity_client: Any, email: Any, tenancy: Tenancy) -> None:
    newsletters = compartment(identity_client, tenancy, "Production", "Mail", "Newsletters")
    away = client(oci.email.EmailClient, config={"region": "eu-frankfurt-1"})
    here, there = ({row.email_address for row in which.list_senders(newsletters).data} for which in (email, away))
    assert here
    assert there
    assert not here & there
    with pytest.raises(ServiceError):
        away.get_sender(email.list_senders(newsletters).data[0].id)


def test_the_configuration_names_the_smtp_host_of_the_region(client: ClientMaker, email: Any, tenancy: Tenancy) -> None:
    away = client(oci.email.EmailClient, config={"region": "eu-frankfurt-1"})
    for region, which in ((tenancy.home_region, email), ("eu-frankfurt-1", away)):
        host = which.get_email_configuration(tenancy.ocid).data.smtp_submit_endpoint
        assert host == f"smtp.email.{region}.oci.oraclecloud.com"
    tenancy.settings.smtp_endpoint = "127.0.0.1"
    assert email.get_email_configuration(tenancy.ocid).data.smtp_submit_endpoint == "127.0.0.1"
