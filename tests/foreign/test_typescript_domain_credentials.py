"""SMTP credentials through an identity domain, created by the OCI SDK for TypeScript."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.demo.scim.schemas import PATCH, SMTP_CREDENTIAL
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.foreign.held import among, check, domain_credential, iam_credential, in_order
from tests.foreign.typescript_sdk import Caller, SdkError

pytestmark = pytest.mark.tenancy(users=20, partners=20)

SELF_CHANGE_FIELD = "urnIetfParamsScimSchemasOracleIdcsExtensionSelfChangeUser"
NO_PASSWORD_IN_THE_TYPE = "password: not in MySmtpCredential"
"""The SDK knows no password of a credential of your own. Whether OCI answers it is a switch of the tenancy."""


@dataclass(frozen=True)
class Resource:
    """The credentials of everyone for administrators, or those of the caller."""

    sdk: Caller
    owner: str
    """The OCID of whose credentials they are."""
    is_own: bool
    domain: str = "Default"

    @property
    def field(self) -> str:
        return "mySmtpCredential" if self.is_own else "smtpCredential"

    def create(self, description: str, but: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
        owner = {} if self.is_own else {"user": {"ocid": self.owner}}
        sent = {"schemas": [SMTP_CREDENTIAL], "description": description, **owner}
        return self._call("create", but, **{self.field: sent}, **more)

    def listed(self) -> list[dict[str, Any]]:
        narrowed = {} if self.is_own else {"filter": f'user.ocid eq "{self.owner}"'}
        name = f"{self.field[0].upper()}{self.field[1:]}s"
        answer = self.sdk.domain(f"list{name}", self.domain, **narrowed)[f"{self.field}s"]
        assert answer["totalResults"] == len(answer["resources"])
        return list(answer["resources"])

    def get(self, number: str) -> dict[str, Any]:
        return self._call("get", (), **{f"{self.field}Id": number})

    def describe(self, number: str, description: str) -> dict[str, Any]:
        operations = [{"op": "REPLACE", "path": "description", "value": description}]
        change = {"schemas": [PATCH], "operations": operations}
        return self._call("patch", (), **{f"{self.field}Id": number}, patchOp=change)

    def delete(self, number: str) -> None:
        name = f"delete{self.field[0].upper()}{self.field[1:]}"
        self.sdk.domain(name, self.domain, **{f"{self.field}Id": number})

    def _call(self, verb: str, but: tuple[str, ...], **request: Any) -> dict[str, Any]:
        name = f"{verb}{self.field[0].upper()}{self.field[1:]}"
        answer: dict[str, Any] = self.sdk.domain(name, self.domain, but, **request)[self.field]
        return answer


@pytest.mark.parametrize(
    ("signed_in", "owner", "domain"),
    [
        ("demo.administrator", "newsletter.sender", "Default"),
        ("helpdesk.agent", "helpdesk.agent", "Default"),
        ("demo.administrator", "portal.mailer", "Partners"),
    ],
)
def test_the_sdk_generates_lists_reads_updates_and_deletes_a_credential(
    caller: Callable[[str], Caller], tenancy: Tenancy, signed_in: str, owner: str, domain: str
) -> None:
    user, is_own = tenancy.user_ocid(owner), signed_in == owner
    before = tenancy.credentials(user)
    resource = Resource(caller(signed_in), user, is_own, domain)
    but = (NO_PASSWORD_IN_THE_TYPE,) if is_own else ()
    created = resource.create("by the SDK: Envíos ✉ \x07[/]", but)
    (held,) = (each for each in tenancy.credentials(user) if each not in before)
    expected = {**domain_credential(held), "password": held.password, "description": "by the SDK: Envíos ✉ \x07[/]"}
    assert among(created, expected) == expected

    (listed,) = (row for row in resource.listed() if row["id"] == created["id"])
    for row in (created, listed, resource.get(created["id"])):
        assert among(row, domain_credential(held)) == domain_credential(held)
        assert among(row["user"], {"ocid": user, "name": owner}) == {"ocid": user, "name": owner}
    assert "password" not in listed

    changed = resource.describe(created["id"], "described again")
    assert held.description == "described again"
    assert among(changed, domain_credential(held)) == domain_credential(held)
    assert "password" not in changed

    resource.delete(created["id"])
    assert created["id"] not in {row["id"] for row in resource.listed()}
    assert tenancy.credentials(user) == before


def test_the_my_password_setting_omits_the_password_of_own_credentials(
    caller: Callable[[str], Caller], tenancy: Tenancy
) -> None:
    tenancy.settings.my_password = False
    own = Resource(caller("helpdesk.agent"), tenancy.user_ocid("helpdesk.agent"), is_own=True)
    assert "password" not in own.create("without")


def test_the_domain_api_and_the_iam_api_list_the_same_credentials(administrator: Caller, tenancy: Tenancy) -> None:
    for person in tenancy.world.users.after(0):
        rows = Resource(administrator, person.ocid, is_own=False).listed()
        held = [each for each in tenancy.credentials(person.ocid) if each.state != "DELETED"]
        check(rows, map(domain_credential, held))
        check(administrator.identity("listSmtpCredentials", userId=person.ocid)["items"], map(iam_credential, held))


def test_paging_through_all_credentials_returns_each_credential_once(administrator: Caller, tenancy: Tenancy) -> None:
    rows: list[dict[str, Any]] = []
    while True:
        start = len(rows) + 1
        answer = administrator.domain("listSmtpCredentials", startIndex=start, count=3)["smtpCredentials"]
        assert answer["startIndex"] == start
        assert len(answer["resources"]) <= answer["itemsPerPage"] <= 3
        rows += answer["resources"]
        if not answer["resources"] or len(rows) >= answer["totalResults"]:
            break
    assert answer["totalResults"] == len(rows)
    held: list[StoredCredential] = []
    for person in tenancy.world.users.after(0):
        held += (each for each in tenancy.credentials(person.ocid) if each.state != "DELETED")
    check(in_order(rows, "ocid"), in_order(map(domain_credential, held), "ocid"))


def test_a_third_credential_is_rejected(administrator: Caller, tenancy: Tenancy) -> None:
    user = tenancy.user_ocid("billing.relay")
    before = list(tenancy.credentials(user))
    with pytest.raises(SdkError) as rejected:
        Resource(administrator, user, is_own=False).create("one too many")
    assert 400 <= rejected.value.status < 500
    assert rejected.value.code == "None", "the SDK doesn't read the errors of identity domains"
    assert tenancy.credentials(user) == before


@pytest.mark.parametrize("with_password", [True, False])
def test_a_create_with_the_same_retry_token_is_carried_out_once(
    administrator: Caller, tenancy: Tenancy, with_password: bool
) -> None:
    tenancy.settings.replay_password = with_password
    user = tenancy.user_ocid("newsletter.sender")
    resource = Resource(administrator, user, is_own=False)
    first = resource.create("once", opcRetryToken="a-token-of-the-sdk")
    second = resource.create("once", opcRetryToken="a-token-of-the-sdk")
    (held,) = tenancy.credentials(user)
    assert first["ocid"] == second["ocid"] == held.ocid
    assert first["password"] == held.password
    assert second.get("password") == (held.password if with_password else None)


def test_an_admin_needs_allow_self_change_to_generate_their_own_credential(
    administrator: Caller, tenancy: Tenancy
) -> None:
    user = tenancy.admin_ocid
    with pytest.raises(SdkError) as rejected:
        Resource(administrator, user, is_own=False).create("for myself")
    assert rejected.value.status in (401, 403)
    assert tenancy.credentials(user) == []
    sent = {
        "schemas": [SMTP_CREDENTIAL],
        "description": "for myself",
        "user": {"ocid": user},
        SELF_CHANGE_FIELD: {"allowSelfChange": True},
    }
    created = administrator.domain("createSmtpCredential", smtpCredential=sent)["smtpCredential"]
    (held,) = tenancy.credentials(user)
    assert (created["ocid"], created["password"]) == (held.ocid, held.password)


def test_a_user_cannot_generate_a_credential_for_another_user(
    caller: Callable[[str], Caller], tenancy: Tenancy
) -> None:
    user = tenancy.user_ocid("newsletter.sender")
    with pytest.raises(SdkError) as rejected:
        Resource(caller("helpdesk.agent"), user, is_own=False).create("for another")
    assert rejected.value.status in (401, 403), "recorded, and by the meaning of the codes"
    assert tenancy.credentials(user) == []
