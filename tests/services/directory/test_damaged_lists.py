"""One value that OCI never sent before, anywhere in a list: the other rows are there, and the damaged one is named."""

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.api.list_ends import as_far_as_readable
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.directory.domains import DomainsDirectory
from services.model.errors import IncompleteError, OciSmtpError
from services.model.times import rfc3339
from services.model.values import Credential, OwnedCredential, User
from services.policy.reader import all_policies
from services.resources.compartments import CompartmentTree, read_tree
from services.resources.email import endpoint
from services.resources.senders import ApprovedSender, approved_senders
from services.resources.vaults import vaults
from tests.profiles import examples
from tests.services.accounts import session_on
from tests.services.directory.cases import domain_of
from tests.tui.shell import TWO
from tui.format.ages import age, ago, date, moment

pytestmark = pytest.mark.usefixtures("impatient")  # what is sent again follows at once

TENANCY = Tenancy(users=12, partners=6)
SESSION = session_on(TENANCY)
CLASSIC, DOMAIN = ClassicDirectory(SESSION), DomainsDirectory(SESSION, domain_of(TENANCY, "Default"))
WHO = User(TENANCY.user_ocid(TWO), TWO)
VAULTS = CompartmentTree.of(next(iter(TENANCY.world.vaults)).compartment, ())
ROOT = CompartmentTree.of(TENANCY.ocid, ())

RAW = "@raw@"
TIMES = (
    "2026-11-30T12:00:00",
    "2026-11-30",
    "2026-11-30T24:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "Mon, 30 Nov 2026 12:00:00 GMT",
    " 2026-11-30T12:00:00Z ",
    "1764504000000",
    "",
)
LITERALS = ("1e999", "-1e999", "NaN", "9" * 400, "1" + "0" * 5000, '"\\ud800"', '"a\\u0000b"', "[" * 2000 + "]" * 2000)
"""What no library writes, as it stands in JSON."""

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(TIMES),
    st.sampled_from(LITERALS).map(lambda text: RAW + text),
    st.just("x" * 20_000),
    st.recursive(st.none() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3)),
    st.dictionaries(st.text(max_size=3), st.none() | st.integers() | st.text(max_size=3), max_size=3),
)

Rows = tuple[list[Any], OciSmtpError | None]


@dataclass(frozen=True)
class Listing:
    """A list that we read: where its answer comes from, and what reading it brings."""

    path: str
    read: Callable[[], Rows]
    rows_at: str = ""
    """Where the rows are in the answer; empty if they are the answer."""

    def rows(self, answer: Any) -> list[dict[str, Any]]:
        """The rows of the answer."""
        found: list[dict[str, Any]] = answer[self.rows_at] if self.rows_at else answer
        return found


def paged(pages: Iterable[list[Any]] | None) -> Rows:
    assert pages is not None
    return as_far_as_readable(pages)


def at_once(read: Callable[[], Iterable[Any]]) -> Rows:
    try:
        return list(read()), None
    except IncompleteError as error:
        return list(error.part), error


def of_compartments(found: Iterable[Any], name: str) -> Rows:
    held = list(found)
    return [item for each in held for item in getattr(each, name)], next((e.error for e in held if e.error), None)


def compartments() -> Rows:
    tree, error = read_tree(SESSION)
    return list(tree), error


def domains() -> Rows:
    found = DomainList(SESSION)
    return list(found.in_root()), next(iter(found.unread), None)


def regions() -> Rows:
    return at_once(SESSION.subscriptions)


ADMINISTRATORS = next(ocid for ocid, name in CLASSIC.group_names().items() if name == "Administrators")
SCIM_ADMINISTRATORS = next(iter(DOMAIN.group_names()))
USERS, SCIM = "/20160918/users", "/admin/v1"
LISTS = {
    "users": Listing(USERS, lambda: paged(CLASSIC.users())),
    "credentials": Listing(f"{USERS}/*/smtpCredentials", lambda: at_once(lambda: CLASSIC.credentials(WHO))),
    "memberships": Listing("*/userGroupMemberships", lambda: at_once(lambda: CLASSIC.groups(WHO))),
    "groups": Listing("/20160918/groups", lambda: at_once(lambda: CLASSIC.group_names().items())),
    "members": Listing("*/userGroupMemberships", lambda: paged(CLASSIC.members(ADMINISTRATORS))),
    "domain's users": Listing(f"{SCIM}/Users", lambda: paged(DOMAIN.users()), "Resources"),
    "domain's credentials": Listing(
        f"{SCIM}/SmtpCredentials", lambda: at_once(lambda: DOMAIN.credentials(WHO)), "Resources"
    ),
    "everyone's credentials": Listing(f"{SCIM}/SmtpCredentials", lambda: paged(DOMAIN.all_credentials()), "Resources"),
    "domain's groups": Listing(f"{SCIM}/Groups", lambda: at_once(lambda: DOMAIN.group_names().items()), "Resources"),
    "domain's members": Listing(f"{SCIM}/Users", lambda: paged(DOMAIN.members(SCIM_ADMINISTRATORS)), "Resources"),
    "user's groups": Listing(f"{SCIM}/Users/*", lambda: at_once(lambda: DOMAIN.groups(WHO)), "groups"),
    "senders": Listing("*/senders", lambda: of_compartments(approved_senders(SESSION, ROOT), "senders")),
    "policies": Listing("*/policies", lambda: of_compartments(all_policies(SESSION, ROOT), "policies")),
    "vaults": Listing("*/vaults", lambda: of_compartments(vaults(SESSION, VAULTS), "vaults")),
    "compartments": Listing("*/compartments", compartments),
    "domains": Listing("*/domains", domains),
    "regions": Listing("*/regionSubscriptions", regions),
}

SCIM_LISTS = [name for name, listing in LISTS.items() if listing.rows_at == "Resources"]


def positions(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, the value itself first."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for name, item in inside for place in positions(item, (*at, name)))]


def changed(value: Any, at: tuple[Any, ...], new: Any) -> Any:
    if not at:
        return new
    copy = value.copy()
    copy[at[0]] = changed(value[at[0]], at[1:], new) if at[1:] else new
    return copy


def dumped(answer: Any) -> bytes:
    text = json.dumps(answer)
    for literal in LITERALS:
        text = text.replace(json.dumps(RAW + literal), literal)
    return text.encode()


class Altered:
    """The tenancy with one answer changed, of a list the first page; as a context."""

    def __init__(self, path: str, change: Callable[[Any], bytes]) -> None:
        self._path, self._change = path, change

    def __enter__(self) -> None:
        self._handle = TENANCY.handle

        def handle(request: Request, patience: float | None = None) -> Response:
            answer = self._handle(request, patience)
            if request.method != "GET" or "page" in request.query or not fnmatchcase(request.path, self._path):
                return answer
            return Response(answer.status, answer.headers, self._change(json.loads(answer.body)))

        TENANCY.handle = handle  # type: ignore[method-assign]  # until the end of the context

    def __exit__(self, *_: object) -> None:
        del TENANCY.handle  # the one of the class again


def shown(found: Iterable[Any]) -> None:
    """What is done with every row: its times are told, and it's written as text."""
    now = datetime.now(timezone.utc)
    for row in found:
        times = [row.created] if isinstance(row, (User, Credential, ApprovedSender)) else []
        times += [row.credential.created] if isinstance(row, OwnedCredential) else []
        times += [row.last_login] if isinstance(row, User) else []
        for then in filter(None, times):
            assert then.tzinfo is not None
            _ = (age(then, now), ago(then, now), date(then), moment(then), rfc3339(then), then.timestamp(), now - then)
        repr(row).encode()


def key(row: Any) -> object:
    """What tells a row from others."""
    if isinstance(row, OwnedCredential):
        return row.credential.ocid
    if isinstance(row, tuple):
        return row[0]
    return getattr(row, "ocid", None) or getattr(row, "region_key", row)


@pytest.mark.parametrize("name", LISTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(15))
@given(data=st.data())
def test_a_damaged_row_does_not_remove_other_rows(name: str, data: st.DataObject) -> None:
    listing = LISTS[name]
    answers: list[Any] = []

    def recorded(answer: Any) -> bytes:
        answers.append(answer)
        return dumped(answer)

    with Altered(listing.path, recorded):
        whole, _ = listing.read()
    answer = answers[-1]
    rows = listing.rows(answer)
    number = data.draw(st.integers(0, len(rows) - 1), "row")
    at = data.draw(st.sampled_from(positions(rows[number])), "place")
    place = (*([listing.rows_at] if listing.rows_at else []), number, *at)
    damaged = dumped(changed(answer, place, data.draw(ODD, "value")))
    with Altered(listing.path, lambda _: damaged):
        found, error = listing.read()
    shown(found)
    missing = {key(row) for row in whole} - {key(row) for row in found}
    assert len(missing) <= 1 or name in ("memberships", "compartments"), "more than the damaged row is lost"
    if len(found) < len(whole) and name not in (
        "memberships",
        "policies",
        "vaults",
        "domains",
        "regions",
        "credentials",
    ):
        assert error is not None, "a list that lacks a row passes for whole"
        assert "can't read" in error.cause, error.cause


OUTER: dict[str, list[tuple[Any, ...]]] = {
    **{name: [(), (0,)] for name in LISTS},
    **{name: [(), *((field,) for field in ("totalResults", "Resources", "startIndex"))] for name in SCIM_LISTS},
    "user's groups": [(), ("groups",), ("id",)],
    "configuration": [(), ("smtpSubmitEndpoint",)],
}
"""Places outside of the rows."""


@pytest.mark.parametrize("name", OUTER)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(15))
@given(odd=ODD, data=st.data())
def test_a_damaged_page_raises_at_most_an_oci_smtp_error(name: str, odd: Any, data: st.DataObject) -> None:
    path = "*/configuration" if name == "configuration" else LISTS[name].path

    place = data.draw(st.sampled_from(OUTER[name]), "place")

    def change(answer: Any) -> bytes:
        return dumped(changed(answer, place, odd))

    with Altered(path, change):
        if name == "configuration":
            assert endpoint(SESSION).host
            return
        with contextlib.suppress(OciSmtpError):
            shown(LISTS[name].read()[0])


TIME_NAMES = {"users": "timeCreated", "credentials": "timeCreated", "senders": "timeCreated"}


@pytest.mark.parametrize("name", TIME_NAMES)
def test_a_time_without_a_zone_is_in_utc(name: str) -> None:
    def change(answer: Any) -> bytes:
        return dumped([row | {TIME_NAMES[name]: "2026-11-30T12:00:00"} for row in answer])

    with Altered(LISTS[name].path, change):
        found, error = LISTS[name].read()
    assert error is None
    assert {row.created for row in found} == {datetime(2026, 11, 30, 12, tzinfo=timezone.utc)}


@pytest.mark.parametrize(
    ("field", "value"),
    [("timeCreated", "yesterday"), ("email", 5), ("capabilities", {"canUseSmtpCredentials": "maybe"})],
)
def test_a_damaged_value_is_named_in_the_error_and_keeps_its_row(field: str, value: object) -> None:
    names = [user.name for page in CLASSIC.users() for user in page]

    def change(answer: Any) -> bytes:
        return dumped([row | ({field: value} if row["name"] == TWO else {}) for row in answer])

    with Altered(USERS, change):
        found, error = LISTS["users"].read()
    assert [user.name for user in found] == names
    assert error is not None
    assert f'"{TWO}" ({field})' in error.cause
