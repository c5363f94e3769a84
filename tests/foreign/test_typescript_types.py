"""The judge notices what isn't as the types of the OCI SDK for TypeScript say, and what the SDK warns of."""

import re

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from tests.foreign.typescript_sdk import Caller, SdkError, VerdictError

pytestmark = pytest.mark.tenancy(users=20)


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"name": None}, ".name: missing, and User requires it"),
        ({"surprise": 1}, ".surprise: not in User"),
        ({"email": ["a@example.com"]}, """.email: ["a@example.com"] isn't a string"""),
        ({"isMfaActivated": "no"}, """.isMfaActivated: "no" isn't a boolean"""),
        ({"timeCreated": "yesterday"}, """.timeCreated: "yesterday" isn't a Date"""),
        ({"timeCreated": "2026-02-30T25:00:00Z"}, """.timeCreated: "2026-02-30T25:00:00Z" isn't a Date"""),
        ({"lifecycleState": "ASLEEP"}, """.lifecycleState: "ASLEEP" isn't a User.LifecycleState"""),
        ({"lifecycleState": "UNKNOWN_VALUE"}, """.lifecycleState: "UNKNOWN_VALUE" isn't a User.LifecycleState"""),
        ({"capabilities": {"canUseApiKeys": 1}}, ".capabilities.canUseApiKeys: 1 isn't a boolean"),
        ({"freeformTags": {"team": 1}}, ".freeformTags.team: 1 isn't a string"),
        ({"freeformTags": "team"}, ".freeformTags: not an object"),
    ],
)
def test_a_user_that_differs_from_the_declared_type_is_detected(
    administrator: Caller, tenancy: Tenancy, change: dict[str, object], difference: str
) -> None:
    tenancy.faults.append(Rule("changed", "get_user", change=change))
    with pytest.raises(VerdictError, match=re.escape(difference)):
        administrator.identity("getUser", userId=tenancy.admin_ocid)
    assert administrator.identity("getUser", userId=tenancy.admin_ocid)["user"]["id"] == tenancy.admin_ocid


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"totalResults": "20"}, """.totalResults: "20" isn't a number"""),
        ({"Resources": [{"userName": "x", "schemas": ["a", 1]}]}, ".resources[0].schemas[1]: 1 isn't a string"),
        (
            {"Resources": [{"schemas": [], "userName": "x", "urn:unknown": {}}]},
            ".resources[0].urn:unknown: not in User",
        ),
        ({"schemas": "one"}, ".schemas: not an array"),
    ],
)
def test_a_list_that_differs_from_the_declared_type_is_detected(
    administrator: Caller, tenancy: Tenancy, change: dict[str, object], difference: str
) -> None:
    tenancy.faults.append(Rule("changed", "list_users", change=change))
    with pytest.raises(VerdictError, match=re.escape(difference)):
        administrator.domain("listUsers")


def test_a_response_that_is_not_json_fails_only_its_own_request(administrator: Caller, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("malformed", "get_user"))
    with pytest.raises(VerdictError, match="JSON"):
        administrator.identity("getUser", userId=tenancy.admin_ocid)
    assert administrator.identity("getUser", userId=tenancy.admin_ocid)


def test_an_error_response_raises_an_sdk_error_with_status_and_code(administrator: Caller, tenancy: Tenancy) -> None:
    tenancy.faults.append(Rule("429", "get_user"))
    with pytest.raises(SdkError) as rejected:
        administrator.identity("getUser", userId=tenancy.admin_ocid)
    assert (rejected.value.status, rejected.value.code) == (429, "TooManyRequests")
