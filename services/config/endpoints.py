"""Where requests may be sent: what the SDK takes for an endpoint, and what we do."""

import re

from services.model.errors import ConfigError

ENDPOINT = re.compile(r"https?://[\w-]+(\.[\w-]+)*(:(?P<port>\d{1,5}))?(?P<path>/[\w./-]*)?", re.ASCII)
"""What the SDK takes for an endpoint: it rejects anything else with each request (`oci.base_client`)."""


def checked_endpoint(flag: str, text: str) -> str:
    """The endpoint that an option names, if it names one.

    Raises:
        ConfigError: it cannot be one.
    """
    if text and not _is_endpoint(text):
        raise ConfigError(f'{flag} can\'t be "{text}".', "Use a URL such as https://identity.example.com:8443.")
    return text.rstrip("/")


def checked_domain_url(name: str, url: str, identity_endpoint: str) -> str:
    """The URL of an identity domain, both as IAM named them.

    Passwords come from there: it must have TLS, unless the person has IAM itself asked without.

    Raises:
        ConfigError: requests can't be sent to that URL.
    """
    return _checked_named(url, f"the identity domain {name}", may_be_plain=identity_endpoint.startswith("http:"))


def checked_vault_url(url: str, vault_endpoint: str) -> str:
    """The management endpoint of a vault as OCI named it, with TLS as `checked_domain_url` asks for.

    Raises:
        ConfigError: requests can't be sent to that URL.
    """
    return _checked_named(url, "a vault", may_be_plain=vault_endpoint.startswith("http:"))


def _checked_named(url: str, what: str, *, may_be_plain: bool) -> str:
    url = url.rstrip("/")
    found = ENDPOINT.fullmatch(url)
    if found and _is_endpoint(url) and not found["path"] and (url.startswith("https:") or may_be_plain):
        return url
    raise ConfigError(
        f'OCI returned an invalid address for {what}: "{url}".',
        "Try again. If this continues, ask an administrator of the tenancy.",
    )


def _is_endpoint(text: str) -> bool:
    found = ENDPOINT.fullmatch(text)
    return found is not None and int(found["port"] or 0) < 65536
