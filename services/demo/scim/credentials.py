"""SMTP credentials of an identity domain: of everyone for its administrators, and everyone's own."""

from collections.abc import Iterator

from services.demo.call import Call
from services.demo.http import Response
from services.demo.people import Person
from services.demo.scim import lists, schemas
from services.demo.scim.credential_content import content_of, replace, shown
from services.demo.scim.credential_limit import over_limit_of_domain
from services.demo.scim.refusals import (
    ScimRefusalError,
    invalid,
    missing,
    no_reference,
    no_such,
    stale_version,
    too_long,
)
from services.demo.scim.self_change import PATH, check_self_change
from services.demo.scim.users import meta, ownership, scim_id, user_called, version_tag
from services.demo.store.credentials import StoredCredential
from services.demo.wire import Json, timestamp
from services.model.values import SMTP_CREDENTIAL_LIMIT

_KIND = lists.Kind(
    searchable=(
        "id",
        "ocid",
        "username",
        "description",
        "meta.created",
        "user.ocid",
        "user.value",
        "idcscreatedby.value",
        "idcscreatedby.display",
        "tags.key",
        "tags.value",
        "status",
    ),
    always=("id", "user"),
    on_request=("tags",),
    never=("status",),
)
_LONGEST_SCIM_ID = 40


def _form(call: Call, credential: StoredCredential) -> Json:
    number, owner = call.world.credentials.scim_id(credential), credential.owner
    return {
        "schemas": [schemas.SMTP_CREDENTIAL],
        "id": number,
        "ocid": credential.ocid,
        "meta": {
            **meta(call, "SmtpCredential", number, timestamp(credential.created), credential.version),
            "lastModified": timestamp(credential.changed or credential.created),
        },
        **ownership(call),
        "userName": credential.user_name,
        "description": credential.description,
        **shown(call, credential),
        "status": credential.state,
        "user": {
            "value": scim_id(call, owner),
            "ocid": owner.ocid,
            "name": owner.name,
            "display": owner.description.partition(",")[0] or owner.name,
            "$ref": f"{call.domain.url}/admin/v1/Users/{scim_id(call, owner)}",
        },
    }


def _held_by(call: Call, owner: Person) -> list[StoredCredential]:
    return [held for held in call.world.credentials.of(owner) if held.state != "DELETED"]


def _called(call: Call, scim_id: str) -> StoredCredential:
    found = call.world.credentials.with_scim_id(scim_id)
    if found is None or call.domain.users.find(found.owner.ocid) is None:
        raise no_such("SmtpCredential", scim_id)
    return found


def _own(call: Call, scim_id: str) -> StoredCredential:
    found = _called(call, scim_id)
    if found.owner.ocid != call.caller.ocid:
        raise no_such("MySmtpCredential", scim_id)
    return found


def _create(call: Call, owner: Person, *, with_password: bool) -> Response:
    if call.body().get("schemas") != [schemas.SMTP_CREDENTIAL]:
        raise invalid(f"The schemas must be {schemas.SMTP_CREDENTIAL}.")
    content = content_of(call.body())
    if not owner.capabilities["canUseSmtpCredentials"]:
        raise ScimRefusalError(
            400, "User is not allowed to use SMTP credentials.", "error.identity.user.capability.disabled"
        )
    if len(call.world.credentials.of(owner)) >= SMTP_CREDENTIAL_LIMIT:
        raise over_limit_of_domain(call.world.settings.limit_error)
    made = call.world.credentials.add(owner, content.description, call.world.now())
    content.put_into(made, call)
    secret = {"password": made.password} if with_password else {}
    return lists.one(call, _KIND, {**_form(call, made), **secret}, 201)


def _patch(call: Call, credential: StoredCredential) -> Response:
    _check_version(call, credential)
    body = call.body()
    operations = body.get("Operations")
    if body.get("schemas") != [schemas.PATCH] or not isinstance(operations, list) or not operations:
        raise invalid("Not a PATCH request.")
    for operation in operations:
        if operation.get("path") == PATH:
            continue
        if str(operation.get("op")).lower() != "replace":
            raise invalid("Only replace is supported.")
        replace(call, credential, operation.get("path"), operation.get("value"))
    credential.version += 1
    return lists.one(call, _KIND, _form(call, credential))


def _delete(call: Call, credential: StoredCredential) -> Response:
    _check_version(call, credential)
    call.world.credentials.remove(credential)
    return Response(204)


def _check_version(call: Call, credential: StoredCredential) -> None:
    """Check the `if-match` header, where there is one: the etag of a resource is its version.

    Raises:
        ScimRefusalError: the credential has changed since.
    """
    if call.request.headers.get("if-match") not in (None, "*", version_tag(credential.version)):
        raise stale_version(int(call.world.settings.stale_etag))


def _all_here(call: Call) -> Iterator[StoredCredential]:
    for person in call.domain.users.after(0):
        yield from _held_by(call, person)


def _owner_in_filter(call: Call) -> Person | None:
    """The one user whose credentials a filter asks for, so that the others need not be looked at."""
    attribute, _, value = (call.query("filter") or "").partition(" eq ")
    if attribute not in ("user.ocid", "user.value") or not value.strip('"').replace(".", "").isalnum():
        return None
    return user_called(call, value.strip('"'))


def list_smtp_credentials(call: Call) -> Response:
    """GET /admin/v1/SmtpCredentials."""
    query = lists.list_query(call, _KIND)
    try:
        owner = _owner_in_filter(call)
    except ScimRefusalError:
        return lists.page(call, _KIND, query, (), 0)
    found = _all_here(call) if owner is None else _held_by(call, owner)
    return lists.page_of(call, _KIND, query, (_form(call, item) for item in found))


def create_smtp_credential(call: Call) -> Response:
    """POST /admin/v1/SmtpCredentials: the one answer that has the password."""
    owner = call.body().get("user")
    name = (owner.get("ocid") or owner.get("value")) if isinstance(owner, dict) else None
    if not isinstance(name, str) or not isinstance(owner, dict):
        raise missing("user")
    if len(str(owner.get("value") or "")) > _LONGEST_SCIM_ID:
        raise too_long("user.value", _LONGEST_SCIM_ID)
    try:
        person = user_called(call, name)
    except ScimRefusalError:
        raise no_reference("SmtpCredential.user", "User", name) from None
    check_self_change(call, person)
    return _create(call, person, with_password=True)


def get_smtp_credential(call: Call) -> Response:
    """GET /admin/v1/SmtpCredentials/{smtpCredentialId}."""
    return lists.one(call, _KIND, _form(call, _called(call, call.params["smtpCredentialId"])))


def patch_smtp_credential(call: Call) -> Response:
    """PATCH /admin/v1/SmtpCredentials/{smtpCredentialId}."""
    found = _called(call, call.params["smtpCredentialId"])
    check_self_change(call, found.owner)
    return _patch(call, found)


def delete_smtp_credential(call: Call) -> Response:
    """DELETE /admin/v1/SmtpCredentials/{smtpCredentialId}."""
    found = _called(call, call.params["smtpCredentialId"])
    check_self_change(call, found.owner)
    return _delete(call, found)


def list_my_smtp_credentials(call: Call) -> Response:
    """GET /admin/v1/MySmtpCredentials."""
    query = lists.list_query(call, _KIND)
    forms = (_form(call, item) for item in _held_by(call, call.caller))
    return lists.page_of(call, _KIND, query, forms)


def create_my_smtp_credential(call: Call) -> Response:
    """POST /admin/v1/MySmtpCredentials: whether its answer has the password is not documented."""
    return _create(call, call.caller, with_password=call.world.settings.my_password)


def get_my_smtp_credential(call: Call) -> Response:
    """GET /admin/v1/MySmtpCredentials/{mySmtpCredentialId}."""
    return lists.one(call, _KIND, _form(call, _own(call, call.params["mySmtpCredentialId"])))


def patch_my_smtp_credential(call: Call) -> Response:
    """PATCH /admin/v1/MySmtpCredentials/{mySmtpCredentialId}."""
    return _patch(call, _own(call, call.params["mySmtpCredentialId"]))


def delete_my_smtp_credential(call: Call) -> Response:
    """DELETE /admin/v1/MySmtpCredentials/{mySmtpCredentialId}."""
    return _delete(call, _own(call, call.params["mySmtpCredentialId"]))
