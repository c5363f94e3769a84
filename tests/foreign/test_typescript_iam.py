"""What the OCI SDK for TypeScript reads and changes through the IAM API."""

from urllib.parse import quote

import pytest

from services.demo.store.regions import SUBSCRIBED
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from tests.foreign.held import Json, among, check, iam_compartment, iam_group, iam_policy, iam_user, in_order
from tests.foreign.typescript_sdk import Caller, SdkError

pytestmark = pytest.mark.tenancy(users=60, mode="classic")


@pytest.mark.parametrize("limit", [7, 20, 100], ids=["many", "full", "one"])
def test_the_paginator_of_the_sdk_reads_every_user_once(administrator: Caller, tenancy: Tenancy, limit: int) -> None:
    request: Json = {"compartmentId": tenancy.ocid, "limit": limit}
    pages = administrator.identity("listUsersResponseIterator", **request)
    rows = [row for page in pages for row in page["items"]]
    check(rows, map(iam_user, tenancy.world.users.after(0)))
    assert administrator.identity("listUsersRecordIterator", **request) == rows
    assert pages[-1].get("opcNextPage") is None
    assert all(len(page["items"]) <= limit for page in pages)


def test_the_sdk_and_the_app_read_the_same_users(administrator: Caller, tenancy: Tenancy) -> None:
    theirs = administrator.identity("listUsersRecordIterator", compartmentId=tenancy.ocid)
    ours = [user for page in ClassicDirectory(administrator.session()).users() for user in page]
    fields = ("id", "name", "email", "description", "lifecycleState")
    assert [tuple(row[field] or "" for field in fields) for row in theirs] == [
        (user.ocid, user.name, user.email, user.description, user.status) for user in ours
    ]


def test_the_sdk_finds_a_user_by_name_and_by_ocid(administrator: Caller, tenancy: Tenancy) -> None:
    for person in tenancy.world.users.after(0):
        name = quote(person.name)  # the SDK signs what it was given, and sends what Node.js makes of it
        found = administrator.identity("listUsers", compartmentId=tenancy.ocid, name=name)["items"]
        check(found, [iam_user(person)])
    answer = administrator.identity("getUser", userId=tenancy.user_ocid("billing.relay"))
    assert answer["user"]["name"] == "billing.relay"
    assert answer["etag"]
    with pytest.raises(SdkError) as rejected:
        administrator.identity("getUser", userId=f"{tenancy.user_ocid('billing.relay')[:-4]}none")
    assert (rejected.value.status, rejected.value.code) == (404, "NotAuthorizedOrNotFound")


def test_the_sdk_creates_changes_and_deletes_a_user(administrator: Caller, tenancy: Tenancy) -> None:
    details = {"compartmentId": tenancy.ocid, "name": "made.by.sdk", "description": "Made", "email": "made@example.com"}
    made = administrator.identity("createUser", createUserDetails=details)
    person = tenancy.world.users.named("made.by.sdk")
    assert person is not None
    check([made["user"]], [{**iam_user(person), **details}])

    wanted = {"updateUserCapabilitiesDetails": {"canUseSmtpCredentials": False}}
    changed = administrator.identity("updateUserCapabilities", userId=person.ocid, ifMatch=made["etag"], **wanted)
    assert changed["user"]["capabilities"] == {**made["user"]["capabilities"], "canUseSmtpCredentials": False}
    with pytest.raises(SdkError) as rejected:
        administrator.identity("updateUserCapabilities", userId=person.ocid, ifMatch=made["etag"], **wanted)
    assert rejected.value.code == "NoEtagMatch"

    group = tenancy.world.groups.named("MailSenders")
    assert group is not None
    joining = {"addUserToGroupDetails": {"userId": person.ocid, "groupId": group.ocid}}
    membership = administrator.identity("addUserToGroup", **joining)["userGroupMembership"]
    assert tenancy.world.groups.of(person) == [group]
    administrator.identity("removeUserFromGroup", userGroupMembershipId=membership["id"])
    administrator.identity("deleteUser", userId=person.ocid)
    assert tenancy.world.users.named("made.by.sdk") is None


def test_the_sdk_lists_groups_and_their_members(administrator: Caller, tenancy: Tenancy) -> None:
    groups, people = tenancy.world.groups, list(tenancy.world.users.after(0))
    everywhere = {"compartmentId": tenancy.ocid}
    rows = administrator.identity("listGroupsRecordIterator", **everywhere, limit=2)
    check(in_order(rows, "name"), in_order(map(iam_group, groups), "name"))
    for group in groups:
        members = administrator.identity(
            "listUserGroupMembershipsRecordIterator", **everywhere, groupId=group.ocid, limit=2
        )
        assert {row["userId"] for row in members} == {each.ocid for each in people if group in groups.of(each)}
        assert all(row["groupId"] == group.ocid for row in members)
    for person in people:
        joined = administrator.identity("listUserGroupMembershipsRecordIterator", **everywhere, userId=person.ocid)
        assert {row["groupId"] for row in joined} == {group.ocid for group in groups.of(person)}


def test_the_sdk_lists_the_policies_of_every_compartment(administrator: Caller, tenancy: Tenancy) -> None:
    for place in (tenancy.ocid, *(each.ocid for each in tenancy.world.compartments)):
        rows = administrator.identity("listPoliciesRecordIterator", compartmentId=place, limit=2)
        held = [policy for policy in tenancy.world.policies if policy.compartment == place]
        check(in_order(rows, "id"), in_order(map(iam_policy, held), "id"))


def test_the_sdk_creates_updates_and_deletes_a_policy(administrator: Caller, tenancy: Tenancy) -> None:
    statement = "Allow group MailSenders to use email-family in tenancy"
    details = {"compartmentId": tenancy.ocid, "name": "by-sdk", "description": "Made", "statements": [statement]}
    made = administrator.identity("createPolicy", createPolicyDetails=details)
    assert among(made["policy"], details) == details
    ocid = made["policy"]["id"]
    found = tenancy.world.policies.find(ocid)
    assert found is not None
    check([made["policy"]], [iam_policy(found)])

    more = {"statements": [statement, "Allow group Auditors to read email-family in tenancy"]}
    administrator.identity("updatePolicy", policyId=ocid, ifMatch=made["etag"], updatePolicyDetails=more)
    assert administrator.identity("getPolicy", policyId=ocid)["policy"]["statements"] == more["statements"]
    with pytest.raises(SdkError) as rejected:
        administrator.identity("updatePolicy", policyId=ocid, ifMatch=made["etag"], updatePolicyDetails=more)
    assert rejected.value.code == "NoEtagMatch"
    with pytest.raises(SdkError) as rejected:
        administrator.identity("createPolicy", createPolicyDetails=details)
    assert rejected.value.status == 409
    administrator.identity("deletePolicy", policyId=ocid)
    assert tenancy.world.policies.find(ocid) is None


def test_the_sdk_lists_and_reads_all_compartments(administrator: Caller, tenancy: Tenancy) -> None:
    request: Json = {"compartmentId": tenancy.ocid, "compartmentIdInSubtree": True, "accessLevel": "ANY", "limit": 5}
    rows = administrator.identity("listCompartmentsRecordIterator", **request)
    check(in_order(rows, "id"), in_order(map(iam_compartment, tenancy.world.compartments), "id"))
    for each in tenancy.world.compartments:
        answer = administrator.identity("getCompartment", compartmentId=each.ocid)
        check([answer["compartment"]], [iam_compartment(each)])
    # Nothing is above the root, though the type requires a parent.
    but = ["compartmentId: missing, and Compartment requires it"]
    root = administrator.identity("getCompartment", but, compartmentId=tenancy.ocid)["compartment"]
    assert (root["id"], root["name"]) == (tenancy.ocid, tenancy.world.name)


def test_the_sdk_reads_the_tenancy_and_its_regions(administrator: Caller, tenancy: Tenancy) -> None:
    told = administrator.identity("getTenancy", tenancyId=tenancy.ocid)["tenancy"]
    assert (told["id"], told["name"], told["homeRegionKey"]) == (tenancy.ocid, tenancy.world.name, SUBSCRIBED[0].key)
    regions = administrator.identity("listRegionSubscriptions", tenancyId=tenancy.ocid)["items"]
    check(
        regions,
        [
            {"regionName": each.name, "regionKey": each.key, "isHomeRegion": each.name == tenancy.home_region}
            for each in SUBSCRIBED
        ],
    )


def test_listing_domains_fails_with_404_in_classic_iam(administrator: Caller, tenancy: Tenancy) -> None:
    with pytest.raises(SdkError) as rejected:
        administrator.identity("listDomains", compartmentId=tenancy.ocid)
    assert rejected.value.status == 404
