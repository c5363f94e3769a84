"""`allowSelfChange`: who changes himself through a resource that is for everyone must say that he means to.

docs.oracle.com, Identity/api-getstarted/change-your-own-profile-attributes.htm: in the body of a create and a replace,
as an operation of a PATCH, and in the query of a DELETE.
"""

from services.demo.call import Call
from services.demo.people import Person
from services.demo.scim.paths import values_at
from services.demo.scim.refusals import self_change
from services.demo.scim.schemas import SELF_CHANGE

ATTRIBUTE = "allowSelfChange"
PATH = f"{SELF_CHANGE}:{ATTRIBUTE}"


def check_self_change(call: Call, changed: Person) -> None:
    """Check that the caller changes another user, or says that he changes himself.

    Raises:
        ScimRefusalError: neither.
    """
    if changed.ocid == call.caller.ocid and not _is_said(call):
        raise self_change()


def _is_said(call: Call) -> bool:
    if call.request.method == "DELETE":
        return (call.query(ATTRIBUTE) or "").lower() == "true"
    body = call.body()
    operations = [each for each in body.get("Operations") or [] if isinstance(each, dict)]
    return values_at(body, PATH) == [True] or any(
        each.get("path") == PATH and each.get("value") is True for each in operations
    )
