"""Policies: list, get, create, update, delete."""

from services.demo import paging
from services.demo.call import Call
from services.demo.http import Response
from services.demo.identity.statements import check_statement
from services.demo.refusals import already_exists, invalid, not_found
from services.demo.store.policies import Policy
from services.demo.wire import Json, answer, etag, timestamp

_SORTS = {"NAME": lambda policy: policy.name.lower(), "TIMECREATED": lambda policy: policy.created}


def _form(policy: Policy) -> Json:
    version = {"versionDate": policy.version_date} if policy.version_date else {}
    return {
        "id": policy.ocid,
        "compartmentId": policy.compartment,
        "name": policy.name,
        "statements": policy.statements,
        "description": policy.description,
        "timeCreated": timestamp(policy.created),
        "lifecycleState": "ACTIVE",
        **version,
        "freeformTags": policy.tags,
        "definedTags": {},
    }


def list_policies(call: Call) -> Response:
    """GET /policies: those of that compartment, not of the ones below it."""
    compartment, name = call.compartment(), call.query("name")
    policies = [p for p in call.world.policies if p.compartment == compartment and name in (None, p.name)]
    paging.sort_as_asked(call, policies, _SORTS, "NAME")
    return paging.iam_page_of_list(call, policies, _form)


def _named_by(call: Call) -> Policy:
    policy = call.world.policies.find(call.params["policyId"])
    if policy is None:
        raise not_found()
    return policy


def _answer(policy: Policy) -> Response:
    return answer(_form(policy), headers={"etag": etag(policy.ocid, policy.version)})


def _statements(call: Call, compartment: str) -> list[str]:
    statements = call.body().get("statements")
    if not isinstance(statements, list) or not statements:
        raise invalid("statements must be a list of at least one statement")
    for statement in statements:
        check_statement(call.world, compartment, statement)
    return statements


def get_policy(call: Call) -> Response:
    """GET /policies/{policyId}."""
    return _answer(_named_by(call))


def create_policy(call: Call) -> Response:
    """POST /policies."""
    compartment, name = call.text("compartmentId"), call.text("name")
    if not call.world.compartments.exists(compartment):
        raise not_found()
    description, statements = call.text("description"), _statements(call, compartment)
    if any(p.name.lower() == name.lower() for p in call.world.policies if p.compartment == compartment):
        raise already_exists("Policy", name)
    policy = call.world.policies.add(compartment, name, statements, description, call.world.now())
    policy.version_date, policy.tags = call.body().get("versionDate"), call.body().get("freeformTags") or {}
    headers = {"etag": etag(policy.ocid, policy.version), "location": call.address_of(policy.ocid)}
    return answer(_form(policy), headers=headers)


def update_policy(call: Call) -> Response:
    """PUT /policies/{policyId}: what the body names is replaced, the rest stays."""
    policy = _named_by(call)
    call.check_etag(policy.ocid, policy.version)
    if call.body().get("statements") is not None:
        policy.statements = _statements(call, policy.compartment)
    policy.description = call.body().get("description") or policy.description
    policy.version += 1
    return _answer(policy)


def delete_policy(call: Call) -> Response:
    """DELETE /policies/{policyId}."""
    policy = _named_by(call)
    call.check_etag(policy.ocid, policy.version)
    call.world.policies.remove(policy)
    return Response(204)
