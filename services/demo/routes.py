"""Which function answers which method and path, and whom."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from services.demo import authentication, email, email_domains, limits, suppressions
from services.demo.identity import credentials, groups, policies, tenancy, users
from services.demo.operation import EMAIL, IDENTITY, KMS, LIMITS, SCIM, SECRETS, Operation
from services.demo.scim import credentials as scim_credentials
from services.demo.scim import groups as scim_groups
from services.demo.scim import search
from services.demo.scim import users as scim_users
from services.demo.vault import bundles, keys, secrets, vaults, versions

_CREDENTIALS = f"{IDENTITY}/users/{{userId}}/smtpCredentials"
_MEMBERSHIPS = f"{IDENTITY}/userGroupMemberships"
_SCIM_CREDENTIALS = f"{SCIM}/SmtpCredentials"
_ONE_SCIM_CREDENTIAL = f"{_SCIM_CREDENTIALS}/{{smtpCredentialId}}"
_MY_CREDENTIALS = f"{SCIM}/MySmtpCredentials"
_ONE_OF_MY_CREDENTIALS = f"{_MY_CREDENTIALS}/{{mySmtpCredentialId}}"

OPERATIONS = (
    Operation("GET", f"{IDENTITY}/users", users.list_users),
    Operation("POST", f"{IDENTITY}/users", users.create_user),
    Operation("GET", f"{IDENTITY}/users/{{userId}}", users.get_user, "owner"),
    Operation("DELETE", f"{IDENTITY}/users/{{userId}}", users.delete_user),
    Operation("PUT", f"{IDENTITY}/users/{{userId}}/capabilities", users.update_user_capabilities),
    Operation("PUT", f"{IDENTITY}/users/{{userId}}/state", users.update_user_state),
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
    Operation("PUT", f"{IDENTITY}/policies/{{policyId}}", policies.update_policy),
    Operation("DELETE", f"{IDENTITY}/policies/{{policyId}}", policies.delete_policy),
    Operation("GET", f"{IDENTITY}/compartments", tenancy.list_compartments, "everyone"),
    Operation("GET", f"{IDENTITY}/compartments/{{compartmentId}}", tenancy.get_compartment),
    Operation("GET", f"{IDENTITY}/domains", tenancy.list_domains, "everyone"),
    Operation("GET", f"{IDENTITY}/tenancies/{{tenancyId}}", tenancy.get_tenancy, "everyone"),
    Operation(
        "GET", f"{IDENTITY}/tenancies/{{tenancyId}}/regionSubscriptions", tenancy.list_region_subscriptions, "everyone"
    ),
    Operation("GET", f"{EMAIL}/senders", email.list_senders),
    Operation("POST", f"{EMAIL}/senders", email.create_sender),
    Operation("GET", f"{EMAIL}/senders/{{senderId}}", email.get_sender),
    Operation("GET", f"{EMAIL}/configuration", email.get_email_configuration),
    Operation("GET", f"{EMAIL}/emailDomains", email_domains.list_email_domains),
    Operation("GET", f"{EMAIL}/emailDomains/{{emailDomainId}}", email_domains.get_email_domain),
    Operation("GET", f"{EMAIL}/dkims", email_domains.list_dkims),
    Operation("GET", f"{EMAIL}/dkims/{{dkimId}}", email_domains.get_dkim),
    Operation("GET", f"{EMAIL}/suppressions", suppressions.list_suppressions),
    Operation("GET", f"{EMAIL}/suppressions/{{suppressionId}}", suppressions.get_suppression),
    Operation("GET", f"{LIMITS}/limitValues", limits.list_limit_values),
    Operation("GET", f"{KMS}/vaults", vaults.list_vaults),
    Operation("GET", f"{KMS}/vaults/{{vaultId}}", vaults.get_vault),
    Operation("GET", f"{KMS}/keys", keys.list_keys),
    Operation("GET", f"{KMS}/keys/{{keyId}}", keys.get_key),
    Operation("GET", f"{KMS}/secrets", secrets.list_secrets),
    Operation("POST", f"{KMS}/secrets", secrets.create_secret),
    Operation("GET", f"{KMS}/secrets/{{secretId}}", secrets.get_secret),
    Operation("PUT", f"{KMS}/secrets/{{secretId}}", secrets.update_secret),
    Operation("POST", f"{KMS}/secrets/{{secretId}}/actions/scheduleDeletion", secrets.schedule_secret_deletion),
    Operation("GET", f"{KMS}/secrets/{{secretId}}/versions", versions.list_secret_versions),
    Operation("GET", f"{KMS}/secrets/{{secretId}}/version/{{secretVersionNumber}}", versions.get_secret_version),
    Operation(
        "POST",
        f"{KMS}/secrets/{{secretId}}/version/{{secretVersionNumber}}/actions/scheduleDeletion",
        versions.schedule_secret_version_deletion,
    ),
    Operation("GET", f"{SECRETS}/secretbundles/{{secretId}}", bundles.get_secret_bundle),
    Operation("POST", "/v1/authentication/refresh", authentication.refresh_security_token, "everyone"),
    Operation("GET", f"{SCIM}/Users", scim_users.list_users),
    Operation("POST", f"{SCIM}/Users/.search", search.search_users),
    Operation("POST", f"{SCIM}/Groups/.search", search.search_groups),
    Operation("POST", f"{_SCIM_CREDENTIALS}/.search", search.search_smtp_credentials),
    Operation("POST", f"{SCIM}/Users", scim_users.create_user),
    Operation("GET", f"{SCIM}/Users/{{userId}}", scim_users.get_user),
    Operation("GET", f"{SCIM}/Me", scim_users.get_me, "self"),
    Operation(
        "PUT",
        f"{SCIM}/UserCapabilitiesChanger/{{userCapabilitiesChangerId}}",
        scim_users.put_user_capabilities_changer,
    ),
    Operation("PUT", f"{SCIM}/UserStatusChanger/{{userStatusChangerId}}", scim_users.put_user_status_changer),
    Operation("GET", f"{SCIM}/Groups", scim_groups.list_groups),
    Operation("POST", f"{SCIM}/Groups", scim_groups.create_group),
    Operation("GET", f"{SCIM}/Groups/{{groupId}}", scim_groups.get_group),
    Operation("PATCH", f"{SCIM}/Groups/{{groupId}}", scim_groups.patch_group),
    Operation("GET", _SCIM_CREDENTIALS, scim_credentials.list_smtp_credentials),
    Operation("POST", _SCIM_CREDENTIALS, scim_credentials.create_smtp_credential),
    Operation("GET", _ONE_SCIM_CREDENTIAL, scim_credentials.get_smtp_credential),
    Operation("PATCH", _ONE_SCIM_CREDENTIAL, scim_credentials.patch_smtp_credential),
    Operation("DELETE", _ONE_SCIM_CREDENTIAL, scim_credentials.delete_smtp_credential),
    Operation("GET", _MY_CREDENTIALS, scim_credentials.list_my_smtp_credentials, "self"),
    Operation("POST", _MY_CREDENTIALS, scim_credentials.create_my_smtp_credential, "self"),
    Operation("GET", _ONE_OF_MY_CREDENTIALS, scim_credentials.get_my_smtp_credential, "self"),
    Operation("PATCH", _ONE_OF_MY_CREDENTIALS, scim_credentials.patch_my_smtp_credential, "self"),
    Operation("DELETE", _ONE_OF_MY_CREDENTIALS, scim_credentials.delete_my_smtp_credential, "self"),
)

_PATTERNS = [
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.template) + "/?"), operation)
    for operation in OPERATIONS
]


@dataclass(frozen=True)
class Route:
    """Where a request leads; with no `operation`, `wrong_method` tells whether only the method is wrong."""

    operation: Operation | None
    params: dict[str, str]
    wrong_method: bool


def route(method: str, path: str) -> Route:
    """Find the operation for a method and a path that is still percent-encoded."""
    wrong_method = False
    for pattern, operation in _PATTERNS:
        match = pattern.fullmatch(path)
        if match is None:
            continue
        if operation.method == method:
            return Route(operation, {key: unquote(value) for key, value in match.groupdict().items()}, False)
        wrong_method = True
    return Route(None, {}, wrong_method)
