"""What an SMTP credential of an identity domain says of itself: its description, authors, expiry, status, and tags."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec

from services.demo.call import Call
from services.demo.people import Person
from services.demo.scim.refusals import invalid
from services.demo.scim.users import scim_id
from services.demo.store.credentials import StoredCredential
from services.demo.wire import Json, timestamp

_LONGEST_DESCRIPTION = 400  # the convention of IAM; the SMTP documentation names no length
_STATES = ("ACTIVE", "INACTIVE")
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Tag(msgspec.Struct):
    key: str
    value: str


@dataclass(frozen=True)
class Content:
    """What a request says of a new credential."""

    description: str
    state: str
    expires: datetime | None
    tags: tuple[tuple[str, str], ...]

    def put_into(self, credential: StoredCredential, call: Call) -> None:
        """Give it to a credential that the caller just created."""
        credential.created_by = call.caller.ocid
        credential.state, credential.tags = self.state, self.tags
        if call.world.settings.expiry != "ignored":
            credential.expires = self.expires


def content_of(body: Json) -> Content:
    """What the body of a create says.

    Raises:
        ScimRefusalError: a value can't be meant.
    """
    return Content(
        _description(body.get("description", "")),
        _state(body.get("status") or "ACTIVE"),
        _moment(body.get("expiresOn")),
        _tags(body.get("tags") or []),
    )


def replace(call: Call, credential: StoredCredential, path: object, value: object) -> None:
    """Carry out one operation of a PATCH: whatever isn't in `_CHANGES` is immutable, such as `expiresOn`.

    Raises:
        ScimRefusalError: the attribute can't be replaced, or not with that value.
    """
    change = _CHANGES.get(path) if isinstance(path, str) else None
    if change is None:
        raise invalid(f"The attribute {path} can't be replaced.")
    change(credential, value)
    credential.changed_by, credential.changed = call.caller.ocid, call.world.now()


def shown(call: Call, credential: StoredCredential) -> Json:
    """Its authors, expiry, and tags, each absent where there is none. `status` is returned never.

    A domain says of every resource who created it and who changed it last; neither can be changed.
    """
    creator = call.world.person(credential.created_by)
    changer = call.world.person(credential.changed_by) or creator
    found = {
        "idcsCreatedBy": creator and _reference(call, creator),
        "idcsLastModifiedBy": changer and _reference(call, changer),
        "expiresOn": credential.expires and timestamp(credential.expires),
        "tags": [{"key": key, "value": value} for key, value in credential.tags],
    }
    return {name: value for name, value in found.items() if value}


def _reference(call: Call, person: Person) -> Json:
    return {
        "type": "User",
        "value": scim_id(call, person),
        "ocid": person.ocid,
        "display": person.description.partition(",")[0] or person.name,
        "$ref": f"{call.domain.url}/admin/v1/Users/{scim_id(call, person)}",
    }


def _describe(credential: StoredCredential, value: object) -> None:
    credential.description = _description(value)


def _set_state(credential: StoredCredential, value: object) -> None:
    credential.state = _state(value)


def _set_tags(credential: StoredCredential, value: object) -> None:
    credential.tags = _tags(value)


_CHANGES: dict[str, Callable[[StoredCredential, object], None]] = {
    "description": _describe,
    "status": _set_state,
    "tags": _set_tags,
}


def _description(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_DESCRIPTION:
        raise invalid(f"The description must be text of at most {_LONGEST_DESCRIPTION} characters.")
    return value


def _state(value: object) -> str:
    if value not in _STATES:
        raise invalid(f"The status must be one of {', '.join(_STATES)}.")
    return str(value)


def _moment(value: object) -> datetime | None:
    try:
        return msgspec.convert(value, _Moment | None)
    except msgspec.ValidationError:
        raise invalid(f"expiresOn must be a dateTime: {value}") from None


def _tags(value: object) -> tuple[tuple[str, str], ...]:
    try:
        return tuple((tag.key, tag.value) for tag in msgspec.convert(value, list[_Tag]))
    except msgspec.ValidationError:
        raise invalid("Each of the tags must have a key and a value.") from None
