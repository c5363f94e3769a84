"""What reads each answer in the product: a function of a session, and of the OCIDs and names to ask for."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from services.api.session import Session
from services.directory.classic import ClassicDirectory
from services.directory.classic_roster import ClassicRoster
from services.directory.domain_list import DomainList, IdentityDomain
from services.directory.domain_roster import DomainRoster
from services.directory.domains import DomainsDirectory
from services.directory.roster import NewUser
from services.model.values import Credential, Group, User
from services.policy.reader import IamPolicy, policies_of
from services.policy.writer import NewStatement, add_statement
from services.resources.compartments import CompartmentTree, read_tree
from services.resources.senders import approved_senders, create_sender, sender_record
from services.resources.suppressions import suppression_of

T = TypeVar("T")

TOKEN = "token"

Places = dict[str, str]
Reader = Callable[[Session, Places], object]


def _user(places: Places) -> User:
    return User(places["user"], "someone")


def _group(places: Places) -> Group:
    return Group(places["group"], "some group", "")


def _credential(places: Places) -> Credential:
    return Credential(places["credential"], "user name", "", "ACTIVE", None)


def _first(pages: Iterable[list[T]]) -> T:
    rows = [row for page in pages for row in page]
    return rows[0]


def _compartment(session: Session, _: Places) -> str:
    tree, error = read_tree(session)
    assert error is None
    return tree.path(list(tree)[1])


def _domain(session: Session) -> IdentityDomain:
    return DomainList(session).in_root()[0]


def _directory(session: Session) -> DomainsDirectory:
    return DomainsDirectory(session, _domain(session))


def _sender(session: Session, places: Places) -> Any:
    (found,) = approved_senders(session, CompartmentTree.of(places["of_senders"], ()))
    return found.senders[0]


READERS: dict[str, Reader] = {
    "list_users": lambda session, _: _first(ClassicDirectory(session).users()),
    "get_user": lambda session, places: ClassicDirectory(session).user(places["user"]),
    "create_user": lambda session, _: ClassicRoster(session).create_user(
        NewUser("a.user", "a@example.com", "a user"), ""
    ),
    "update_user_capabilities": lambda session, places: ClassicDirectory(session).change_smtp_capability(
        _user(places), allowed=True
    ),
    "update_user_state": lambda session, places: ClassicDirectory(session).activate(_user(places)),
    "get_user_not_found": lambda session, places: ClassicDirectory(session).user(places["unknown"]),
    "create_smtp_credential": lambda session, places: ClassicDirectory(session).create_credential(
        _user(places), "a credential", TOKEN
    ),
    "create_smtp_credential_too_long": lambda session, places: ClassicDirectory(session).create_credential(
        _user(places), "x" * 401, TOKEN
    ),
    "update_smtp_credential": lambda session, places: ClassicDirectory(session).describe_credential(
        _user(places), _credential(places), "other"
    ),
    "list_smtp_credentials": lambda session, places: ClassicDirectory(session).credentials(_user(places))[0],
    "delete_smtp_credential": lambda session, places: ClassicDirectory(session).delete_credential(
        _user(places), _credential(places)
    ),
    "list_groups": lambda session, places: ClassicRoster(session).find_group(places["group"]),
    "create_group": lambda session, _: ClassicRoster(session).create_group("a group", "a description", TOKEN),
    "list_policies": lambda session, places: next(iter(policies_of(session.identity, places["tenancy"]))),
    "get_policy": lambda session, places: session.identity().read_tagged(
        IamPolicy, f"/policies/{places['policy']}", "x"
    ),
    "create_policy": lambda session, places: add_statement(
        session, NewStatement("Allow any-user to inspect tenancies in tenancy", places["tenancy"], "a policy"), TOKEN
    ),
    "list_compartments": _compartment,
    "list_user_group_memberships_in_group": lambda session, places: _first(
        ClassicDirectory(session).members(places["group"])
    ),
    "list_user_group_memberships_of_user": lambda session, places: ClassicDirectory(session).groups(_user(places))[0],
    "list_user_group_memberships_of_both": lambda session, places: ClassicRoster(session).is_member(
        _user(places), _group(places)
    ),
    "add_user_to_group": lambda session, places: ClassicRoster(session).add_member(
        User(places["other"], "other"), _group(places), TOKEN
    ),
    "list_region_subscriptions": lambda session, _: session.subscriptions()[0],
    "list_senders": _sender,
    "get_sender": lambda session, places: sender_record(session, _sender(session, places)),
    "create_sender": lambda session, places: create_sender(session, "a@example.com", places["tenancy"], TOKEN),
    "create_sender_invalid": lambda session, places: create_sender(session, "example", places["tenancy"], TOKEN),
    "scim_list_users": lambda session, _: _first(_directory(session).users()),
    "scim_get_user": lambda session, places: _directory(session).user(places["user"]),
    "scim_create_user": lambda session, _: DomainRoster(session, _domain(session)).create_user(
        NewUser("a.user", "a@example.com", "a user"), TOKEN
    ),
    "scim_create_smtp_credential": lambda session, places: _directory(session).create_credential(
        User(places["other"], "other"), "a credential", TOKEN
    ),
    "scim_list_smtp_credentials": lambda session, places: _directory(session).credentials(_user(places))[0],
    "scim_patch_smtp_credential": lambda session, places: _directory(session).describe_credential(
        _user(places), _credential(places), "other"
    ),
    "scim_list_groups": lambda session, _: next(iter(_directory(session).group_names().items())),
    "scim_create_group": lambda session, _: DomainRoster(session, _domain(session)).create_group("a", "b", TOKEN),
    "scim_access_denied": lambda session, places: _directory(session).user(places["user"]),
    "get_suppression": lambda session, places: suppression_of(session, places["suppressed"]),
}

TOGETHER = {
    "list_user_group_memberships_of_user": ("list_groups",),
    "get_sender": ("list_senders",),
    "get_suppression": ("list_suppressions",),
    "update_user_state": ("get_user",),
    "scim_create_smtp_credential": ("scim_get_user",),
    "scim_list_smtp_credentials": ("scim_get_user",),
    "scim_patch_smtp_credential": ("scim_get_user", "scim_list_smtp_credentials"),
}
"""Answers that a reader needs besides the one of its name."""

NEWER = {"get_suppression": ("last",)}
"""Fields of values that come from what was documented later."""

UNREAD = {
    "get_group",
    "get_compartment_root",
    "list_compartments_accessible",
    "list_suppressions",
    "scim_missing_attribute",
    "scim_search_users",
}
"""What nothing in the product reads, or only together with another."""
