from collections.abc import Generator

import pytest

from services.audit import all_credentials
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.errors import NotAuthorizedError
from tests.services.accounts import operations, session_on

USERS = 300


@pytest.fixture
def tenancy() -> Tenancy:
    return Tenancy(users=USERS)


def test_it_is_the_tenancys_own_state(tenancy: Tenancy, directory: ClassicDirectory) -> None:
    found = list(all_credentials(directory))
    order = [user.ocid for page in directory.users() for user in page]
    held = {ocid: tenancy.credentials(ocid) for ocid in order}
    assert [(user.ocid, {item.ocid for item in credentials}) for user, credentials in found] == [
        (ocid, {item.ocid for item in held[ocid]}) for ocid in order if held[ocid]
    ]
    assert sum(len(credentials) for _, credentials in found) == len(tenancy.credentials()) > 10
    assert operations(tenancy).count("list_smtp_credentials") == USERS


def test_it_says_how_far_it_is(directory: ClassicDirectory) -> None:
    steps: list[tuple[int, int]] = []
    list(all_credentials(directory, lambda done, total: steps.append((done, total))))
    assert steps == [(done, USERS) for done in range(1, USERS + 1)]


def test_it_has_no_holes(tenancy: Tenancy, directory: ClassicDirectory) -> None:
    tenancy.faults.append(Rule("404", "list_smtp_credentials", skip=200))
    with pytest.raises(NotAuthorizedError):
        list(all_credentials(directory))


def test_leaving_it_ends_the_requests(tenancy: Tenancy, directory: ClassicDirectory) -> None:
    tenancy.latencies["list_smtp_credentials"] = 0.01
    audit = all_credentials(directory)
    assert isinstance(audit, Generator)
    next(audit)
    audit.close()
    asked = len(tenancy.request_log)
    assert asked < USERS
    assert next(iter(directory.users()))
    assert len(tenancy.request_log) == asked + 1, "nothing goes on behind our back"


def test_who_may_not_list_users_is_told_so(tenancy: Tenancy) -> None:
    with pytest.raises(NotAuthorizedError):
        list(all_credentials(ClassicDirectory(session_on(tenancy, user="helpdesk.agent"))))
