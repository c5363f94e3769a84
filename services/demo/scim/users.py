"""Users of an identity domain: list, get, create, the caller, and capabilities."""

import re
from itertools import islice

from services.demo.call import Call
from services.demo.http import Response
from services.demo.people import CAPABILITIES, Person
from services.demo.scim import lists, schemas
from services.demo.scim.paths import values_at
from services.demo.scim.refusals import ScimRefusalError, invalid, missing, no_such
from services.demo.scim.self_change import check_self_change
from services.demo.wire import Json, timestamp

_NAME = re.compile(r"[A-Za-z0-9\-._+@]{1,100}")
_KIND = lists.Kind(
    searchable=(
        "id",
        "ocid",
        "username",
        "displayname",
        "active",
        "emails.value",
        "name.givenname",
        "name.familyname",
        "meta.created",
        "groups.value",
        f"{schemas.USER_MORE}:isFederatedUser".lower(),
    ),
    always=("id", "userName"),
    on_request=("groups",),
)


def scim_id(call: Call, person: Person) -> str:
    """The id by which the domain knows the user."""
    return call.world.ocids.hex_id("user", person.number)


def user_called(call: Call, name: str) -> Person:
    """The user of this domain with that SCIM id or OCID.

    Raises:
        ScimRefusalError: there is none here.
    """
    number = call.world.ocids.number_of_hex("user", name)
    person = call.domain.users.find(name) if number is None else call.domain.users.numbered(number)
    if person is None:
        raise no_such("User", name)
    return person


def meta(call: Call, kind: str, scim_id: str, created: str, version: int) -> Json:
    """The `meta` attribute of a resource."""
    return {
        "resourceType": kind,
        "created": created,
        "lastModified": created,
        "version": version_tag(version),
        "location": f"{call.domain.url}/admin/v1/{kind}s/{scim_id}",
    }


def version_tag(version: int) -> str:
    """A version as `meta` and the ETag have it."""
    return f"{version:032x}"


def reference(call: Call, person: Person) -> Json:
    """A user as another resource names him, for example as its creator."""
    return {
        "type": "User",
        "value": scim_id(call, person),
        "ocid": person.ocid,
        "display": full_name(person),
        "$ref": f"{call.domain.url}/admin/v1/Users/{scim_id(call, person)}",
    }


def authors(call: Call) -> Json:
    """Who created and last changed a user or a group: in this tenancy, always the administrator."""
    founder = reference(call, call.world.founder)
    return {"idcsCreatedBy": founder, "idcsLastModifiedBy": founder}


def full_name(person: Person) -> str:
    """The name for people."""
    return person.description.partition(",")[0] or person.name


def ownership(call: Call) -> Json:
    """The attributes that say where in the tenancy a resource is."""
    return {
        "domainOcid": call.domain.ocid,
        "compartmentOcid": call.domain.compartment,
        "tenancyOcid": call.world.ocid,
    }


def _form(call: Call, person: Person) -> Json:
    number = scim_id(call, person)
    formatted = full_name(person)
    given, _, family = formatted.rpartition(" ")
    login = {"lastSuccessfulLoginDate": timestamp(person.last_login)} if person.last_login else {}
    return {
        "schemas": [schemas.USER, schemas.USER_STATE, schemas.USER_MORE, schemas.CAPABILITIES],
        "id": number,
        "ocid": person.ocid,
        "meta": meta(call, "User", number, timestamp(person.created), person.version),
        **ownership(call),
        **authors(call),
        "userName": person.name,
        "displayName": formatted,
        "description": person.description or None,
        "active": person.state == "ACTIVE",
        "name": {**({"givenName": given} if given else {}), "familyName": family, "formatted": formatted},
        "emails": [
            {"value": person.email, "type": "work", "primary": True, "secondary": False, "verified": True},
            {"value": person.email, "type": "recovery", "primary": False, "secondary": False, "verified": True},
        ]
        if person.email
        else None,
        "groups": [
            {"value": call.world.ocids.hex_id("group", group.number), "ocid": group.ocid, "display": group.name}
            for group in call.domain.groups.of(person)
        ],
        schemas.CAPABILITIES: {**person.capabilities, "canUseConsole": True},
        schemas.USER_MORE: {"isFederatedUser": person.federated},
        schemas.USER_STATE: {**login, "locked": {"on": False}},
    }


def list_users(call: Call) -> Response:
    """GET /admin/v1/Users."""
    query, users = lists.list_query(call, _KIND), call.domain.users
    by_name = query.sort_by.lower() == "username"
    if query.test is not None or not (by_name or not query.sort_by):
        return lists.page_of(call, _KIND, query, (_form(call, person) for person in users.after(0)))
    people = islice(users.after(query.start - 1, by_name, query.descending), query.count)
    return lists.page(call, _KIND, query, (_form(call, person) for person in people), len(users))


def create_user(call: Call) -> Response:
    """POST /admin/v1/Users: a family name and a primary email are asked for (terraform-provider-oci, issue 2406)."""
    body, name = call.body(), call.text("userName")
    if schemas.USER not in (body.get("schemas") or []):
        raise invalid(f"The schemas must have {schemas.USER}.")
    if not _NAME.fullmatch(name):
        raise invalid("The userName may have letters, digits, hyphens, periods, underscores, + and @.")
    if values_at(body, "name.familyName") in ([], [None], [""]):
        raise missing("name.familyName")
    primary = [email.get("value") for email in body.get("emails") or [] if email.get("primary")]
    if not primary or not primary[0]:
        detail = "The primary email must be specified."
        raise ScimRefusalError(400, detail, "error.identity.user.primaryEmailNotSpecified")
    if call.domain.users.named(name) is not None:
        raise ScimRefusalError(409, f"A user with the userName {name} exists already.")
    made = call.domain.users.add(name, primary[0], body.get("description") or "", call.world.now(), {})
    return lists.one(call, _KIND, _form(call, made), 201)


def get_user(call: Call) -> Response:
    """GET /admin/v1/Users/{userId}, by SCIM id or OCID."""
    return lists.one(call, _KIND, _form(call, user_called(call, call.params["userId"])))


def get_me(call: Call) -> Response:
    """GET /admin/v1/Me."""
    return lists.one(call, _KIND, _form(call, call.caller))


def put_user_capabilities_changer(call: Call) -> Response:
    """PUT /admin/v1/UserCapabilitiesChanger/{userCapabilitiesChangerId}: of the user with that id."""
    person = user_called(call, call.params["userCapabilitiesChangerId"])
    body = call.body()
    check_self_change(call, person)
    if body.get("schemas") != [schemas.CAPABILITIES_CHANGER]:
        raise invalid("The schemas are not those of UserCapabilitiesChanger.")
    wanted = {name: body[name] for name in CAPABILITIES if body.get(name) is not None}
    if not all(isinstance(value, bool) for value in wanted.values()):
        raise invalid("A capability is true or false.")
    person = call.domain.users.change_capabilities(person, wanted)
    return lists.one(
        call,
        lists.Kind(()),
        {
            "schemas": [schemas.CAPABILITIES_CHANGER],
            "id": scim_id(call, person),
            "ocid": person.ocid,
            **person.capabilities,
        },
    )


def put_user_status_changer(call: Call) -> Response:
    """PUT /admin/v1/UserStatusChanger/{userStatusChangerId}: whether the user with that id is active."""
    person, body = user_called(call, call.params["userStatusChangerId"]), call.body()
    check_self_change(call, person)
    if body.get("schemas") != [schemas.STATUS_CHANGER]:
        raise invalid("The schemas are not those of UserStatusChanger.")
    if not isinstance(body.get("active"), bool):
        raise invalid("active is true or false.")
    person = call.domain.users.change_state(person, "ACTIVE" if body["active"] else "INACTIVE")
    form = {
        "schemas": [schemas.STATUS_CHANGER],
        "id": scim_id(call, person),
        "ocid": person.ocid,
        "active": person.state == "ACTIVE",
    }
    return lists.one(call, lists.Kind(()), form)
