from collections.abc import Callable
from functools import cache

import pytest

from services.config.options import DirectoryKind
from tests.services.sending_user.desk import USERS, Desk, Mortal


@pytest.fixture(scope="session")
def desks() -> Callable[[DirectoryKind, str], Desk]:
    """The desk for a kind of directory, made once: a key takes longer to make than most tests to run."""

    @cache
    def desk_for(setting: DirectoryKind, domain: str) -> Desk:
        return Desk(Mortal(users=USERS, partners=USERS), setting, domain)

    return desk_for


@pytest.fixture(params=[("classic", ""), ("domains", "Default"), ("domains", "Partners")], ids=lambda p: p[1] or p[0])
def setup_desk(request: pytest.FixtureRequest, desks: Callable[[DirectoryKind, str], Desk]) -> Desk:
    """A person who sets up a sending user, in each kind of directory; all is as at the beginning."""
    found = desks(*request.param)
    found.begin_anew()
    return found


@pytest.fixture
def classic_setup_desk(desks: Callable[[DirectoryKind, str], Desk]) -> Desk:
    """The same, in classic IAM alone."""
    found = desks("classic", "")
    found.begin_anew()
    return found
