"""How a third SMTP credential may be rejected.

Oracle's text for SMTP credentials is published nowhere. Some of these forms were seen for the siblings of SMTP
credentials, the others are what OCI's APIs have for such cases (API/References/apierrors.htm, and
Identity/api-getstarted/StatusCodes.htm).
"""

from dataclasses import dataclass

from services.demo.refusals import RefusalError, not_found
from services.demo.scim.refusals import ACCESS_DENIED, ScimRefusalError, conversion_error
from services.demo.settings import LimitError
from services.model.values import SMTP_CREDENTIAL_LIMIT

_TEXT = f"You can not create SmtpCredential as maximum quota limit of {SMTP_CREDENTIAL_LIMIT} has been reached."
_MESSAGE_ID = "error.identity.smtpcredential.quota.limit.exceeded"
_CONVERSION = "IdcsConversionError"
_BAD_REQUEST = "Request failed: HTTP 400 Bad Request."


@dataclass(frozen=True)
class LimitForm:
    """One form. IAM says the `code`, an identity domain the `message_id`; an empty one is left out."""

    status: int
    code: str
    text: str
    message_id: str


FORMS: dict[LimitError, LimitForm] = {
    # customer secret keys of IAM
    "LimitExceeded": LimitForm(
        400, "LimitExceeded", f"SmtpCredential limit of {SMTP_CREDENTIAL_LIMIT} exceeded for the user", _MESSAGE_ID
    ),
    # API keys and auth tokens of an identity domain, with their words
    "IdcsConversionError": LimitForm(400, _CONVERSION, _TEXT, _MESSAGE_ID),
    # API keys of IAM (oci_cli/cli_setup_bootstrap.py: ApiKeyLimitExceeded)
    "409": LimitForm(409, "SmtpCredentialLimitExceeded", _TEXT, _MESSAGE_ID),
    "QuotaExceeded": LimitForm(
        400, "QuotaExceeded", "The quota of SMTP credentials was exceeded.", "error.identity.quotaExceeded"
    ),
    # only one of the signs
    "message-id": LimitForm(400, _CONVERSION, _BAD_REQUEST, _MESSAGE_ID),
    "text": LimitForm(400, _CONVERSION, _TEXT, ""),
    "403": LimitForm(403, "NotAllowed", _TEXT, _MESSAGE_ID),
    # none of the signs: what tells is that the user has two
    "412": LimitForm(412, "PreconditionFailed", "A precondition of the request failed.", ""),
    "conflict": LimitForm(409, "Conflict", "The user has SMTP credentials.", ""),
    "unsaid": LimitForm(400, "InvalidParameter", _BAD_REQUEST, ""),
    "404": LimitForm(404, "NotAuthorizedOrNotFound", not_found().message, ""),
    "401": LimitForm(401, _CONVERSION, "Client is unauthorized", ACCESS_DENIED),
}


def over_limit(style: LimitError) -> RefusalError:
    """The rejection of a third credential by IAM."""
    form = FORMS[style]
    if form.code == _CONVERSION:
        return conversion_error(form.status, form.text, form.message_id)
    return RefusalError(form.status, form.code, form.text)


def over_limit_of_domain(style: LimitError) -> ScimRefusalError:
    """The rejection of a third credential by an identity domain."""
    form = FORMS[style]
    return ScimRefusalError(form.status, form.text, form.message_id)
