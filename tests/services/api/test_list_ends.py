"""Lists that never end, or that leave something out: they end with an error, and are never taken for whole."""

import itertools
import json
from collections.abc import Callable, Iterator

import pytest

from services.api import list_ends
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.directory.domains import DomainsDirectory
from services.model.errors import IncompleteError, OciSmtpError
from services.model.values import User
from tests.services.accounts import operations, session_on

Page = tuple[list[str], str]
"""The users of a page, and what names the next one."""


class Endless(Tenancy):
    """Gives the users page by page as it is told to."""

    pages: Iterator[Page]

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        if request.method == "GET" and request.path == "/20160918/users":
            rows, token = next(self.pages)
            users = [{"id": f"ocid1.user.oc1..{row}", "name": row} for row in rows]
            more = {"opc-next-page": token} if token else {}
            return Response(200, {**answer.headers, **more}, json.dumps(users).encode())
        return answer


def numbered() -> Iterator[str]:
    return (f"n{number}" for number in itertools.count())


ENDLESS: dict[str, Callable[[], Iterator[Page]]] = {
    "empty pages, new tokens": lambda: (([], token) for token in numbered()),
    "one user, then empty pages": lambda: itertools.chain([(["a"], "first")], (([], token) for token in numbered())),
    "the same token, other users": lambda: (([name], "same") for name in numbered()),
    "two tokens in turn": lambda: (([name], token) for name, token in zip(numbered(), itertools.cycle("ab"))),
    "a circle of three": lambda: (([name], token) for name, token in zip(numbered(), itertools.cycle("abc"))),
    "the same page, new tokens": lambda: ((["a", "b"], token) for token in numbered()),
    "the same token, empty pages": lambda: itertools.repeat(([], "same")),
    "always other users": lambda: (([name], f"t{name}") for name in numbered()),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_list_ends_with_an_incomplete_error(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(list_ends, "MOST_PAGES", 300)
    tenancy = Endless(users=20)
    tenancy.pages = ENDLESS[name]()
    found = ClassicDirectory(session_on(tenancy)).users()
    with pytest.raises(IncompleteError) as told:
        list(found)
    assert "incomplete list while listing the users" in told.value.cause
    assert len(operations(tenancy)) <= 300
    with pytest.raises(IncompleteError):
        next(found)


def test_empty_pages_do_not_end_a_list(tenancy: Tenancy) -> None:
    endless = Endless(users=20)
    endless.pages = iter([([], "a"), (["x"], "b"), ([], "c"), ([], "d"), (["y"], "e"), ([], "")])
    users = [user.name for page in ClassicDirectory(session_on(endless)).users() for user in page]
    assert users == ["x", "y"]


class Scim(Tenancy):
    """Gives the users of a domain as it is told to."""

    answers: Callable[[int], dict[str, object]]

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        if request.path == "/admin/v1/Users":
            start = int(request.query["startIndex"][0])
            return Response(200, answer.headers, json.dumps(self.answers(start)).encode())
        return answer


def users(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "userName": name} for name in names]


UNWHOLE: dict[str, Callable[[int], dict[str, object]]] = {
    "the same page whatever was asked for": lambda start: {"totalResults": 9, "Resources": users("a", "b")},
    "a total that grows, the same page": lambda start: {"totalResults": start + 99, "Resources": users("a")},
    "a total that grows, other users": lambda start: {"totalResults": start + 99, "Resources": users(f"u{start}")},
    "fewer than there are": lambda start: {"totalResults": 5, "Resources": users("a", "b") if start == 1 else []},
    "none of those that there are": lambda start: {"totalResults": 5, "Resources": []},
    "no list of them": lambda start: {"totalResults": 5},
    "a total without end": lambda start: {"totalResults": 2**62, "Resources": users(f"u{start}")},
}


def domain(tenancy: Tenancy) -> DomainsDirectory:
    session = session_on(tenancy)
    return DomainsDirectory(session, next(iter(DomainList(session))))


@pytest.mark.parametrize("name", UNWHOLE)
def test_an_incomplete_list_of_a_domain_is_reported(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(list_ends, "MOST_PAGES", 300)
    tenancy = Scim(users=20)
    tenancy.answers = UNWHOLE[name]
    with pytest.raises(IncompleteError, match="incomplete list while listing the users"):
        list(domain(tenancy).users())


@pytest.mark.parametrize("answer", [{}, {"Resources": users("a")}, {"totalResults": None}, {"totalResults": "five"}])
def test_a_response_without_a_valid_list_is_an_error(answer: dict[str, object]) -> None:
    tenancy = Scim(users=20)
    tenancy.answers = lambda start: answer
    with pytest.raises(OciSmtpError, match="Can't read the response"):
        list(domain(tenancy).users())


def test_a_repeated_page_of_credentials_is_reported_as_incomplete(tenancy: Tenancy) -> None:
    class Paged(Tenancy):
        def handle(self, request: Request, patience: float | None = None) -> Response:
            answer = super().handle(request, patience)
            return Response(answer.status, {**answer.headers, "opc-next-page": "more"}, answer.body)

    user = User(tenancy.user_ocid("shop.mailer"), "shop.mailer")
    with pytest.raises(IncompleteError, match="the same page came twice"):
        ClassicDirectory(session_on(Paged(users=20))).credentials(user)
