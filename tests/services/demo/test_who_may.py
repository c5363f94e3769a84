from typing import Any

import oci
import pytest

from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker

ServiceError = oci.exceptions.ServiceError
DETAILS = oci.identity.models.CreateSmtpCredentialDetails(description="mine")


@pytest.fixture
def agent(client: ClientMaker) -> Any:
    return client(user="helpdesk.agent")


def test_a_user_without_admin_rights_can_manage_their_own_credentials(agent: Any, tenancy: Tenancy) -> None:
    me = tenancy.user_ocid("helpdesk.agent")
    assert agent.get_user(me).data.name == "helpdesk.agent"
    made = agent.create_smtp_credential(DETAILS, me).data
    change = oci.identity.models.UpdateSmtpCredentialDetails(description="still mine")
    agent.update_smtp_credential(me, made.id, change)
    assert [row.description for row in agent.list_smtp_credentials(me).data] == ["still mine"]
    agent.delete_smtp_credential(me, made.id)
    assert agent.list_smtp_credentials(me).data == []


@pytest.mark.parametrize("operation", ["get_user", "list_smtp_credentials", "delete_user"])
def test_a_user_without_admin_rights_cannot_access_other_users(agent: Any, tenancy: Tenancy, operation: str) -> None:
    with pytest.raises(ServiceError) as refused:
        getattr(agent, operation)(tenancy.user_ocid("billing.relay"))
    assert (refused.value.status, refused.value.code) == (404, "NotAuthorizedOrNotFound")


def test_a_user_without_admin_rights_cannot_generate_for_other_users(agent: Any, tenancy: Tenancy) -> None:
    target = tenancy.user_ocid("newsletter.sender")
    with pytest.raises(ServiceError) as refused:
        agent.create_smtp_credential(DETAILS, target)
    assert refused.value.status == 404
    assert tenancy.credentials(target) == []


@pytest.mark.parametrize("operation", ["list_users", "list_groups", "list_policies", "list_compartments"])
def test_a_user_without_admin_rights_cannot_list_tenancy_resources(
    agent: Any, tenancy: Tenancy, operation: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        getattr(agent, operation)(tenancy.ocid)
    assert refused.value.status == 404


def test_a_user_without_admin_rights_can_read_the_tenancy_and_regions(agent: Any, tenancy: Tenancy) -> None:
    assert agent.get_tenancy(tenancy.ocid).data.home_region_key == "IAD"
    assert len(agent.list_region_subscriptions(tenancy.ocid).data) == 3


def test_only_membership_in_administrators_allows_listing_users(
    agent: Any, identity_client: Any, tenancy: Tenancy
) -> None:
    group = identity_client.list_groups(tenancy.ocid, name="Administrators").data[0]
    details = oci.identity.models.AddUserToGroupDetails(user_id=tenancy.user_ocid("helpdesk.agent"), group_id=group.id)
    membership = identity_client.add_user_to_group(details).data
    assert agent.list_users(tenancy.ocid, limit=3).data
    identity_client.remove_user_from_group(membership.id)
    with pytest.raises(ServiceError):
        agent.list_users(tenancy.ocid, limit=3)
