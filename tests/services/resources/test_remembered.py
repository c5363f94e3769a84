"""What a run over many users reads once."""

from services.api.session import Session
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.resources.compartments import read_compartments
from services.resources.remembered import remembering
from services.resources.vaults import vaults
from tests.services.accounts import operations, session_on


def asked(tenancy: Tenancy, session: Session) -> int:
    """How many requests it takes to list the vaults once more."""
    before = len(tenancy.request_log)
    list(vaults(session, read_compartments(session)))
    return len(operations(tenancy)[before:])


def test_vaults_are_read_once_per_session_while_remembering(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    usual = asked(tenancy, session)
    assert asked(tenancy, session) == usual > 1
    with remembering(session):
        assert asked(tenancy, session) == usual
        assert asked(tenancy, session) == 0
        assert asked(tenancy, session_on(tenancy)) == usual
    assert asked(tenancy, session) == usual


def test_a_compartment_whose_vaults_could_not_be_read_is_read_again(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    with remembering(session):
        tenancy.faults.append(Rule("404", "list_vaults"))
        asked(tenancy, session)
        assert asked(tenancy, session) == 1
        assert asked(tenancy, session) == 0
