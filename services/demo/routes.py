"""Which function answers which method and path, and whom."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from services.demo import email
from services.demo.call import Call
from services.demo.http import Response
from services.demo.identity import credentials, groups, policies, tenancy, users

Access = Literal["everyone", "owner", "administrator"]

IDENTITY = "/20160918"
EMAIL = "/20170907"


@dataclass(frozen=True)
class Operation:
    """One operation, named as in the Python SDK. `owner`: the user in the path, and administrators."""

    method: str
    template: str
    answer: Callable[[Call], Response]
    access: Access = "administrator"

    @property
    def name(self) -> str:
        """The name of the SDK's method."""
        return self.answer.__name__

    @property
    def writes_identity(self) -> bool:
        """Whether it must be sent to the home region."""
        return self.method != "GET" and self.template.startswith(IDENTITY)


_CREDENTIALS = f"{IDENTITY}/users/{{userId}}/smtpCredentials"
_MEMBERSHIPS = f"{IDENTITY}/userGroupMemberships"

OPERATIONS = (
    Operation("GET", f"{IDENTITY}/users", users.list_users),
    Operation("POST", f"{IDENTITY}/users", users.create_user),
    Operation("GET", f"{IDENTITY}/users/{{userId}}", users.get_user, "owner"),
    Operation("DELETE", f"{IDENTITY}/users/{{userId}}", users.delete_user),
    Operation("PUT", f"{IDENTITY}/users/{{userId}}/capabilities", users.update_user_capabilities),
    Operation("GET", _CREDENTIALS, credentials.list_smtp_credentials, "owner"),
    Operation("POST", _CREDENTIALS, credentials.create_smtp_credential, "owner"),
    Operation("PUT", f"{_CREDENTIALS}/{{smtpCredentialId}}", credentials.update_smtp_credential, "owner"),
    Operation("DELETE", f"{_CREDENTIALS}/{{smtpCredentialId}}", credentials.delete_smtp_credential, "owner"),
    Operation("GET", _MEMBERSHIPS, groups.list_user_group_memberships),
    Operation("POST", _MEMBERSHIPS, groups.add_user_to_group),
    Operation("DELETE", f"{_MEMBERSHIPS}/{{userGroupMembershipId}}", groups.remove_user_from_group),
    Operation("GET", f"{IDENTITY}/groups", groups.list_groups),
    Operation("POST", f"{IDENTITY}/groups", groups.create_group),
    Operation("GET", f"{IDENTITY}/groups/{{groupId}}", groups.get_group),
    Operation("GET", f"{IDENTITY}/policies", policies.list_policies),
    Operation("POST", f"{IDENTITY}/policies", policies.create_policy),
    Operation("GET", f"{IDENTITY}/policies/{{policyId}}", policies.get_policy),
    Operation("GET", f"{IDENTITY}/compartments", tenancy.list_compartments),
    Operation("GET", f"{IDENTITY}/compartments/{{compartmentId}}", tenancy.get_compartment),
    Operation("GET", f"{IDENTITY}/domains", tenancy.list_domains),
    Operation("GET", f"{IDENTITY}/tenancies/{{tenancyId}}", tenancy.get_tenancy, "everyone"),
    Operation(
        "GET", f"{IDENTITY}/tenancies/{{tenancyId}}/regionSubscriptions", tenancy.list_region_subscriptions, "everyone"
    ),
    Operation("GET", f"{EMAIL}/senders", email.list_senders),
    Operation("GET", f"{EMAIL}/senders/{{senderId}}", email.get_sender),
    Operation("GET", f"{EMAIL}/configuration", email.get_email_configuration),
    Operation("GET", f"{EMAIL}/emailDomains", email.list_email_domains),
)

_PATTERNS = [
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.template) + "/?"), operation)
    for operation in OPERATIONS
]


@dataclass(frozen=True)
class Route:
    """Where a request leads; with no `operation`, `known_path` tells whether only the method is wrong."""

    operation: Operation | None
    params: dict[str, str]
    known_path: bool


def route(method: str, path: str) -> Route:
    """Find the operation for a method and a path that is still percent-encoded."""
    known_path = False
    for pattern, operation in _PATTERNS:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        known_path = True
        if operation.method == method:
            return Route(operation, {key: unquote(value) for key, value in match.groupdict().items()}, known_path)
    return Route(None, {}, known_path)
