"""The tenancy itself: its regions, compartments and identity domains."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import RefusalError, invalid, not_found
from services.demo.store.compartments import Compartment
from services.demo.store.domains import Domain
from services.demo.store.regions import HOME, SUBSCRIBED
from services.demo.wire import Json, answer, etag, timestamp


def _check_tenancy(call: Call) -> None:
    if call.params["tenancyId"] != call.world.ocid:
        raise not_found()


def get_tenancy(call: Call) -> Response:
    """GET /tenancies/{tenancyId}."""
    _check_tenancy(call)
    return answer(
        {
            "id": call.world.ocid,
            "name": call.world.name,
            "description": "A tenancy in memory, for demonstrations and tests",
            "homeRegionKey": HOME.key,
            "freeformTags": {},
            "definedTags": call.world.defined_tags.get(call.world.ocid, {}),
        }
    )


def list_region_subscriptions(call: Call) -> Response:
    """GET /tenancies/{tenancyId}/regionSubscriptions."""
    _check_tenancy(call)
    return answer(
        [
            {"regionKey": region.key, "regionName": region.name, "status": "READY", "isHomeRegion": region == HOME}
            for region in SUBSCRIBED
        ]
    )


def _compartment_form(call: Call, compartment: Compartment) -> Json:
    return {
        "id": compartment.ocid,
        "compartmentId": compartment.parent,
        "name": compartment.name,
        "description": compartment.description,
        "timeCreated": timestamp(compartment.created),
        "lifecycleState": compartment.state,
        **({"isAccessible": True} if call.query("accessLevel") == "ACCESSIBLE" else {}),
        "freeformTags": {},
        "definedTags": call.world.defined_tags.get(compartment.ocid, {}),
    }


def list_compartments(call: Call) -> Response:
    """GET /compartments: the children, or below the root everything; the root itself is never among them.

    Who is no administrator has access to the compartment of his own identity domain.
    """
    parent, name, state = call.compartment(), call.query("name"), call.query("lifecycleState")
    level = call.chosen("accessLevel", ("ANY", "ACCESSIBLE"))
    restricted = not call.world.is_administrator(call.caller)
    if restricted and level != "ACCESSIBLE":
        raise not_found()
    whole_tree = call.chosen("compartmentIdInSubtree", ("TRUE", "FALSE")) == "TRUE"
    if whole_tree and parent != call.world.ocid:
        raise invalid("compartmentIdInSubtree can only be set to true when the compartmentId is the tenancy")
    found = [
        compartment
        for compartment in call.world.compartments
        if (whole_tree or compartment.parent == parent)
        and name in (None, compartment.name)
        and state in (None, compartment.state)
        and (not restricted or compartment.ocid == _own_domain(call).compartment)
    ]
    if call.chosen("sortBy", ("NAME", "TIMECREATED")) == "NAME":
        found.sort(key=lambda compartment: compartment.name.lower())
    if call.chosen("sortOrder", ("ASC", "DESC")) == "DESC":
        found.reverse()
    return paging.iam_page_of_list(call, found, lambda compartment: _compartment_form(call, compartment))


def get_compartment(call: Call) -> Response:
    """GET /compartments/{compartmentId}; the root answers too."""
    ocid, world = call.params["compartmentId"], call.world
    if ocid == world.ocid:
        return answer(_root_form(call), headers={"etag": etag(ocid, 0)})
    compartment = world.compartments.find(ocid)
    if compartment is None:
        raise not_found()
    return answer(_compartment_form(call, compartment), headers={"etag": etag(ocid, 0)})


def _root_form(call: Call) -> Json:
    """The root compartment, which is in no other."""
    return {
        "isAccessible": True,
        "id": call.world.ocid,
        "name": call.world.name,
        "description": call.world.name,
        "timeCreated": timestamp(call.world.domains[0].created),
        "freeformTags": {},
        "definedTags": call.world.defined_tags.get(call.world.ocid, {}),
        "lifecycleState": "ACTIVE",
    }


def _domain_form(domain: Domain) -> Json:
    return {
        "id": domain.ocid,
        "compartmentId": domain.compartment,
        "displayName": domain.display_name,
        "description": domain.description,
        "url": domain.url,
        "homeRegionUrl": domain.home_url,
        "homeRegion": HOME.name,
        "replicaRegions": [],
        "type": domain.type,
        "licenseType": "free",
        "isHiddenOnLogin": False,
        "timeCreated": timestamp(domain.created),
        "lifecycleState": "ACTIVE",
        "lifecycleDetails": None,
        "freeformTags": {},
        "definedTags": {},
    }


def _own_domain(call: Call) -> Domain:
    return call.world.domain_of(call.caller)


def list_domains(call: Call) -> Response:
    """GET /domains: the identity domains that live in that compartment."""
    compartment = call.compartment()
    if call.world.settings.mode == "classic":
        return _none(call)
    if not call.world.is_administrator(call.caller) and compartment not in (
        call.world.ocid,
        _own_domain(call).compartment,
    ):
        raise not_found()
    filters = {key: call.query(key) for key in ("displayName", "url", "homeRegionUrl", "type", "licenseType")}
    filters["displayName"] = filters["displayName"] or call.query("name")
    filters["lifecycleState"] = call.query("lifecycleState")
    found = [
        domain
        for domain in call.world.domains
        if domain.compartment == compartment
        and all(wanted in (None, _domain_form(domain)[key]) for key, wanted in filters.items())
    ]
    return paging.page_of_list(call, found, _domain_form)


def _none(call: Call) -> Response:
    if call.world.settings.no_domains == "404":
        message = f"Feature domain-migration-complete is not enabled for tenantId {call.world.ocid}"
        raise RefusalError(404, "NotAuthorizedOrNotFound", message)
    return answer([])
