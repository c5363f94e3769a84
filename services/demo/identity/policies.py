"""Policies: list, get, create."""

import re

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.refusals import already_exists, invalid, not_found
from services.demo.store.policies import Policy
from services.demo.wire import Json, answer, etag, timestamp

_STATEMENT = re.compile(r"\s*(allow|deny|define|endorse|admit)\s+\S.*", re.IGNORECASE | re.DOTALL)
_SORTS = {"NAME": lambda policy: policy.name.lower(), "TIMECREATED": lambda policy: policy.created}


def _form(policy: Policy) -> Json:
    return {
        "id": policy.ocid,
        "compartmentId": policy.compartment,
        "name": policy.name,
        "statements": policy.statements,
        "description": policy.description,
        "timeCreated": timestamp(policy.created),
        "lifecycleState": "ACTIVE",
        "inactiveStatus": None,
        "versionDate": policy.version_date,
        "freeformTags": policy.tags,
        "definedTags": {},
    }


def list_policies(call: Call) -> Response:
    """GET /policies: those of that compartment, not of the ones below it."""
    compartment, name = call.compartment(), call.query("name")
    policies = [p for p in call.world.policies if p.compartment == compartment and name in (None, p.name)]
    sort = call.chosen("sortBy", _SORTS)
    descending = (call.chosen("sortOrder", ("ASC", "DESC")) or ("DESC" if sort == "TIMECREATED" else "ASC")) == "DESC"
    policies.sort(key=_SORTS[sort or "NAME"], reverse=descending)
    return paging.page_of_list(call, policies, _form)


def get_policy(call: Call) -> Response:
    """GET /policies/{policyId}."""
    policy = call.world.policies.find(call.params["policyId"])
    if policy is None:
        raise not_found()
    return answer(_form(policy), headers={"etag": etag(policy.ocid, 0)})


def create_policy(call: Call) -> Response:
    """POST /policies."""
    compartment, name = call.text("compartmentId"), call.text("name")
    if not call.world.compartments.exists(compartment):
        raise not_found()
    description, statements = call.text("description"), call.body().get("statements")
    if not isinstance(statements, list) or not statements:
        raise invalid("statements must be a list of at least one statement")
    for statement in statements:
        if not isinstance(statement, str) or not _STATEMENT.fullmatch(statement):
            raise invalid(f"The policy statement cannot be parsed: {statement}")
    if any(p.name.lower() == name.lower() for p in call.world.policies if p.compartment == compartment):
        raise already_exists("Policy", name)
    policy = call.world.policies.add(compartment, name, statements, description, call.world.now())
    policy.version_date, policy.tags = call.body().get("versionDate"), call.body().get("freeformTags") or {}
    return answer(_form(policy), headers={"etag": etag(policy.ocid, 0)})
