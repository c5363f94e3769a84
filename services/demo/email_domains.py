"""Email Delivery's control plane: email domains, and the DKIM keys that sign for them."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import not_found
from services.demo.store.senders import Dkim, EmailDomain
from services.demo.wire import Json, answer, etag, timestamp

_TAGS: Json = {"freeformTags": {}, "definedTags": {}, "systemTags": {}}


def _domains(call: Call) -> list[EmailDomain]:
    return [domain for domain in call.world.senders.domains if domain.region == call.region_key]


def _summary(domain: EmailDomain) -> Json:
    return {
        "name": domain.name,
        "id": domain.ocid,
        "compartmentId": domain.compartment,
        "lifecycleState": "ACTIVE",
        "activeDkimId": domain.dkim,
        "description": "",
        "timeCreated": timestamp(domain.created),
        **_TAGS,
        "locks": [],
    }


def list_email_domains(call: Call) -> Response:
    """GET /emailDomains: those of that compartment in this region, inside an object with `items`."""
    compartment, name, ocid = call.compartment(), call.query("name"), call.query("id")
    found = [
        domain
        for domain in _domains(call)
        if domain.compartment == compartment and name in (None, domain.name) and ocid in (None, domain.ocid)
    ]
    return paging.page_of_list(call, found, _summary, collection=True)


def get_email_domain(call: Call) -> Response:
    """GET /emailDomains/{emailDomainId}."""
    domain = _domain(call, call.params["emailDomainId"])
    form = {**_summary(domain), "isSpf": domain.is_spf, "domainVerificationStatus": "NONE"}
    return answer(form, headers={"etag": etag(domain.ocid, 0)})


def _domain(call: Call, ocid: str) -> EmailDomain:
    found = next((domain for domain in _domains(call) if domain.ocid == ocid), None)
    if found is None:
        raise not_found()
    return found


def _dkim_summary(domain: EmailDomain, key: Dkim) -> Json:
    return {
        "name": key.name,
        "id": key.ocid,
        "emailDomainId": domain.ocid,
        "compartmentId": domain.compartment,
        "lifecycleState": key.state,
        "description": None,
        "timeCreated": timestamp(key.created),
        "timeUpdated": timestamp(key.created),
        "isImported": False,
        "keyLength": 2048,
        **_TAGS,
    }


def list_dkims(call: Call) -> Response:
    """GET /dkims: those of one email domain, inside an object with `items`."""
    domain, state = _domain(call, call.required("emailDomainId")), call.query("lifecycleState")
    found = [key for key in domain.keys if state in (None, key.state)]
    return paging.page_of_list(call, found, lambda key: _dkim_summary(domain, key), collection=True)


def get_dkim(call: Call) -> Response:
    """GET /dkims/{dkimId}: also the record that must be in DNS."""
    for domain in _domains(call):
        for key in domain.keys:
            if key.ocid == call.params["dkimId"]:
                return answer(_dkim(call, domain, key), headers={"etag": etag(key.ocid, 0)})
    raise not_found()


def _dkim(call: Call, domain: EmailDomain, key: Dkim) -> Json:
    waits = "The CNAME record for this DKIM isn't visible in DNS." if key.state == "NEEDS_ATTENTION" else None
    return {
        **_dkim_summary(domain, key),
        "lifecycleDetails": waits,
        "dnsSubdomainName": f"{key.name}._domainkey.{domain.name}",
        "cnameRecordValue": f"{key.name}.{domain.name}.dkim.{call.region_key}1.oracleemaildelivery.com",
        "txtRecordValue": "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
    }
