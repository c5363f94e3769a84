from collections.abc import Callable

import pytest

from services.api.session import Session
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.doctor.diagnosis import Question, diagnose
from services.doctor.report import Report
from tests.services.accounts import session_on
from tests.services.doctor.questions import Ask


@pytest.fixture
def session(tenancy: Tenancy) -> Session:
    """The session of the administrator."""
    return session_on(tenancy)


@pytest.fixture
def ask(session: Session) -> Ask:
    """Asks the doctor, with what the tenancy is like now. The user by name."""

    def ask(sender: str = "", user: str = "", message: str = "") -> Report:
        directory = ClassicDirectory(session)
        return diagnose(session, directory, Question(sender, directory.find(user) if user else None, message))

    return ask


@pytest.fixture
def policies_are(tenancy: Tenancy) -> Callable[..., None]:
    """Replaces all policies by one, in the compartment at that path."""

    def replace(*statements: str, at: str = "") -> None:
        for policy in tenancy.world.policies:
            policy.statements.clear()
        compartment = tenancy.world.compartments.ocid_of(at)
        tenancy.world.policies.add(compartment, "mail", list(statements), "", tenancy.world.now())

    return replace
