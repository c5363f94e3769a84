"""How an identity domain says no: a SCIM error (RFC 7644, section 3.12) with Oracle's message id."""

import json

from services.demo.http import Response
from services.demo.refusals import RefusalError
from services.demo.scim.schemas import ERROR, ERROR_MORE
from services.demo.wire import Json, answer

_USUAL_IDS = {
    401: "error.identity.client.unauthorized",
    403: "error.identity.operation.forbidden",
    404: "error.identity.resource.notFound",
    409: "error.identity.resource.conflict",
    412: "error.identity.resource.versionMismatch",
    429: "error.identity.rateLimit.exceeded",
}


class ScimRefusalError(RefusalError):
    """A request that an identity domain refuses."""

    def __init__(self, status: int, detail: str, message_id: str = "") -> None:
        super().__init__(status, "", detail)
        self.message_id = message_id


def error_form(status: int, detail: str, message_id: str = "") -> Json:
    """A SCIM error as JSON has it."""
    known = message_id or _USUAL_IDS.get(status, "error.identity.request.failed")
    return {"schemas": [ERROR, ERROR_MORE], "detail": detail, "status": str(status), ERROR_MORE: {"messageId": known}}


def scim_refusal(error: RefusalError) -> Response:
    """The answer to a request that was refused, by the domain or before it got there."""
    message_id = error.message_id if isinstance(error, ScimRefusalError) else ""
    return answer(error_form(error.status, error.message, message_id), error.status)


def invalid(detail: str) -> ScimRefusalError:
    """The request cannot be meant."""
    return ScimRefusalError(400, detail, "error.identity.request.invalid")


def no_such(kind: str, scim_id: str) -> ScimRefusalError:
    """There is no such resource in this domain."""
    return ScimRefusalError(404, f"{kind} with ID {scim_id} does not exist.")


def unauthorized() -> ScimRefusalError:
    """The caller is of another domain."""
    return ScimRefusalError(401, "Client is unauthorized")


def self_change() -> ScimRefusalError:
    """The caller changes himself and does not say that he means to."""
    return ScimRefusalError(403, "You cannot change your own attributes.", "error.identity.selfchange.notAllowed")


def forbidden() -> ScimRefusalError:
    """The caller has no role that allows it."""
    return ScimRefusalError(403, "You do not have permission to perform this operation.")


def conversion_error(status: int, detail: str, message_id: str = "") -> RefusalError:
    """A rejection by the identity domain behind the IAM API, with its SCIM error inside the message."""
    error = json.dumps(error_form(status, detail, message_id), separators=(",", ":"))
    return RefusalError(status, "IdcsConversionError", f"Post request failed{error}")
