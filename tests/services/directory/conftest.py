import pytest

from services.demo.tenancy import Tenancy
from services.directory import Directory
from tests.services.directory.cases import KINDS, Case

USERS = 40


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def case(request: pytest.FixtureRequest) -> Case:
    """Each kind of directory, with a tenancy of its own."""
    return Case(request.param, Tenancy(users=USERS, partners=USERS))


@pytest.fixture
def directory(case: Case) -> Directory:
    """The directory of the case."""
    return case.directory()
