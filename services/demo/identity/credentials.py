"""SMTP credentials: create, list, update, delete."""

from services.demo.call import Call
from services.demo.http import Response
from services.demo.identity.users import user_named_by
from services.demo.refusals import not_found, too_long
from services.demo.scim.credential_limit import over_limit
from services.demo.scim.refusals import conversion_error
from services.demo.store.credentials import StoredCredential
from services.demo.wire import Json, answer, etag, timestamp
from services.model.values import SMTP_CREDENTIAL_LIMIT

_LONGEST_DESCRIPTION = 400  # recorded of other resources of IAM; the SMTP documentation names no length


def _summary(call: Call, credential: StoredCredential) -> Json:
    """As recorded: `timeExpires` and `inactiveStatus` are absent where there is nothing to say."""
    expires = {"timeExpires": timestamp(credential.expires)} if credential.expires else {}
    return {
        "username": credential.user_name,
        "id": credential.ocid,
        "compartmentId": call.world.ocid,
        "userId": credential.owner.ocid,
        "description": credential.description,
        "timeCreated": timestamp(credential.created),
        **expires,
        "lifecycleState": credential.state,
    }


def _named_by(call: Call) -> StoredCredential:
    owner = user_named_by(call)
    held = {credential.ocid: credential for credential in call.world.credentials.of(owner)}
    credential = held.get(call.params["smtpCredentialId"])
    if credential is None:
        raise not_found()
    return credential


def _description(call: Call) -> str:
    description = call.text("description", empty_allowed=True)
    if len(description) > _LONGEST_DESCRIPTION:
        raise too_long("description", _LONGEST_DESCRIPTION)
    return description


def list_smtp_credentials(call: Call) -> Response:
    """GET /users/{userId}/smtpCredentials: all at once, this list has no pages."""
    return answer([_summary(call, credential) for credential in call.world.credentials.of(user_named_by(call))])


def create_smtp_credential(call: Call) -> Response:
    """POST /users/{userId}/smtpCredentials: the one answer that has the password."""
    owner, world = user_named_by(call), call.world
    description = _description(call)
    if not owner.capabilities["canUseSmtpCredentials"]:
        raise conversion_error(
            400, "User is not allowed to use SMTP credentials.", "error.identity.user.capability.disabled"
        )
    if len(world.credentials.of(owner)) >= SMTP_CREDENTIAL_LIMIT:
        raise over_limit(world.settings.limit_error)
    credential = world.credentials.add(owner, description, world.now())
    credential.created_by = call.caller.ocid
    data = {**_summary(call, credential), "password": credential.password}
    return answer(data, headers={"etag": etag(credential.ocid, credential.version)})


def update_smtp_credential(call: Call) -> Response:
    """PUT /users/{userId}/smtpCredentials/{smtpCredentialId}: answers without the password."""
    credential = _named_by(call)
    call.check_etag(credential.ocid, credential.version)
    credential.description = _description(call)
    credential.version += 1
    credential.changed_by, credential.changed = call.caller.ocid, call.world.now()
    return answer(_summary(call, credential), headers={"etag": etag(credential.ocid, credential.version)})


def delete_smtp_credential(call: Call) -> Response:
    """DELETE /users/{userId}/smtpCredentials/{smtpCredentialId}."""
    credential = _named_by(call)
    call.check_etag(credential.ocid, credential.version)
    call.world.credentials.remove(credential)
    return Response(204)
