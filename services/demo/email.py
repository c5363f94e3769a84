"""Email Delivery's control plane: approved senders, and where mail is handed in."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.sorting import sort_as_asked
from services.demo.store.senders import Sender
from services.demo.wire import Json, answer, etag, timestamp

_SENDER_SORTS = {"EMAILADDRESS": lambda sender: sender.address.lower(), "TIMECREATED": lambda sender: sender.created}


def _sender_summary(sender: Sender) -> Json:
    return {
        "compartmentId": sender.compartment,
        "emailAddress": sender.address,
        "id": sender.ocid,
        "emailIpPoolId": None,
        "lifecycleState": sender.state,
        "timeCreated": timestamp(sender.created),
        "freeformTags": {},
        "definedTags": {},
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
        and sender.region == call.region_key
        and state in (None, sender.state)
        and domain in (None, sender.domain)
        and address in (None, sender.address)
    ]
    sort_as_asked(call, found, _SENDER_SORTS, "TIMECREATED")
    return paging.page_of_list(call, found, _sender_summary)


def get_sender(call: Call) -> Response:
    """GET /senders/{senderId}."""
    sender = call.world.senders.find(call.params["senderId"])
    if sender is None or sender.region != call.region_key:
        raise not_found()
    domain = call.world.senders.domain_of(sender)
    of_domain = {"isSpf": domain.is_spf if domain else None, "emailDomainId": domain.ocid if domain else None}
    form = {**_sender_summary(sender), **of_domain}
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
