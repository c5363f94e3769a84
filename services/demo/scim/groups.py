"""Groups of an identity domain: list and get."""

from services.demo.call import Call
from services.demo.http import Response
from services.demo.scim import lists, schemas
from services.demo.scim.refusals import no_such
from services.demo.scim.users import meta, ownership, scim_id
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
    always=("id", "schemas", "displayName"),
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


def get_group(call: Call) -> Response:
    """GET /admin/v1/Groups/{groupId}, by SCIM id or OCID."""
    name = call.params["groupId"]
    number = call.world.ocids.number_of_hex("group", name)
    group = next((group for group in call.domain.groups if group.ocid == name or group.number == number), None)
    if group is None:
        raise no_such("Group", name)
    return lists.one(call, _KIND, _form(call, group, with_members=_asks_for_members(call)))
