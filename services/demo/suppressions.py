"""Email Delivery's control plane: the suppression list, which belongs to the tenancy."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.store.suppressions import Suppression
from services.demo.wire import Json, answer, timestamp


def _summary(call: Call, row: Suppression) -> Json:
    return {
        "compartmentId": call.world.ocid,
        "emailAddress": row.address,
        "id": row.ocid,
        "reason": row.reason,
        "timeCreated": timestamp(row.created),
    }


def list_suppressions(call: Call) -> Response:
    """GET /suppressions: of the tenancy."""
    call.root_only()
    asked = call.query("emailAddress")
    found = [row for row in call.world.suppressions if asked in (None, row.address)]
    return paging.page_of_list(call, found, lambda row: _summary(call, row))


def get_suppression(call: Call) -> Response:
    """GET /suppressions/{suppressionId}: also what led to it."""
    for row in call.world.suppressions:
        if row.ocid == call.params["suppressionId"]:
            more = {"timeLastSuppressed": timestamp(row.created), "messageId": None}
            return answer({**_summary(call, row), **more, "errorDetail": row.error, "errorSource": row.source})
    raise not_found()
