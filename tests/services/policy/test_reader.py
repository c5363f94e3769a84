from services.demo.tenancy import Tenancy
from services.policy.reader import all_policies
from services.policy.source import sources
from services.resources.compartments import read_compartments
from tests.services.accounts import session_on


def test_all_statements_of_all_compartments_are_read(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    held = list(all_policies(session, read_compartments(session)))
    read = {(source.text, source.policy, source.compartment) for item in held for source in sources(item.policies)}
    assert read == {(text, p.name, p.compartment) for p in tenancy.world.policies for text in p.statements}


def test_compartments_whose_policies_cannot_be_read_are_reported_with_errors(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    tree = read_compartments(session)
    tenancy.faults.add("404", "list_policies", times=0)
    held = list(all_policies(session, tree))
    assert [item.compartment for item in held] == list(tree)
    assert all(item.error is not None and item.policies == () for item in held)
