"""Email Delivery's control plane: approved senders, email domains, and where mail is handed in."""

import re

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import already_exists, invalid, not_found
from services.demo.sorting import sort_as_asked
from services.demo.store.senders import EmailDomain, Sender
from services.demo.wire import Json, answer, etag, timestamp

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_SENDER_SORTS = {"EMAILADDRESS": lambda sender: sender.address.lower(), "TIMECREATED": lambda sender: sender.created}


def _region_key(call: Call) -> str:
    return call.region.key.lower()


def _sender_summary(call: Call, sender: Sender) -> Json:
    return {
        "compartmentId": sender.compartment,
        "emailAddress": sender.address,
        "id": sender.ocid,
        "emailIpPoolId": None,
        "lifecycleState": sender.state,
        "timeCreated": timestamp(sender.created),
        "freeformTags": {},
        "definedTags": call.world.defined_tags.get(sender.ocid, {}),
        "systemTags": {},
        "locks": [],
    }


def list_senders(call: Call) -> Response:
    """GET /senders: those of that compartment in this region."""
    compartment, state, domain = call.compartment(), call.query("lifecycleState"), call.query("domain")
    address = call.query("emailAddress")
    found = [
        sender
        for sender in call.world.senders
        if sender.compartment == compartment
        and sender.region == _region_key(call)
        and state in (None, sender.state)
        and domain in (None, sender.domain)
        and address in (None, sender.address)
    ]
    sort_as_asked(call, found, _SENDER_SORTS, "TIMECREATED")
    return paging.page_of_list(call, found, lambda sender: _sender_summary(call, sender))


def create_sender(call: Call) -> Response:
    """POST /senders: an address or `@domain`, once in a region of the tenancy."""
    compartment, address, region = call.text("compartmentId"), call.text("emailAddress"), _region_key(call)
    if compartment != call.world.ocid and call.world.compartments.find(compartment) is None:
        raise not_found()
    if not _ADDRESS.fullmatch(address):
        raise invalid("The email address is not valid.")
    if any(sender.region == region and sender.address == address for sender in call.world.senders):
        raise already_exists("Sender", address)
    sender = call.world.senders.add(region, compartment, address, call.world.now())
    form = {**_sender_summary(call, sender), "lifecycleState": "CREATING"}
    return answer(form, headers={"etag": etag(sender.ocid, 0)})


def get_sender(call: Call) -> Response:
    """GET /senders/{senderId}."""
    sender = call.world.senders.find(call.params["senderId"])
    if sender is None or sender.region != _region_key(call):
        raise not_found()
    domain = call.world.senders.domain_of(sender)
    form = {**_sender_summary(call, sender), "isSpf": True, "emailDomainId": domain.ocid if domain else None}
    return answer(form, headers={"etag": etag(sender.ocid, 0)})


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


def _domain_summary(domain: EmailDomain) -> Json:
    return {
        "name": domain.name,
        "id": domain.ocid,
        "compartmentId": domain.compartment,
        "lifecycleState": "ACTIVE",
        "activeDkimId": domain.dkim,
        "description": "",
        "timeCreated": timestamp(domain.created),
        "freeformTags": {},
        "definedTags": {},
        "systemTags": {},
        "locks": [],
    }


def list_email_domains(call: Call) -> Response:
    """GET /emailDomains: those of that compartment in this region, inside an object with `items`."""
    compartment, name, ocid = call.compartment(), call.query("name"), call.query("id")
    found = [
        domain
        for domain in call.world.senders.domains
        if domain.compartment == compartment
        and domain.region == _region_key(call)
        and name in (None, domain.name)
        and ocid in (None, domain.ocid)
    ]
    return paging.page_of_list(call, found, _domain_summary, collection=True)
