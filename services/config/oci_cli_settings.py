"""What the OCI CLI takes from its environment variables and its rc file, in its order (oci_cli/cli_root.py)."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from services.config.auth_type import PKCS11
from services.config.ini_file import line_of, read_ini, text_of
from services.model.errors import ConfigError

if TYPE_CHECKING:
    import configparser

RC_FILE = "~/.oci/oci_cli_rc"
RC_FILE_OF_OLD = "~/.oci/cli-defaults"
SETTINGS = "OCI_CLI_SETTINGS"
"""The section of the rc file that counts for every profile."""

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

WHOLE_WITH_TOKEN = ("user", "tenancy")
"""The same where a PKCS#11 token has the key."""


def profile_overrides(environ: Mapping[str, str]) -> dict[str, str]:
    """The keys of a profile that the environment sets, whatever the profile."""
    return {key: environ[name] for name, key in PROFILE_VARIABLES.items() if environ.get(name)}


def needs_no_file(overrides: Mapping[str, str], region: str, auth: str) -> bool:
    """Whether the environment says everything that the key needs, so that the CLI leaves the file alone.

    As `is_config_valid_from_env` (oci_cli/cli_util.py).
    """
    if auth == PKCS11.name:
        return bool(region) and all(key in overrides for key in WHOLE_WITH_TOKEN)
    has_key = "key_file" in overrides or "key_content" in overrides
    return has_key and bool(region) and all(key in overrides for key in WHOLE)


def default_profile(environ: Mapping[str, str]) -> str:
    """The profile where none is asked for: `default_profile` of the rc file, else DEFAULT.

    Raises:
        ConfigError: the rc file can't be read. Passed over, it would leave another profile, and so another tenancy.
    """
    return _settings(environ).get("default_profile", "") or "DEFAULT"


def proxy_setting(environ: Mapping[str, str]) -> str:
    """`proxy` of the rc file.

    Raises:
        ConfigError: as `default_profile`.
    """
    return _settings(environ).get("proxy", "")


def profile_defaults(environ: Mapping[str, str], profile: str) -> dict[str, str]:
    """What the rc file sets for a profile, such as `region` and `auth`; its [DEFAULT] counts for all.

    Raises:
        ConfigError: as `default_profile`.
    """
    parser = _read(environ, default_section="DEFAULT")
    return dict(parser[profile]) if parser and profile in parser else {}


def rc_value(environ: Mapping[str, str], profile: str, key: str) -> str:
    """What the rc file sets for a profile, else for every profile, where one key may stand in either section.

    Raises:
        ConfigError: as `default_profile`.
    """
    value = profile_defaults(environ, profile).get(key)
    return _settings(environ).get(key, "") if value is None else value


def misplaced_default(path: str, environ: Mapping[str, str]) -> str:
    """What to know of a `default_profile` that counts nowhere, in the configuration file or the rc file; empty if none.

    Raises:
        ConfigError: as `default_profile`.
    """
    if _settings(environ).get("default_profile"):
        return ""
    rc_file = _rc_file(environ)
    for each in (path, str(rc_file) if rc_file else ""):
        with contextlib.suppress(ConfigError, OSError):
            parser = read_ini(each, CORRECT, default_section="", strict=False)
            named = next((section for section in parser.sections() if parser[section].get("default_profile")), "")
            if named:
                line = line_of(text_of(each, CORRECT), named, "default_profile")
                return (
                    f"{each}, line {line}: default_profile doesn't count there, but in {RC_FILE} "
                    f"under [{SETTINGS}]. Profile DEFAULT is used."
                )
    return ""


def _settings(environ: Mapping[str, str]) -> dict[str, str]:
    parser = _read(environ, default_section="")
    return dict(parser[SETTINGS]) if parser and SETTINGS in parser else {}


def _read(environ: Mapping[str, str], default_section: str) -> "configparser.ConfigParser | None":
    path = _rc_file(environ)
    if path is None:
        return None
    try:
        return read_ini(str(path), CORRECT, default_section=default_section)
    except FileNotFoundError:
        raise ConfigError(f"Can't read {path}: it is a link to a file that doesn't exist.", CORRECT) from None


def _rc_file(environ: Mapping[str, str]) -> Path | None:
    """The first that exists. OCI_CLI_RC_FILE comes after the usual place, as in the CLI; /dev/null is none."""
    places = (RC_FILE, environ.get("OCI_CLI_RC_FILE", ""), RC_FILE_OF_OLD)
    paths = (Path(os.path.expandvars(os.path.expanduser(place))) for place in places if place)
    found = next((path for path in paths if os.path.lexists(path)), None)
    return None if found == Path(os.devnull) else found
