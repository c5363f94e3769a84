"""Groups of an identity domain: list, get, create, and adding members."""

from services.demo.call import Call
from services.demo.http import Response
from services.demo.people import Person
from services.demo.scim import lists, schemas
from services.demo.scim.refusals import ScimRefusalError, invalid, no_reference, no_such
from services.demo.scim.users import authors, meta, ownership, scim_id, user_called
from services.demo.store.groups import Group
from services.demo.wire import Json, timestamp

_KIND = lists.Kind(
    searchable=(
        "id",
        "ocid",
        "displayname",
        "meta.created",
        "members.value",
        "members.ocid",
        f"{schemas.GROUP_MORE}:description".lower(),
    ),
    always=("id", "displayName", "nonUniqueDisplayName"),
    on_request=("members",),
)


def _form(call: Call, group: Group, *, with_members: bool) -> Json:
    number = call.world.ocids.hex_id("group", group.number)
    form = {
        "schemas": [schemas.GROUP, schemas.GROUP_MORE],
        "id": number,
        "ocid": group.ocid,
        "meta": meta(call, "Group", number, timestamp(group.created), 0),
        **ownership(call),
        **authors(call),
        "displayName": group.name,
        "nonUniqueDisplayName": group.name,
        schemas.GROUP_MORE: {"description": group.description},
    }
    if with_members:
        form["members"] = [
            {"value": scim_id(call, person), "ocid": person.ocid, "type": "User", "name": person.name}
            for person in call.domain.users.after(0)
            if group in call.domain.groups.of(person)
        ]
    return form


def _asks_for_members(call: Call) -> bool:
    asked = f"{call.query('filter') or ''} {call.query('attributes') or ''} {call.query('attributeSets') or ''}".lower()
    return "members" in asked or "all" in asked


def list_groups(call: Call) -> Response:
    """GET /admin/v1/Groups."""
    query = lists.list_query(call, _KIND)
    with_members = _asks_for_members(call)
    forms = (_form(call, group, with_members=with_members) for group in call.domain.groups)
    return lists.page_of(call, _KIND, query, forms)


def _called(call: Call) -> Group:
    name = call.params["groupId"]
    number = call.world.ocids.number_of_hex("group", name)
    group = next((group for group in call.domain.groups if group.ocid == name or group.number == number), None)
    if group is None:
        raise no_such("Group", name)
    return group


def get_group(call: Call) -> Response:
    """GET /admin/v1/Groups/{groupId}, by SCIM id or OCID."""
    return lists.one(call, _KIND, _form(call, _called(call), with_members=_asks_for_members(call)))


def create_group(call: Call) -> Response:
    """POST /admin/v1/Groups."""
    body, name = call.body(), call.text("displayName")
    if schemas.GROUP not in (body.get("schemas") or []):
        raise invalid(f"The schemas must have {schemas.GROUP}.")
    if call.domain.groups.named(name) is not None:
        raise ScimRefusalError(409, f"A group with the displayName {name} exists already.")
    description = (body.get(schemas.GROUP_MORE) or {}).get("description") or ""
    made = call.domain.groups.add(name, description, call.world.now(), {})
    return lists.one(call, _KIND, _form(call, made, with_members=False), 201)


def _member(call: Call, name: str) -> Person:
    try:
        return user_called(call, name)
    except ScimRefusalError:
        raise no_reference("Group.members", "User", name) from None


def patch_group(call: Call) -> Response:
    """PATCH /admin/v1/Groups/{groupId}: members are added; one that is in it already is no error."""
    group, body = _called(call), call.body()
    operations = body.get("Operations")
    if body.get("schemas") != [schemas.PATCH] or not isinstance(operations, list) or not operations:
        raise invalid("Not a PATCH request.")
    for operation in operations:
        if str(operation.get("op")).lower() != "add" or operation.get("path") != "members":
            raise invalid("Only members can be added.")
        for member in operation.get("value") or []:
            person = _member(call, str(member.get("value")))
            if group not in call.domain.groups.of(person):
                call.domain.groups.join(person, group)
    return lists.one(call, _KIND, _form(call, group, with_members=False))
