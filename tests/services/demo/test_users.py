from typing import Any

import oci
import pytest

from services.demo.cast import HOSTILE_DESCRIPTION, HOSTILE_NAME
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import USERS

ServiceError = oci.exceptions.ServiceError


def everyone(identity: Any, tenancy: Tenancy, **query: Any) -> list[Any]:
    return list(oci.pagination.list_call_get_all_results(identity.list_users, tenancy.ocid, **query).data)


@pytest.mark.parametrize("limit", [7, 125, USERS, 1000])
@pytest.mark.parametrize(
    "order",
    [{}, {"sort_by": "NAME"}, {"sort_by": "NAME", "sort_order": "DESC"}, {"sort_by": "TIMECREATED"}],
    ids=["unsorted", "name", "name-desc", "created"],
)
def test_paging_covers_all_users_exactly_once(
    identity_client: Any, tenancy: Tenancy, limit: int, order: dict[str, str]
) -> None:
    users = everyone(identity_client, tenancy, limit=limit, **order)
    assert len(users) == USERS
    assert len({user.id for user in users}) == USERS


def test_users_can_be_sorted_by_name_and_by_creation_date(identity_client: Any, tenancy: Tenancy) -> None:
    names = [user.name for user in everyone(identity_client, tenancy, sort_by="NAME")]
    assert names == sorted(names)
    assert [u.name for u in everyone(identity_client, tenancy, sort_by="NAME", sort_order="DESC")] == names[::-1]
    newest_first = [user.time_created for user in everyone(identity_client, tenancy, sort_by="TIMECREATED")]
    assert newest_first == sorted(newest_first, reverse=True)


def test_a_page_has_a_hundred_users_unless_asked_otherwise(identity_client: Any, tenancy: Tenancy) -> None:
    first = identity_client.list_users(tenancy.ocid)
    assert len(first.data) == 100
    assert first.has_next_page
    assert len(identity_client.list_users(tenancy.ocid, limit=1).data) == 1


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"limit": -1}, {"page": "made up"}, {"page": "YQ=="}])
def test_an_invalid_limit_or_page_token_is_rejected(
    identity_client: Any, tenancy: Tenancy, query: dict[str, Any]
) -> None:
    with pytest.raises(ServiceError) as refused:
        identity_client.list_users(tenancy.ocid, **query)
    assert (refused.value.status, refused.value.code) == (400, "InvalidParameter")


def test_users_cannot_be_listed_in_a_child_compartment(identity_client: Any, tenancy: Tenancy) -> None:
    elsewhere = identity_client.list_compartments(tenancy.ocid).data[0].id
    with pytest.raises(ServiceError) as refused:
        identity_client.list_users(elsewhere)
    assert (refused.value.status, refused.value.code) == (404, "NotAuthorizedOrNotFound")


def test_the_name_filter_is_exact(identity_client: Any, tenancy: Tenancy) -> None:
    for user in everyone(identity_client, tenancy)[::40]:
        assert [found.id for found in identity_client.list_users(tenancy.ocid, name=user.name).data] == [user.id]
    assert identity_client.list_users(tenancy.ocid, name="billing").data == []
    assert identity_client.list_users(tenancy.ocid, name="BILLING.RELAY").data == []


@pytest.mark.parametrize("state", ["ACTIVE", "INACTIVE"])
def test_the_lifecycle_filter_returns_all_users_in_the_given_state(
    identity_client: Any, tenancy: Tenancy, state: str
) -> None:
    expected = [user.id for user in everyone(identity_client, tenancy) if user.lifecycle_state == state]
    assert expected
    assert [user.id for user in everyone(identity_client, tenancy, lifecycle_state=state, limit=9)] == expected


def test_federated_users_are_found_by_their_provider(identity_client: Any, tenancy: Tenancy) -> None:
    federated = [user for user in everyone(identity_client, tenancy) if user.identity_provider_id]
    provider = federated[0].identity_provider_id
    found = everyone(identity_client, tenancy, identity_provider_id=provider, limit=10)
    assert [user.id for user in found] == [user.id for user in federated]


def test_hostile_text_is_returned_unchanged(identity_client: Any, tenancy: Tenancy) -> None:
    assert identity_client.get_user(tenancy.user_ocid(HOSTILE_NAME)).data.name == HOSTILE_NAME
    assert identity_client.get_user(tenancy.user_ocid("legacy.scanner")).data.description == HOSTILE_DESCRIPTION


def test_an_unknown_user_is_not_found(identity_client: Any, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as refused:
        identity_client.get_user(tenancy.admin_ocid[:-1] + "x")
    assert (refused.value.status, refused.value.code) == (404, "NotAuthorizedOrNotFound")
    assert refused.value.message == "Authorization failed or requested resource not found."


def details(tenancy: Tenancy, name: str) -> Any:
    return oci.identity.models.CreateUserDetails(
        compartment_id=tenancy.ocid, name=name, description="made by a test", email="new@example.com"
    )


def test_a_created_user_is_listed_found_and_deleted(identity_client: Any, tenancy: Tenancy) -> None:
    made = identity_client.create_user(details(tenancy, "relay.new")).data
    assert identity_client.get_user(made.id).data.email == "new@example.com"
    assert identity_client.list_users(tenancy.ocid, name="relay.new").data[0].id == made.id
    assert made.id in {user.id for user in everyone(identity_client, tenancy, sort_by="NAME")}
    identity_client.delete_user(made.id)
    assert identity_client.list_users(tenancy.ocid, name="relay.new").data == []
    assert len(everyone(identity_client, tenancy, sort_by="NAME")) == USERS


def test_a_taken_name_and_a_name_with_spaces_are_rejected(identity_client: Any, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as taken:
        identity_client.create_user(details(tenancy, "billing.relay"))
    assert taken.value.status == 409
    with pytest.raises(ServiceError) as spaced:
        identity_client.create_user(details(tenancy, "has spaces"))
    assert (spaced.value.status, spaced.value.code) == (400, "InvalidParameter")


def test_a_group_member_cannot_be_deleted(identity_client: Any, tenancy: Tenancy) -> None:
    ocid = tenancy.user_ocid("shop.mailer")
    with pytest.raises(ServiceError) as refused:
        identity_client.delete_user(ocid)
    assert refused.value.status == 409
    for membership in identity_client.list_user_group_memberships(tenancy.ocid, user_id=ocid).data:
        identity_client.remove_user_from_group(membership.id)
    identity_client.delete_user(ocid)
    with pytest.raises(ServiceError):
        identity_client.get_user(ocid)


def test_capabilities_change_individually_and_a_stale_etag_is_rejected(identity_client: Any, tenancy: Tenancy) -> None:
    ocid = tenancy.user_ocid("shop.mailer")
    tag = identity_client.get_user(ocid).headers["etag"]
    change = oci.identity.models.UpdateUserCapabilitiesDetails(
        can_use_smtp_credentials=False, can_use_db_credentials=False
    )
    changed = identity_client.update_user_capabilities(ocid, change, if_match=tag)
    assert changed.headers["etag"] != tag
    capabilities = identity_client.get_user(ocid).data.capabilities
    assert (capabilities.can_use_smtp_credentials, capabilities.can_use_db_credentials) == (False, False)
    assert capabilities.can_use_api_keys
    with pytest.raises(ServiceError) as refused:
        identity_client.update_user_capabilities(ocid, change, if_match=tag)
    assert (refused.value.status, refused.value.code) == (409, "NoEtagMatch")


def test_a_user_can_be_unblocked_but_not_blocked(identity_client: Any, tenancy: Tenancy) -> None:
    ocid = tenancy.user_ocid("former.contractor")
    before = identity_client.get_user(ocid).data
    assert (before.lifecycle_state, before.inactive_status) == ("INACTIVE", 4)
    with pytest.raises(ServiceError):
        identity_client.update_user_state(ocid, oci.identity.models.UpdateStateDetails(blocked=True))
    changed = identity_client.update_user_state(ocid, oci.identity.models.UpdateStateDetails(blocked=False)).data
    assert (changed.lifecycle_state, changed.inactive_status) == ("ACTIVE", None)
