"""Reading one profile of Oracle's configuration file, and saying exactly what is wrong with it."""

import configparser
import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from services.errors import ConfigError, NoConfigError
from services.options import Options

OCID = re.compile(r"ocid1\.[a-z0-9]+\.[a-z0-9]+\.[a-z0-9-]*\.[A-Za-z0-9._-]+")
"""Shape of an Oracle Cloud identifier (docs.oracle.com, General/Concepts/identifiers.htm)."""

FINGERPRINT = re.compile(r"([0-9a-f]{2}:){15}[0-9a-f]{2}", re.IGNORECASE)
REQUIRED = ("user", "tenancy", "fingerprint", "key_file")
SET_UP = (
    "Run 'oci setup config' to make one, name another with --config-file PATH, "
    "or try this program without an account: oci-smtp --demo"
)


@dataclass(frozen=True)
class Profile:
    """A usable api_key profile: everything that signs a request, except the passphrase of an encrypted key."""

    name: str
    user: str
    tenancy: str
    fingerprint: str
    region: str
    key_file: str
    passphrase: str = ""

    def __repr__(self) -> str:
        return f"<Profile {self.name}>"


def profile_names(path: str) -> list[str]:
    """The profiles in a configuration file, DEFAULT first if it holds anything.

    Raises:
        ConfigError: the file is missing or is not a configuration file.
    """
    parser = _parse(path)
    return (["DEFAULT"] if parser.defaults() else []) + parser.sections()


def default_profile(environ: Mapping[str, str]) -> str:
    """The profile that Oracle's CLI would take: `default_profile` of its rc file, else DEFAULT."""
    path = Path(environ.get("OCI_CLI_RC_FILE") or "~/.oci/oci_cli_rc").expanduser()
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path)
        return parser.get("OCI_CLI_SETTINGS", "default_profile", fallback="DEFAULT")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return "DEFAULT"


def load_profile(options: Options, environ: Mapping[str, str]) -> Profile:
    """Read and check the profile that the options name.

    Raises:
        ConfigError: what is wrong, in which file and profile, and what to do.
    """
    path = options.config_path
    parser = _parse(path)
    name = options.profile or default_profile(environ)
    values = _section(parser, path, name)
    where = f"Profile {name} in {path}"
    missing = [key for key in REQUIRED if not values.get(key)]
    if missing:
        raise ConfigError(
            f"{where} has no {_listed(missing)}.",
            "Compare it with the API key page of the Console: Profile menu › User settings › API keys.",
        )
    for key in ("user", "tenancy"):
        if not OCID.fullmatch(values[key]):
            raise ConfigError(f"{where}: '{values[key]}' is not the OCID of a {key}.", "Copy it from the Console.")
    if not FINGERPRINT.fullmatch(values["fingerprint"]):
        raise ConfigError(
            f"{where}: the fingerprint '{values['fingerprint']}' is not 16 pairs of hexadecimal digits.",
            "Copy it from the Console: Profile menu › User settings › API keys.",
        )
    region = options.region or values.get("region", "")
    if not region:
        raise ConfigError(f"{where} names no region.", "Add a line such as 'region=eu-frankfurt-1', or use --region.")
    return Profile(
        name=name,
        user=values["user"],
        tenancy=values["tenancy"],
        fingerprint=values["fingerprint"].lower(),
        region=region,
        key_file=os.path.expanduser(values["key_file"]),
        passphrase=values.get("pass_phrase", ""),
    )


def _parse(path: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    except FileNotFoundError:
        raise NoConfigError(f"There is no configuration file at {path}.", SET_UP) from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", "Check its owner and mode.") from None
    except (configparser.Error, UnicodeDecodeError):
        raise ConfigError(f"{path} is not a configuration file of Oracle's CLI and SDKs.", SET_UP) from None
    return parser


def _section(parser: configparser.ConfigParser, path: str, name: str) -> dict[str, str]:
    names = (["DEFAULT"] if parser.defaults() else []) + parser.sections()
    if name == "DEFAULT" and parser.defaults():
        return dict(parser.defaults())
    if name in parser.sections():
        return dict(parser[name])
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    known = f"It has: {', '.join(names)}." if names else "It has none."
    raise ConfigError(f"There is no profile {name} in {path}. {known}", f"{hint}Choose one with --profile NAME.")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and no {words[-1]}"
