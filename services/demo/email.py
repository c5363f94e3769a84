"""Email Delivery's control plane: approved senders, and where mail is handed in."""

import re

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import already_exists, invalid, not_found
from services.demo.store.senders import Sender
from services.demo.wire import EMAIL_ETAG, Json, answer, etag, timestamp, without_nulls

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_SENDER_SORTS = {"EMAILADDRESS": lambda sender: sender.address.lower(), "TIMECREATED": lambda sender: sender.created}


def _sender_summary(call: Call, sender: Sender) -> Json:
    return {
        "compartmentId": sender.compartment,
        "emailAddress": sender.address,
        "id": sender.ocid,
        "lifecycleState": sender.state,
        "timeCreated": timestamp(sender.created),
        "freeformTags": {},
        "definedTags": call.world.defined_tags.get(sender.ocid, {}),
    }


def list_senders(call: Call) -> Response:
    """GET /senders: those of that compartment in this region."""
    compartment, state, domain = call.compartment(), call.query("lifecycleState"), call.query("domain")
    address = call.query("emailAddress")
    found = [
        sender
        for sender in call.world.senders
        if sender.compartment == compartment
        and sender.region == call.region_key
        and state in (None, sender.state)
        and domain in (None, sender.domain)
        and address in (None, sender.address)
    ]
    paging.sort_as_asked(call, found, _SENDER_SORTS, "TIMECREATED")
    page = paging.page_of_list(call, found, lambda sender: _sender_summary(call, sender))
    limit = paging.limit_of(call)
    totals = {"opc-total-items": str(len(found)), "opc-page-count": str(-(-len(found) // limit))}
    return Response(page.status, {**page.headers, **totals}, page.body)


def create_sender(call: Call) -> Response:
    """POST /senders: an address or `@domain`, once in a region of the tenancy."""
    compartment, address, region = call.text("compartmentId"), call.text("emailAddress"), call.region_key
    if compartment != call.world.ocid and call.world.compartments.find(compartment) is None:
        raise not_found()
    if not _ADDRESS.fullmatch(address):
        raise invalid("compartmentId and emailAddress should be valid.")
    if any(sender.region == region and sender.address == address for sender in call.world.senders):
        raise already_exists("Sender", address)
    sender = call.world.senders.add(region, compartment, address, call.world.now())
    form = {**_sender_summary(call, sender), "lifecycleState": "CREATING", "isSpf": False}
    return answer(form, headers={"etag": etag(sender.ocid, 0, EMAIL_ETAG)})


def get_sender(call: Call) -> Response:
    """GET /senders/{senderId}."""
    sender = call.world.senders.find(call.params["senderId"])
    if sender is None or sender.region != call.region_key:
        raise not_found()
    domain = call.world.senders.domain_of(sender)
    of_domain = {"isSpf": domain.is_spf if domain else None, "emailDomainId": domain.ocid if domain else None}
    form = {**_sender_summary(call, sender), **without_nulls(of_domain)}
    return answer(form, headers={"etag": etag(sender.ocid, 0, EMAIL_ETAG)})


def get_email_configuration(call: Call) -> Response:
    """GET /configuration: of the tenancy, in this region."""
    call.root_only()
    region = call.region.name
    smtp = call.world.settings.smtp_endpoint or f"smtp.email.{region}.oci.oraclecloud.com"
    return answer(
        {
            "compartmentId": call.world.ocid,
            "httpSubmitEndpoint": f"cell0.submit.email.{region}.oci.oraclecloud.com",
            "smtpSubmitEndpoint": smtp,
        }
    )
