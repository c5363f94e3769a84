"""How an identity domain says no: a SCIM error (RFC 7644, section 3.12) with Oracle's message id.

The message ids are those of Oracle's documentation (Identity/api-getstarted: ResponseBody.htm, custom MFA, and
others) and of answers that people published. A rejection of which none is known has none, as in the documentation's
simple error.
"""

import json

from services.demo.http import Response
from services.demo.refusals import RefusalError
from services.demo.scim.schemas import ERROR, ERROR_MORE
from services.demo.wire import Json, answer

ACCESS_DENIED = "error.common.common.accessDenied"
"""What a caller without the role is told."""

_MISSING = "error.common.validation.missingReqAttributes"
_TOO_LONG = "error.common.validation.stringExceedsMaxLimit"
_NO_REFERENCE = "error.common.validation.invalidReferenceResource"


class ScimRefusalError(RefusalError):
    """A request that an identity domain refuses."""

    def __init__(self, status: int, detail: str, message_id: str = "") -> None:
        super().__init__(status, "", detail)
        self.message_id = message_id


def error_form(status: int, detail: str, message_id: str = "") -> Json:
    """A SCIM error as JSON has it."""
    form: Json = {"schemas": [ERROR], "detail": detail, "status": str(status)}
    if message_id:
        form["schemas"].append(ERROR_MORE)
        form[ERROR_MORE] = {"messageId": message_id}
    return form


def scim_refusal(error: RefusalError) -> Response:
    """The answer to a request that was refused, by the domain or before it got there."""
    message_id = error.message_id if isinstance(error, ScimRefusalError) else ""
    return answer(error_form(error.status, error.message, message_id), error.status)


def invalid(detail: str) -> ScimRefusalError:
    """The request cannot be meant."""
    return ScimRefusalError(400, detail)


def missing(*names: str) -> ScimRefusalError:
    """Attributes that a resource must have were left out."""
    return ScimRefusalError(400, f"Missing required attribute(s): {','.join(names)}.", _MISSING)


def too_long(attribute: str, limit: int) -> ScimRefusalError:
    """A text is longer than its attribute takes."""
    detail = f"The value of attribute {attribute} exceeds the maximum length of {limit} characters."
    return ScimRefusalError(400, detail, _TOO_LONG)


def no_reference(attribute: str, kind: str, name: str) -> ScimRefusalError:
    """An attribute names a resource that isn't in this domain."""
    return ScimRefusalError(400, f"{attribute} references a {kind} with ID {name} that does not exist.", _NO_REFERENCE)


def no_such(kind: str, scim_id: str) -> ScimRefusalError:
    """There is no such resource in this domain."""
    return ScimRefusalError(404, f"{kind} with ID {scim_id} does not exist.")


def stale_version(status: int) -> ScimRefusalError:
    """The resource changed since the version in `if-match` was read."""
    return ScimRefusalError(status, "The version of the resource does not match the current version.")


def unauthorized() -> ScimRefusalError:
    """The caller is of another domain."""
    return ScimRefusalError(401, "Client is unauthorized")


def self_change() -> ScimRefusalError:
    """The caller changes himself and does not say that he means to."""
    return ScimRefusalError(403, "You cannot change your own attributes.")


def no_role(status: int) -> ScimRefusalError:
    """The caller has no role that allows it."""
    return ScimRefusalError(status, "You do not have permission to perform this operation.", ACCESS_DENIED)


def conversion_error(status: int, detail: str, message_id: str = "") -> RefusalError:
    """A rejection by the identity domain behind the IAM API, with its SCIM error inside the message."""
    error = json.dumps(error_form(status, detail, message_id), separators=(",", ":"))
    return RefusalError(status, "IdcsConversionError", f"Post request failed{error}")
