"""What the OCI CLI takes from its environment variables and its rc file, in its order (oci_cli/cli_root.py)."""

import configparser
import os
from collections.abc import Mapping
from errno import EILSEQ
from pathlib import Path

from services.model.errors import ConfigError
from services.system.outside_file import read_text, reason

RC_FILE = "~/.oci/oci_cli_rc"
RC_FILE_OF_OLD = "~/.oci/cli-defaults"

PROFILE_VARIABLES = {
    "OCI_CLI_USER": "user",
    "OCI_CLI_TENANCY": "tenancy",
    "OCI_CLI_FINGERPRINT": "fingerprint",
    "OCI_CLI_KEY_FILE": "key_file",
    "OCI_CLI_KEY_CONTENT": "key_content",
    "OCI_CLI_PASSPHRASE": "pass_phrase",
    "OCI_CLI_SECURITY_TOKEN_FILE": "security_token_file",
    "OCI_CLI_DELEGATION_TOKEN_FILE": "delegation_token_file",
}
"""Variables that take the place of a profile's keys (oci_cli/cli_constants.py, OCI_CONFIG_ENV_VARS)."""

CORRECT = "Correct this file of the OCI CLI, or move it."

WHOLE = ("user", "tenancy", "fingerprint")
"""With these, a key and a region in the environment no configuration file is read."""


def profile_overrides(environ: Mapping[str, str]) -> dict[str, str]:
    """The keys of a profile that the environment sets, whatever the profile."""
    return {key: environ[name] for name, key in PROFILE_VARIABLES.items() if environ.get(name)}


def needs_no_file(overrides: Mapping[str, str], region: str) -> bool:
    """Whether the environment says everything that an API key needs, so that the CLI leaves the file alone."""
    has_key = "key_file" in overrides or "key_content" in overrides
    return has_key and bool(region) and all(key in overrides for key in WHOLE)


def default_profile(environ: Mapping[str, str]) -> str:
    """The profile where none is asked for: `default_profile` of the rc file, else DEFAULT."""
    parser = _read(environ, inherit=False)
    return parser.get("OCI_CLI_SETTINGS", "default_profile", fallback="") or "DEFAULT"


def profile_defaults(environ: Mapping[str, str], profile: str) -> dict[str, str]:
    """What the rc file sets for a profile, such as `region` and `auth`; its [DEFAULT] counts for all."""
    parser = _read(environ, inherit=True)
    return dict(parser[profile]) if profile in parser else {}


def _read(environ: Mapping[str, str], inherit: bool) -> configparser.ConfigParser:
    """The rc file; empty where there is none, or where it is no such file.

    Raises:
        ConfigError: it can't be read. Passed over, it would leave another profile, and so another tenancy.
    """
    parser = configparser.ConfigParser(interpolation=None, default_section="DEFAULT" if inherit else "")
    path = _rc_file(environ)
    if path is None:
        return parser
    try:
        parser.read_string(read_text(path), str(path))
    except OSError as error:
        if error.errno != EILSEQ:
            raise ConfigError(f"Can't read {path}: {reason(error)}.", CORRECT) from None
        return configparser.ConfigParser(interpolation=None)
    except configparser.Error:
        return configparser.ConfigParser(interpolation=None)
    return parser


def _rc_file(environ: Mapping[str, str]) -> Path | None:
    """The first that exists. OCI_CLI_RC_FILE comes after the usual place, as in the CLI; /dev/null is none."""
    places = (RC_FILE, environ.get("OCI_CLI_RC_FILE", ""), RC_FILE_OF_OLD)
    paths = (Path(os.path.expandvars(os.path.expanduser(place))) for place in places if place)
    found = next((path for path in paths if os.path.lexists(path)), None)
    return None if found == Path(os.devnull) else found
