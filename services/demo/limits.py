"""The Limits service: what the tenancy may use of Email Delivery."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import invalid
from services.demo.wire import Json

_EMAIL_DELIVERY = "email-delivery"
_VALUES = {
    "approved-sender-count": 2000,
    "email-domain-count": 50,
    "max-emails-day": 50_000,
    "max-message-size": 2_097_152,
    "sendrate": 600,
}


def list_limit_values(call: Call) -> Response:
    """GET /limitValues: of one service, in this region."""
    call.root_only()
    service, name = call.required("serviceName"), call.query("name")
    if service != _EMAIL_DELIVERY:
        raise invalid(f"Service {service} is not supported")
    found = [item for item in _VALUES.items() if name in (None, item[0])]
    return paging.page_of_list(call, found, _form)


def _form(item: tuple[str, int]) -> Json:
    return {"name": item[0], "scopeType": "REGION", "availabilityDomain": None, "value": item[1]}
