"""SMTP credentials through the IAM API, created by the OCI SDK for TypeScript."""

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest

from services.demo.faults import Rule
from services.demo.settings import LimitError
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError
from tests.foreign.held import among, iam_credential
from tests.foreign.typescript_sdk import Caller, SdkError

pytestmark = pytest.mark.tenancy(users=20, mode="classic")

OTHERS = ("demo.administrator", "newsletter.sender")
OWN = ("helpdesk.agent", "helpdesk.agent")


@pytest.mark.parametrize(("signed_in", "owner"), [OTHERS, OWN])
def test_the_sdk_generates_lists_updates_and_deletes_a_credential(
    caller: Callable[[str], Caller], tenancy: Tenancy, signed_in: str, owner: str
) -> None:
    sdk, user = caller(signed_in), tenancy.user_ocid(owner)
    details = {"description": "by the SDK: Envíos ✉ \x07[/]"}
    created = sdk.identity("createSmtpCredential", userId=user, createSmtpCredentialDetails=details)
    (held,) = tenancy.credentials(user)
    expected = {**iam_credential(held), "password": held.password, **details}
    assert among(created["smtpCredential"], expected) == expected

    (listed,) = sdk.identity("listSmtpCredentials", userId=user)["items"]
    assert among(listed, iam_credential(held)) == iam_credential(held)
    assert "password" not in listed

    naming = {"userId": user, "smtpCredentialId": held.ocid, "ifMatch": created["etag"]}
    change = {"description": "described again"}
    changed = sdk.identity("updateSmtpCredential", **naming, updateSmtpCredentialDetails=change)
    assert held.description == "described again"
    assert among(changed["smtpCredentialSummary"], iam_credential(held)) == iam_credential(held)
    assert "password" not in changed["smtpCredentialSummary"]
    assert changed["etag"] not in ("", None, created["etag"])

    sdk.identity("deleteSmtpCredential", **{**naming, "ifMatch": changed["etag"]})
    assert sdk.identity("listSmtpCredentials", userId=user)["items"] == []
    assert tenancy.credentials(user) == []


def test_the_sdk_lists_existing_credentials(administrator: Caller, tenancy: Tenancy) -> None:
    for person in tenancy.world.users.after(0):
        rows = administrator.identity("listSmtpCredentials", userId=person.ocid)["items"]
        expected = [iam_credential(held) for held in tenancy.credentials(person.ocid)]
        assert [among(row, each) for row, each in zip(rows, expected, strict=True)] == expected


@pytest.mark.parametrize("style", get_args(LimitError))
def test_the_sdk_and_the_app_get_the_same_error_for_a_third_credential(
    administrator: Caller, tenancy: Tenancy, style: str
) -> None:
    tenancy.settings.limit_error = style  # type: ignore[assignment]  # one of them
    user = tenancy.user_ocid("billing.relay")
    before = list(tenancy.credentials(user))
    with pytest.raises(SdkError) as theirs:
        administrator.identity("createSmtpCredential", userId=user, createSmtpCredentialDetails={"description": "3"})
    directory = ClassicDirectory(administrator.session())
    with pytest.raises(OciSmtpError) as ours:
        directory.create_credential(directory.user(user), "3", "token")
    assert theirs.value.code == ours.value.code
    assert 400 <= theirs.value.status < 500
    assert theirs.value.message
    assert tenancy.credentials(user) == before


@pytest.mark.parametrize("with_password", [True, False])
def test_a_create_with_the_same_retry_token_is_carried_out_once(
    administrator: Caller, tenancy: Tenancy, with_password: bool
) -> None:
    tenancy.settings.replay_password = with_password
    user = tenancy.user_ocid("newsletter.sender")
    request = {
        "userId": user,
        "createSmtpCredentialDetails": {"description": "once"},
        "opcRetryToken": "a-token-of-the-sdk",
    }
    first = administrator.identity("createSmtpCredential", **request)["smtpCredential"]
    second = administrator.identity("createSmtpCredential", **request)["smtpCredential"]
    (held,) = tenancy.credentials(user)
    assert first["id"] == second["id"] == held.ocid
    assert first["password"] == held.password
    assert second.get("password") == (held.password if with_password else None)

    with pytest.raises(SdkError) as rejected:
        administrator.identity(
            "createSmtpCredential", **{**request, "createSmtpCredentialDetails": {"description": "another"}}
        )
    assert rejected.value.status == 400
    assert tenancy.credentials(user) == [held]

    administrator.identity("deleteSmtpCredential", userId=user, smtpCredentialId=held.ocid)
    with pytest.raises(SdkError) as rejected:
        administrator.identity("createSmtpCredential", **request)
    assert (rejected.value.status, rejected.value.code) == (409, "InvalidatedRetryToken")
    assert tenancy.credentials(user) == []


@pytest.mark.parametrize("fault", ["503", "reset-after"])
def test_a_create_that_the_sdk_retries_is_carried_out_once(administrator: Caller, tenancy: Tenancy, fault: str) -> None:
    user = tenancy.user_ocid("newsletter.sender")
    tenancy.faults.append(Rule(fault, "create_smtp_credential", done=True))
    details = {"description": "once"}
    patient = replace(administrator, attempts=2)
    created = patient.identity("createSmtpCredential", userId=user, createSmtpCredentialDetails=details)
    (held,) = tenancy.credentials(user)
    assert among(created["smtpCredential"], iam_credential(held)) == iam_credential(held)
    assert created["smtpCredential"]["password"] == held.password


@pytest.mark.parametrize("operation", ["updateSmtpCredential", "deleteSmtpCredential"])
def test_a_stale_etag_changes_nothing(administrator: Caller, tenancy: Tenancy, operation: str) -> None:
    user = tenancy.user_ocid("shop.mailer")
    (held,) = tenancy.credentials(user)
    before = iam_credential(held)
    details = {"updateSmtpCredentialDetails": {"description": "too late"}} if operation.startswith("update") else {}
    with pytest.raises(SdkError) as rejected:
        administrator.identity(operation, userId=user, smtpCredentialId=held.ocid, ifMatch="stale", **details)
    assert rejected.value.status in (409, 412), "recorded, and documented"
    assert rejected.value.code == "NoEtagMatch"
    assert [iam_credential(each) for each in tenancy.credentials(user)] == [before]


def test_a_user_cannot_generate_a_credential_for_another_user(
    caller: Callable[[str], Caller], tenancy: Tenancy
) -> None:
    user = tenancy.user_ocid("newsletter.sender")
    with pytest.raises(SdkError) as rejected:
        caller("helpdesk.agent").identity(
            "createSmtpCredential", userId=user, createSmtpCredentialDetails={"description": "for another"}
        )
    assert (rejected.value.status, rejected.value.code) == (404, "NotAuthorizedOrNotFound")
    assert tenancy.credentials(user) == []
