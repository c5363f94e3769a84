"""Users: list, get, create, capabilities, delete."""

import re
from collections.abc import Iterator

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.people import BLOCKED, CAPABILITIES, Person
from services.demo.refusals import RefusalError, already_exists, invalid, not_found
from services.demo.wire import Json, answer, etag, timestamp, without_nulls

_NAME = re.compile(r"[A-Za-z0-9\-._+@]{1,100}")
_STATES = ("CREATING", "ACTIVE", "INACTIVE", "DELETING", "DELETED")
_ALIASES = {"canUseDBCredentials": "canUseDbCredentials"}  # updates spell one capability differently from answers


def user_form(tenancy_ocid: str, person: Person) -> Json:
    """A user as OCI writes it: the identity provider is null where there is none, what else has no value is absent."""
    more = {
        "email": person.email or None,
        "emailVerified": bool(person.email) or None,
        "inactiveStatus": None if person.state == "ACTIVE" else BLOCKED,
        "lastSuccessfulLoginTime": timestamp(person.last_login) if person.last_login else None,
    }
    return {
        "id": person.ocid,
        "compartmentId": tenancy_ocid,
        "name": person.name,
        "description": person.description,
        **without_nulls(more),
        "identityProviderId": tenancy_ocid.replace(".tenancy.", ".saml2idp.") if person.federated else None,
        "externalIdentifier": f"idcs-{person.number:08x}" if person.federated else None,
        "timeCreated": timestamp(person.created),
        "timeModified": timestamp(person.modified or person.created),
        "lifecycleState": person.state,
        "freeformTags": person.tags,
        "definedTags": {},
        "capabilities": person.capabilities,
        "isMfaActivated": person.federated,
    }


def user_named_by(call: Call) -> Person:
    """The user in the request's path.

    Raises:
        RefusalError: there is none.
    """
    person = call.world.users.find(call.params["userId"])
    if person is None:
        raise not_found()
    return person


def _answer(call: Call, person: Person) -> Response:
    return answer(user_form(call.world.ocid, person), headers={"etag": etag(person.ocid, person.version)})


def list_users(call: Call) -> Response:
    """GET /users."""
    call.root_only()
    return paging.iam_page(call, _matching(call), lambda person: user_form(call.world.ocid, person))


def _matching(call: Call) -> Iterator[tuple[int, Person]]:
    state = call.chosen("lifecycleState", _STATES)
    by_name = call.chosen("sortBy", ("NAME", "TIMECREATED")) == "NAME"
    order = call.chosen("sortOrder", ("ASC", "DESC")) or ("ASC" if by_name or not call.query("sortBy") else "DESC")
    name, provider, external = call.query("name"), call.query("identityProviderId"), call.query("externalIdentifier")
    start = paging.position_of(call)
    rows: Iterator[tuple[int, Person]]
    if name is not None:
        person = call.world.users.named(name)
        rows = iter([(1, person)] if person and start == 0 else [])
    else:
        rows = call.world.users.from_position(start, by_name, order == "DESC")
    for position, person in rows:
        if state is not None and person.state != state:
            continue
        if provider or external:
            form = user_form(call.world.ocid, person)
            if provider not in (None, form["identityProviderId"]) or external not in (None, form["externalIdentifier"]):
                continue
        yield position, person


def get_user(call: Call) -> Response:
    """GET /users/{userId}."""
    return _answer(call, user_named_by(call))


def create_user(call: Call) -> Response:
    """POST /users."""
    name, world = call.text("name"), call.world
    if call.text("compartmentId") != world.ocid:
        raise not_found()
    description = call.text("description")
    if not _NAME.fullmatch(name):
        raise invalid("User name must have 1 to 100 letters, digits, hyphens, periods, underscores, +, and @")
    if world.users.named(name) is not None:
        raise already_exists("User", name)
    body = call.body()
    person = world.users.add(name, body.get("email") or "", description, world.now(), body.get("freeformTags") or {})
    headers = {"etag": etag(person.ocid, person.version), "location": call.address_of(person.ocid)}
    return answer(user_form(world.ocid, person), headers=headers)


def update_user_capabilities(call: Call) -> Response:
    """PUT /users/{userId}/capabilities."""
    person = user_named_by(call)
    call.check_etag(person.ocid, person.version)
    wanted = {_ALIASES.get(name, name): value for name, value in call.body().items() if value is not None}
    for name, value in wanted.items():
        if name not in CAPABILITIES or not isinstance(value, bool):
            raise invalid(f"{name} is not a capability")
    return _answer(call, call.world.users.change_capabilities(person, wanted))


def update_user_state(call: Call) -> Response:
    """PUT /users/{userId}/state: takes a block back, and sets none (SDK docstring of update_user_state)."""
    person = user_named_by(call)
    call.check_etag(person.ocid, person.version)
    if call.body().get("blocked") is not False:
        raise invalid("blocked must be false")
    return _answer(call, call.world.users.change_state(person, "ACTIVE"))


def delete_user(call: Call) -> Response:
    """DELETE /users/{userId}: the user must be in no group (SDK docstring of delete_user)."""
    person = user_named_by(call)
    call.check_etag(person.ocid, person.version)
    if call.world.groups.of(person):
        raise RefusalError(409, "Conflict", "The user is a member of a group; remove the user from all groups first.")
    call.world.credentials.remove_all_of(person)
    call.world.users.remove(person)
    return Response(204)
