"""The CA bundle that TLS trusts instead of the usual one, in the order of the OCI CLI (oci_cli/cli_util.py)."""

import os
import ssl
from collections.abc import Mapping

from services.config.options import Options
from services.config.profile import Profile
from services.model.errors import ConfigError
from services.system.outside_file import expanded

OF_REQUESTS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""What the SDK's HTTP library takes from the environment."""


def cert_bundle(profile: Profile, options: Options, environ: Mapping[str, str]) -> str:
    """Its path, proven to hold certificates; empty where none is named.

    Raises:
        ConfigError: it can't be read, or holds none. Without this check the library raises what no command expects.
    """
    path, named_by = named_bundle(profile, options, environ)
    if path:
        _check(path, named_by)
    return path


def named_bundle(profile: Profile, options: Options, environ: Mapping[str, str]) -> tuple[str, str]:
    """The path of the bundle, and what names it; both empty where nothing does."""
    if options.cert_bundle:
        is_theirs = options.cert_bundle == environ.get("OCI_CLI_CERT_BUNDLE")
        return expanded(options.cert_bundle), "OCI_CLI_CERT_BUNDLE" if is_theirs else "--cert-bundle"
    if profile.cert_bundle:
        return profile.cert_bundle, "cert-bundle in the rc file of the OCI CLI"
    name = next((name for name in OF_REQUESTS if environ.get(name)), "")
    return expanded(environ[name]) if name else "", name


def _check(path: str, named_by: str) -> None:
    try:
        if not os.path.isdir(path):
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
        return
    except FileNotFoundError:
        why = "it doesn't exist"
    except ssl.SSLError:
        why = "it holds no certificates in PEM format"
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no file can have that name here"
    raise ConfigError(f"Can't read the CA bundle {path}: {why}.", f"Correct {named_by}, or remove it.")
