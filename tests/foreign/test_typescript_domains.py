"""What the OCI SDK for TypeScript reads and changes in identity domains."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import pytest

from services.demo.scim.schemas import CAPABILITIES_CHANGER, PATCH, STATUS_CHANGER, USER
from services.demo.tenancy import Tenancy
from services.demo.wire import timestamp
from services.directory.choice import open_directory
from tests.foreign.held import Json, check, domain_user
from tests.foreign.typescript_sdk import Caller, SdkError

pytestmark = pytest.mark.tenancy(users=60, partners=30)

CAPABILITIES = "urnIetfParamsScimSchemasOracleIdcsExtensionCapabilitiesUser"


def every(sdk: Caller, kind: str, domain: str, **request: Any) -> list[Json]:
    """Every row of a list, read by index as documented (Identity/api-getstarted/Paginate.htm)."""
    rows: list[Json] = []
    while True:
        answer = sdk.domain(f"list{kind}", domain, **request, startIndex=len(rows) + 1)[kind.lower()]
        rows += answer["resources"]
        if not answer["resources"] or len(rows) >= answer["totalResults"]:
            assert answer["totalResults"] == len(rows)
            return rows


@pytest.mark.parametrize("count", [7, 30, 100], ids=["many", "full", "one"])
@pytest.mark.parametrize("name", ["Default", "Partners"])
def test_the_sdk_lists_every_user_of_a_domain_once(
    administrator: Caller, tenancy: Tenancy, name: str, count: int
) -> None:
    (domain,) = (each for each in tenancy.world.domains if each.display_name == name)
    people = list(domain.users.after(0))
    rows = every(administrator, "Users", name, count=count)
    check(rows, map(domain_user, people))
    for row, person in zip(rows, people, strict=True):
        assert row["meta"]["created"] == timestamp(person.created)
        told = row[CAPABILITIES]
        assert {capability: told[capability] for capability in person.capabilities} == person.capabilities
        primary = [email["value"] for email in row.get("emails") or [] if email["primary"]]
        assert primary == ([person.email] if person.email else [])


def test_the_sdk_and_the_app_read_the_same_users(administrator: Caller) -> None:
    directory, notice = open_directory(administrator.session(), "domains")
    assert not notice
    ours = [user for page in directory.users() for user in page]
    theirs = [row for name in directory.domain_names() for row in every(administrator, "Users", name)]
    assert sorted((row["ocid"], row["userName"], row["description"], row["active"]) for row in theirs) == sorted(
        (user.ocid, user.name, user.description, not user.is_inactive) for user in ours
    )


def test_the_list_of_users_supports_filters_sorting_and_attributes(administrator: Caller, tenancy: Tenancy) -> None:
    rows = administrator.domain("listUsers", filter='userName eq "billing.relay"')["users"]["resources"]
    person = tenancy.world.users.named("billing.relay")
    assert person is not None
    check(rows, [domain_user(person)])
    rows = every(administrator, "Users", "Default", filter='userName sw "kim."', sortBy="userName")
    assert [row["userName"] for row in rows] == sorted(
        each.name for each in tenancy.world.users.after(0) if each.name.startswith("kim.")
    )
    but = ["schemas: missing, and User requires it"]  # only what is asked for is answered
    named = administrator.domain("listUsers", but=but, attributes="userName")["users"]["resources"]
    assert {"userName", "id"} <= named[0].keys()
    assert "emails" not in named[0]
    with pytest.raises(SdkError) as rejected:
        administrator.domain("listUsers", filter="userName is wrong")
    assert rejected.value.status == 400


def test_get_me_returns_the_signed_in_user_and_list_users_needs_permission(
    caller: Callable[[str], Caller], tenancy: Tenancy
) -> None:
    told = caller("helpdesk.agent").domain("getMe")["me"]
    assert (told["userName"], told["ocid"]) == ("helpdesk.agent", tenancy.user_ocid("helpdesk.agent"))
    with pytest.raises(SdkError) as rejected:
        caller("kim.park").domain("listUsers")
    assert rejected.value.status in (401, 403), "recorded, and by the meaning of the codes"


def test_the_sdk_lists_groups_and_their_members(administrator: Caller, tenancy: Tenancy) -> None:
    for domain in tenancy.world.domains:
        rows = every(administrator, "Groups", domain.display_name, count=2, attributeSets=["all"])
        held = sorted(domain.groups, key=attrgetter("ocid"))
        rows.sort(key=lambda row: str(row["ocid"]))
        check(rows, ({"ocid": group.ocid, "displayName": group.name} for group in held))
        for row, group in zip(rows, held, strict=True):
            people = {each.ocid for each in domain.users.after(0) if group in domain.groups.of(each)}
            assert {member["ocid"] for member in row.get("members") or []} == people


def test_a_user_is_created_changed_and_put_into_a_group(administrator: Caller, tenancy: Tenancy) -> None:
    new = {
        "schemas": [USER],
        "userName": "made.by.sdk",
        "description": "Made",
        "name": {"familyName": "Made"},
        "emails": [{"value": "made@example.com", "type": "work", "primary": True}],
    }
    made = administrator.domain("createUser", user=new)["user"]
    person = tenancy.world.users.named("made.by.sdk")
    assert person is not None
    check([made], [domain_user(person)])

    wanted = {"schemas": [CAPABILITIES_CHANGER], "canUseSmtpCredentials": False}
    administrator.domain(
        "putUserCapabilitiesChanger", userCapabilitiesChangerId=made["id"], userCapabilitiesChanger=wanted
    )
    status = {"schemas": [STATUS_CHANGER], "active": False}
    administrator.domain("putUserStatusChanger", userStatusChangerId=made["id"], userStatusChanger=status)
    told = administrator.domain("getUser", userId=made["id"])["user"]
    assert (told[CAPABILITIES]["canUseSmtpCredentials"], told["active"]) == (False, False)

    group = tenancy.world.groups.named("MailSenders")
    assert group is not None
    found = administrator.domain("listGroups", filter='displayName eq "MailSenders"')["groups"]["resources"][0]
    joining = [{"op": "ADD", "path": "members", "value": [{"value": made["id"], "type": "User"}]}]
    patch = {"schemas": [PATCH], "operations": joining}
    administrator.domain("patchGroup", groupId=found["id"], patchOp=patch)
    assert tenancy.world.groups.of(person) == [group]
    with pytest.raises(SdkError) as rejected:
        administrator.domain("createUser", user=new)
    assert rejected.value.status == 409


def test_the_sdk_lists_the_domains_of_the_tenancy(administrator: Caller, tenancy: Tenancy) -> None:
    for domain in tenancy.world.domains:
        (row,) = administrator.identity("listDomainsRecordIterator", compartmentId=domain.compartment)
        check(
            [row],
            [
                {
                    "id": domain.ocid,
                    "displayName": domain.display_name,
                    "url": domain.url,
                    "type": domain.type,
                    "timeCreated": timestamp(domain.created),
                    "lifecycleState": "ACTIVE",
                }
            ],
        )
