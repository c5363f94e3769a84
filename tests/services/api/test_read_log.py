import pytest

from services.api.read_log import ReadAnswer
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import NotAuthorizedError, UnreachableError
from tests.services.accounts import session_on


def answers_while(tenancy: Tenancy, error: type[Exception] | None = None) -> list[ReadAnswer]:
    """What is told of while a page of users is read."""
    session = session_on(tenancy)
    told: list[ReadAnswer] = []
    session.tell_answers(told.append)
    if error:
        with pytest.raises(error):
            next(ClassicDirectory(session).users())
    else:
        next(ClassicDirectory(session).users())
    return told


def test_a_response_is_reported_with_its_request_id(tenancy: Tenancy) -> None:
    [told] = answers_while(tenancy)
    assert (told.doing, told.outcome) == ("listing the users", "OK")
    assert told.request_id.count("/") == 2
    assert told.when.utcoffset() is not None


def test_a_rejection_is_reported_with_its_request_id(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_users")
    [told] = answers_while(tenancy, NotAuthorizedError)
    assert (told.outcome, told.request_id.count("/")) == ("NotAuthorizedOrNotFound", 2)


def test_each_try_is_reported(tenancy: Tenancy, impatient: None) -> None:
    tenancy.faults.add("429", "list_users", times=2)
    assert [told.outcome for told in answers_while(tenancy)] == ["TooManyRequests", "TooManyRequests", "OK"]


def test_a_try_without_a_response_is_reported_without_a_request_id(tenancy: Tenancy, impatient: None) -> None:
    tenancy.faults.add("reset-before", "list_users", times=0)
    told = answers_while(tenancy, UnreachableError)
    assert {(each.outcome, each.request_id) for each in told} == {("No connection", "")}
    assert len(told) == 3
