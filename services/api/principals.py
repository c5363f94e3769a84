"""Signing in as what the program runs on: an instance, a resource, a Kubernetes workload, or Cloud Shell for a person.

The SDK's own signers ask the metadata service, the federation service or the cluster for a token, and renew it.
"""

import os
from dataclasses import replace
from typing import Any

from services.api.retries import LONGEST_PAUSE_SECONDS, MOST_SECONDS, MOST_TRIES
from services.api.transport_errors import redirect_behind
from services.config.auth_type import DELEGATION, INSTANCE, RESOURCE, WORKLOAD
from services.config.endpoints import checked_endpoint
from services.config.options import Options
from services.config.profile import Profile
from services.model.errors import ConfigError, NotAuthenticatedError
from services.system.outside_file import read_text, reason

WHERE = {
    INSTANCE: "Works only on an OCI compute instance.",
    RESOURCE: "Works only inside OCI services, which set the OCI_RESOURCE_PRINCIPAL_… variables.",
    WORKLOAD: "Works only in a pod of an enhanced OKE cluster.",
    DELEGATION: "Works only in OCI Cloud Shell.",
}
TENANCY_CLAIMS = ("res_tenant", "tenant")
"""The tenancy in a token: of a resource principal, and of others (oci/auth/signers)."""


def sign_in_as_principal(profile: Profile, options: Options, cert_bundle: str = "") -> tuple[Any, Profile]:
    """The SDK's signer, which has its first token, and the profile with the tenancy and region that it knows.

    Raises:
        NotAuthenticatedError: there was no token to be had.
        ConfigError: something is missing here, such as the file of the delegation token.
    """
    try:
        signer = _signer(profile, _federation(options, cert_bundle))
    except ConfigError:
        raise
    except Exception as error:  # the SDK doesn't catch what its libraries raise
        raise NotAuthenticatedError(
            f"Signing in with {profile.auth.name} failed: {_reason(error)}.", WHERE[profile.auth]
        ) from None
    tenancy = _tenancy(signer) or profile.tenancy
    region = profile.region or getattr(signer, "region", None) or ""
    if not tenancy or not region:
        what, variable = ("tenancy", "OCI_CLI_TENANCY") if not tenancy else ("region", "OCI_CLI_REGION")
        raise ConfigError(f"Auth type {profile.auth.name} doesn't report the {what}.", f"Set {variable}.")
    user = profile.user if profile.auth is DELEGATION else ""
    return signer, replace(profile, user=user, tenancy=tenancy, region=region)


def _signer(profile: Profile, federation: dict[str, Any]) -> Any:
    from oci.auth import signers

    from services.api.request_bounds import bound_http

    bound_http()
    if profile.auth is INSTANCE:
        return signers.InstancePrincipalsSecurityTokenSigner(**federation)
    if profile.auth is DELEGATION:
        token = _delegation_token(profile)
        return signers.InstancePrincipalsDelegationTokenSigner(delegation_token=token, **federation)
    if profile.auth is RESOURCE:
        return signers.get_resource_principals_signer()
    # As the OCI CLI takes them from the environment (oci_cli/cli_util.py).
    return signers.get_oke_workload_identity_resource_principal_signer(
        service_account_token_path=os.environ.get("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH"),
        service_account_token=os.environ.get("OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_STRING"),
        retry_strategy=_patience(),
    )


def _federation(options: Options, cert_bundle: str) -> dict[str, Any]:
    """What the instance's signers need: the SDK's own patience is three minutes, and a person waits."""
    from oci.circuit_breaker import NoCircuitBreakerStrategy

    theirs = os.environ.get("OCI_CLI_FEDERATION_ENDPOINT", "").strip()
    ours = f"{options.auth_endpoint.rstrip('/')}/v1/x509" if options.auth_endpoint else ""
    return {
        "retry_strategy": _patience(),
        "federation_client_retry_strategy": _patience(),
        "federation_client_circuit_breaker_strategy": NoCircuitBreakerStrategy(),
        "federation_endpoint": ours or checked_endpoint("OCI_CLI_FEDERATION_ENDPOINT", theirs) or None,
        **({"federation_client_cert_bundle_verify": cert_bundle} if cert_bundle else {}),
    }


def _delegation_token(profile: Profile) -> str:
    path = profile.delegation_token_file
    try:
        return read_text(path, encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(
            f"Can't read the delegation token {path}: {reason(error)}.",
            "Cloud Shell writes this file. Open a new Cloud Shell session.",
        ) from None


def _tenancy(signer: Any) -> str:
    known = getattr(signer, "tenancy_id", None)
    token = getattr(signer, "security_token", None)
    claims = token.get_jwt() if token else {}
    return known or next((claims[name] for name in TENANCY_CLAIMS if claims.get(name)), "")


def _reason(error: Exception) -> str:
    """What went wrong in a few words; never an answer's body, which may hold a token."""
    from oci._vendor.requests.exceptions import RequestException
    from oci.exceptions import ServiceError

    if isinstance(error, ServiceError):
        return f"{error.status} {error.message or ''}".strip()
    redirect = redirect_behind(error)
    if redirect:
        return f"the response {redirect.status} {redirect.points}, where nothing was sent"
    if isinstance(error, RequestException):
        return "the token endpoint didn't respond"
    if isinstance(error, (OSError, ValueError)) and error.args:
        return str(error).partition("\n")[0][:200].rstrip(".")
    return type(error).__name__


def _patience() -> Any:
    """For the SDK's signers: three tries within 20 seconds, for a person waits. Its own are eight in ten minutes."""
    from oci.retry import RetryStrategyBuilder

    return RetryStrategyBuilder(
        max_attempts=MOST_TRIES,
        total_elapsed_time_seconds=int(MOST_SECONDS),
        retry_max_wait_between_calls_seconds=int(LONGEST_PAUSE_SECONDS),
        retry_base_sleep_time_seconds=1,
        service_error_check=True,
        service_error_retry_on_any_5xx=True,
    ).get_retry_strategy()
