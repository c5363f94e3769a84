"""Groups and memberships."""

from collections.abc import Iterator

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.people import Person
from services.demo.refusals import RefusalError, already_exists, missing, not_found
from services.demo.store.groups import Group
from services.demo.wire import Json, answer, etag, timestamp

_SORTS = {"NAME": lambda group: group.name.lower(), "TIMECREATED": lambda group: group.created}


def _group_form(call: Call, group: Group) -> Json:
    return {
        "id": group.ocid,
        "compartmentId": call.world.ocid,
        "name": group.name,
        "description": group.description,
        "timeCreated": timestamp(group.created),
        "lifecycleState": "ACTIVE",
        "freeformTags": group.tags,
        "definedTags": call.world.defined_tags.get(group.ocid, {}),
    }


def _membership_form(call: Call, person: Person, group: Group) -> Json:
    return {
        "id": call.world.groups.membership_ocid(person, group),
        "compartmentId": call.world.ocid,
        "groupId": group.ocid,
        "userId": person.ocid,
        "description": f"GRP_MBR:{group.ocid}-{person.ocid}",
        "timeCreated": timestamp(max(person.created, group.created)),
        "lifecycleState": "ACTIVE",
    }


def list_groups(call: Call) -> Response:
    """GET /groups."""
    call.root_only()
    name, state = call.query("name"), call.query("lifecycleState")
    groups = [g for g in call.world.groups if name in (None, g.name) and state in (None, "ACTIVE")]
    paging.sort_as_asked(call, groups, _SORTS, "NAME")
    return paging.iam_page_of_list(call, groups, lambda group: _group_form(call, group))


def get_group(call: Call) -> Response:
    """GET /groups/{groupId}."""
    group = call.world.groups.find(call.params["groupId"])
    if group is None:
        raise not_found()
    return answer(_group_form(call, group), headers={"etag": etag(group.ocid, 0)})


def create_group(call: Call) -> Response:
    """POST /groups."""
    name, world = call.text("name"), call.world
    if call.text("compartmentId") != world.ocid:
        raise not_found()
    description = call.text("description")
    if world.groups.named(name) is not None:
        raise already_exists("Group", name)
    group = world.groups.add(name, description, world.now(), call.body().get("freeformTags") or {})
    headers = {"etag": etag(group.ocid, 0), "location": call.address_of(group.ocid)}
    return answer(_group_form(call, group), headers=headers)


def list_user_group_memberships(call: Call) -> Response:
    """GET /userGroupMemberships: of a user, of a group, or of the one in the other."""
    call.root_only()
    group_ocid, user_ocid = call.query("groupId"), call.query("userId")
    if user_ocid is None and group_ocid is None:
        raise missing("userId or groupId")
    wanted = None if group_ocid is None else call.world.groups.find(group_ocid)
    person = None if user_ocid is None else call.world.users.find(user_ocid)
    if (group_ocid is not None and wanted is None) or (user_ocid is not None and person is None):
        raise not_found()
    if person is not None and wanted is not None:
        return _only_membership(call, person, wanted)
    if person is not None:
        groups = call.world.groups.of(person)
        return paging.iam_page_of_list(
            call, groups, lambda group: _membership_form(call, person, group), paging.MEMBERSHIPS_LIMIT
        )
    members = _members(call, wanted)
    return paging.iam_page(call, members, lambda member: _membership_form(call, *member), paging.MEMBERSHIPS_LIMIT)


def _only_membership(call: Call, person: Person, group: Group) -> Response:
    """Of that user in that group: as recorded, this list has a limit and no further page."""
    found = [_membership_form(call, person, group)] if group in call.world.groups.of(person) else []
    return answer(found, headers={"opc-limit": str(paging.limit_of(call, paging.MEMBERSHIPS_LIMIT))})


def _members(call: Call, group: Group | None) -> Iterator[tuple[int, tuple[Person, Group]]]:
    for position, person in call.world.users.from_position(paging.position_of(call), by_name=False, descending=False):
        if group is not None and group in call.world.groups.of(person):
            yield position, (person, group)


def add_user_to_group(call: Call) -> Response:
    """POST /userGroupMemberships."""
    world = call.world
    person, group = world.users.find(call.text("userId")), world.groups.find(call.text("groupId"))
    if person is None or group is None:
        raise not_found()
    if group in world.groups.of(person):
        raise RefusalError(409, "MembershipAlreadyExists", "The user is already in the group.")
    world.groups.join(person, group)
    return answer(_membership_form(call, person, group), headers={"etag": etag(group.ocid, 0)})


def remove_user_from_group(call: Call) -> Response:
    """DELETE /userGroupMemberships/{userGroupMembershipId}."""
    found = call.world.groups.membership(call.params["userGroupMembershipId"])
    person = None if found is None else call.world.users.numbered(found[0])
    if found is None or person is None or found[1] not in call.world.groups.of(person):
        raise not_found()
    call.world.groups.leave(person, found[1])
    return Response(204)
