"""The ways to sign in, by the names that the OCI CLI gives them (oci_cli/cli_constants.py, `--auth`)."""

from dataclasses import dataclass

from services.model.errors import UsageError


@dataclass(frozen=True)
class AuthType:
    """A way to sign in, and what it is that signs."""

    name: str
    principal: str
    """Who is signed in, where it is no user of IAM: completes "You are signed in as ...". Empty where it always is."""

    needs_profile: bool = False
    """Whether a profile of the configuration file, or all of it in the environment, must say who signs."""


API_KEY = AuthType("api_key", "", needs_profile=True)
SECURITY_TOKEN = AuthType("security_token", "a federated user", needs_profile=True)
DELEGATION = AuthType("instance_obo_user", "a user that Cloud Shell doesn't identify", needs_profile=True)
INSTANCE = AuthType("instance_principal", "this compute instance")
RESOURCE = AuthType("resource_principal", "this resource")
WORKLOAD = AuthType("oke_workload_identity", "a Kubernetes workload")
PKCS11 = AuthType("pkcs11", "", needs_profile=True)

AUTH_TYPES = {each.name: each for each in (API_KEY, SECURITY_TOKEN, DELEGATION, INSTANCE, RESOURCE, WORKLOAD, PKCS11)}


def auth_type(name: str) -> AuthType:
    """The way to sign in of that name.

    Raises:
        UsageError: there is none.
    """
    if name not in AUTH_TYPES:
        raise UsageError(f'Unknown auth type: "{name}".', f"Options: {', '.join(AUTH_TYPES)}.")
    return AUTH_TYPES[name]
