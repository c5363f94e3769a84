import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import oci
import pytest

from services.demo.settings import LimitError
from services.demo.tenancy import Tenancy
from tests.services.demo.clients import ClientMaker

ServiceError = oci.exceptions.ServiceError
Create = Callable[..., Any]


def test_a_generated_credential_has_the_attributes_that_oci_returns(create: Create, tenancy: Tenancy) -> None:
    made = create("Postfix on mail-01").data
    assert made.user_id == tenancy.admin_ocid
    assert (made.description, made.lifecycle_state, made.time_expires) == ("Postfix on mail-01", "ACTIVE", None)
    assert re.fullmatch(re.escape(f"{tenancy.admin_ocid}@{tenancy.ocid}.") + r"[a-z0-9]{2}\.com", made.username)
    assert len(made.password) == 20
    assert made.password == tenancy.password_of(made.id)


def test_the_password_is_not_in_a_later_list_response(create: Create, identity_client: Any, tenancy: Tenancy) -> None:
    made = create().data
    raw = identity_client.base_client.call_api(
        resource_path=f"/users/{tenancy.admin_ocid}/smtpCredentials", method="GET", response_type="object"
    )
    assert [row["id"] for row in raw.data] == [made.id]
    assert "password" not in raw.data[0]
    assert made.password not in json.dumps(raw.data)


def test_no_two_passwords_are_alike_between_two_tenancies_of_one_seed() -> None:
    first, second = Tenancy(users=50), Tenancy(users=50)
    ocid = first.user_ocid("billing.relay")
    assert [c.ocid for c in first.credentials(ocid)] == [c.ocid for c in second.credentials(ocid)]
    assert not {c.password for c in first.credentials(ocid)} & {c.password for c in second.credentials(ocid)}


@pytest.mark.parametrize(("user", "count"), [("newsletter.sender", 0), ("shop.mailer", 1), ("billing.relay", 2)])
def test_users_have_zero_one_or_two_credentials(identity_client: Any, tenancy: Tenancy, user: str, count: int) -> None:
    rows = identity_client.list_smtp_credentials(tenancy.user_ocid(user)).data
    assert len(rows) == count
    assert [row.time_created for row in rows] == sorted(row.time_created for row in rows)


@pytest.mark.parametrize(
    ("style", "status", "code", "words"),
    [
        ("LimitExceeded", 400, "LimitExceeded", "limit of 2"),
        ("IdcsConversionError", 400, "IdcsConversionError", "maximum quota limit of 2 has been reached"),
        ("409", 409, "SmtpCredentialLimitExceeded", "maximum quota limit of 2 has been reached"),
    ],
)
def test_a_third_credential_is_rejected_and_not_generated(
    create: Create, identity_client: Any, tenancy: Tenancy, style: LimitError, status: int, code: str, words: str
) -> None:
    tenancy.settings.limit_error = style
    create("first")
    create("second")
    with pytest.raises(ServiceError) as refused:
        create("third")
    assert (refused.value.status, refused.value.code) == (status, code)
    assert words in refused.value.message
    held = identity_client.list_smtp_credentials(tenancy.admin_ocid).data
    assert [row.description for row in held] == ["first", "second"]


def test_the_scim_error_inside_a_conversion_error_is_json(create: Create, tenancy: Tenancy) -> None:
    tenancy.settings.limit_error = "IdcsConversionError"
    with pytest.raises(ServiceError) as refused:
        create(user="billing.relay")
    assert json.loads(refused.value.message.removeprefix("Post request failed"))["status"] == "400"


def test_the_limit_of_two_holds_for_concurrent_requests(client: ClientMaker, tenancy: Tenancy) -> None:
    clients = [client() for _ in range(6)]
    details = oci.identity.models.CreateSmtpCredentialDetails(description="race")

    def attempt(identity: Any) -> bool:
        try:
            identity.create_smtp_credential(details, tenancy.admin_ocid)
        except ServiceError:
            return False
        return True

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sum(pool.map(attempt, clients)) == 2
    assert len(tenancy.credentials(tenancy.admin_ocid)) == 2


def test_a_user_without_the_user_capability_gets_no_credential(create: Create, tenancy: Tenancy) -> None:
    with pytest.raises(ServiceError) as refused:
        create(user="readonly.kiosk")
    assert refused.value.status == 400
    assert tenancy.credentials(tenancy.user_ocid("readonly.kiosk")) == []


def test_deleting_a_credential_allows_another_to_be_generated(
    create: Create, identity_client: Any, tenancy: Tenancy
) -> None:
    create("first")
    second = create("second").data
    identity_client.delete_smtp_credential(tenancy.admin_ocid, second.id)
    create("third")
    assert [row.description for row in identity_client.list_smtp_credentials(tenancy.admin_ocid).data] == [
        "first",
        "third",
    ]
    with pytest.raises(KeyError):
        tenancy.password_of(second.id)
    with pytest.raises(ServiceError) as gone:
        identity_client.delete_smtp_credential(tenancy.admin_ocid, second.id)
    assert gone.value.status == 404


def test_a_credential_cannot_be_deleted_through_another_user(
    create: Create, identity_client: Any, tenancy: Tenancy
) -> None:
    made = create().data
    with pytest.raises(ServiceError) as refused:
        identity_client.delete_smtp_credential(tenancy.user_ocid("shop.mailer"), made.id)
    assert refused.value.status == 404
    assert tenancy.password_of(made.id) == made.password


def update(identity: Any, made: Any, description: str, **more: Any) -> Any:
    change = oci.identity.models.UpdateSmtpCredentialDetails(description=description)
    return identity.update_smtp_credential(made.user_id, made.id, change, **more)


def test_a_description_update_does_not_return_the_password(create: Create, identity_client: Any) -> None:
    made = create("before").data
    changed = update(identity_client, made, "after\x1b[31m")
    assert changed.data.description == "after\x1b[31m"
    assert not hasattr(changed.data, "password")
    assert changed.data.username == made.username
    assert identity_client.list_smtp_credentials(made.user_id).data[0].description == "after\x1b[31m"


def test_a_stale_etag_is_rejected_for_update_and_delete(create: Create, identity_client: Any) -> None:
    made = create("before")
    tag = made.headers["etag"]
    newer = update(identity_client, made.data, "after", if_match=tag).headers["etag"]
    with pytest.raises(ServiceError) as update_refused:
        update(identity_client, made.data, "late", if_match=tag)
    with pytest.raises(ServiceError) as delete_refused:
        identity_client.delete_smtp_credential(made.data.user_id, made.data.id, if_match=tag)
    for refused in (update_refused, delete_refused):
        assert (refused.value.status, refused.value.code) == (409, "NoEtagMatch")
    identity_client.delete_smtp_credential(made.data.user_id, made.data.id, if_match=newer)
    assert identity_client.list_smtp_credentials(made.data.user_id).data == []


def test_a_description_can_be_empty_but_not_missing_or_too_long(create: Create) -> None:
    assert create("").data.description == ""
    for description in (None, "x" * 401):
        with pytest.raises(ServiceError) as refused:
            create(description)
        assert refused.value.status == 400


def test_the_response_request_id_starts_with_the_client_request_id(create: Create) -> None:
    made = create(opc_retry_token="t" * 20)
    sent = made.request.header_params["opc-request-id"]
    assert made.headers["opc-request-id"].startswith(f"{sent}/")
