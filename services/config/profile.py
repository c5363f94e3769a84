"""Reading one profile of Oracle's configuration file, and saying exactly what is wrong with it."""

import configparser
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.config.auth_type import API_KEY, DELEGATION, INSTANCE, SECURITY_TOKEN, AuthType, auth_type
from services.config.oci_cli_settings import default_profile, needs_no_file, profile_defaults, profile_overrides
from services.config.options import Options
from services.model.errors import ConfigError, NoConfigError
from services.system.outside_file import expanded, read_text, reason

OCID = re.compile(r"ocid1\.[a-z0-9]+\.[a-z0-9]+\.[a-z0-9-]*\.[A-Za-z0-9._-]+")
"""Shape of an Oracle Cloud identifier (docs.oracle.com, General/Concepts/identifiers.htm)."""

FINGERPRINT = re.compile(r"([0-9a-f]{2}:){15}[0-9a-f]{2}", re.IGNORECASE)
REQUIRED = {
    API_KEY: ("user", "tenancy", "fingerprint", "key_file"),
    SECURITY_TOKEN: ("security_token_file", "key_file"),
    DELEGATION: ("delegation_token_file",),
}
SET_UP = (
    "To create one, run oci setup config. To use another file, add --config-file PATH. "
    "To try oci-smtp without an account, run oci-smtp --demo."
)
CONSOLE = "Compare it with the Console: Profile menu › User settings › API keys."
RENEWED_BY = "Run oci session authenticate, which writes such a profile."


@dataclass(frozen=True)
class Profile:
    """What a profile says of who signs, and where. What its way to sign in does not need may be empty."""

    name: str
    user: str
    tenancy: str
    fingerprint: str
    region: str
    key_file: str
    passphrase: str = ""
    auth: AuthType = API_KEY
    key_content: str = ""
    """The key itself, from the environment; it comes before `key_file`, as in the SDK."""
    security_token_file: str = ""
    delegation_token_file: str = ""

    def __repr__(self) -> str:
        return f"<Profile {self.name}>"

    @property
    def key_name(self) -> str:
        """The key, for messages."""
        return "in OCI_CLI_KEY_CONTENT" if self.key_content else self.key_file


def profile_names(path: str) -> list[str]:
    """The profiles in a configuration file, DEFAULT first if it holds anything.

    Raises:
        ConfigError: the file is missing or is not a configuration file.
    """
    return _names(_parse(path))


def load_profile(options: Options, environ: Mapping[str, str]) -> Profile:
    """Read and check the profile that the options name, under what the environment says of the OCI CLI.

    Raises:
        ConfigError: what is wrong, in which file and profile, and what to do.
        UsageError: there is no such way to sign in.
    """
    path = options.config_path
    name = options.profile or default_profile(environ)
    usual = profile_defaults(environ, name)
    overrides = profile_overrides(environ)
    asked = options.auth or usual.get("auth", "")
    region = options.region or usual.get("region", "")
    is_whole = needs_no_file(overrides, region)
    own: dict[str, str] = {}
    values: dict[str, str] = {}
    if not is_whole:
        own, values = _sections(path, name, is_needed=not asked or auth_type(asked).needs_profile)
    values = {**values, **overrides}
    auth = auth_type(asked) if asked else _evident({**own, **overrides}, values)
    profile = Profile(
        name=name,
        user=_user(auth, values, environ),
        tenancy=values.get("tenancy", ""),
        fingerprint=values.get("fingerprint", "").lower(),
        region=region or values.get("region", ""),
        key_file=expanded(values.get("key_file", "")),
        passphrase=values.get("pass_phrase", ""),
        auth=auth,
        key_content=values.get("key_content", "") if "key_content" in overrides else "",
        security_token_file=expanded(values.get("security_token_file", "")),
        delegation_token_file=expanded(values.get("delegation_token_file", "")),
    )
    _check(profile, "The environment (OCI_CLI_...)" if is_whole else f"Profile {name} in {path}")
    return profile


def _user(auth: AuthType, values: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Whom the profile names. Cloud Shell names its person in a variable, which for some holds another kind of name."""
    if auth is not DELEGATION:
        return values.get("user", "")
    named = environ.get("OCI_CS_USER_OCID", "")
    return named if OCID.fullmatch(named) and named.startswith("ocid1.user.") else ""


def _evident(own: Mapping[str, str], values: Mapping[str, str]) -> AuthType:
    """How a profile signs in where no auth type is given: values of [DEFAULT] don't change its kind.

    The OCI CLI asks for `--auth security_token` with each command; a profile with a token and no user can be nothing
    else. `authentication_type` is how Cloud Shell's own file says it (oci/config.py).
    """
    if own.get("security_token_file") and not own.get("user"):
        return SECURITY_TOKEN
    if values.get("authentication_type") == INSTANCE.name:
        return DELEGATION if values.get("delegation_token_file") else INSTANCE
    return API_KEY


def _check(profile: Profile, where: str) -> None:
    missing = [key for key in REQUIRED.get(profile.auth, ()) if not getattr(profile, key)]
    if profile.key_content and "key_file" in missing:
        missing.remove("key_file")
    if missing:
        raise ConfigError(
            f"{where} is missing {_listed(missing)}.", RENEWED_BY if profile.auth is SECURITY_TOKEN else CONSOLE
        )
    for key in ("user", "tenancy"):
        value = getattr(profile, key)
        if value and not OCID.fullmatch(value):
            raise ConfigError(f'{where}: "{value}" isn\'t the OCID of a {key}.', "Copy it from the Console.")
    if profile.auth is API_KEY and not FINGERPRINT.fullmatch(profile.fingerprint):
        raise ConfigError(
            f'{where}: the fingerprint "{profile.fingerprint}" isn\'t 16 pairs of hexadecimal digits.',
            "Copy it from the Console: Profile menu › User settings › API keys.",
        )
    if profile.auth.needs_profile and profile.auth is not DELEGATION and not profile.region:
        raise ConfigError(f"{where} has no region.", "Add a line such as region=eu-frankfurt-1, or use --region.")


def _sections(path: str, name: str, is_needed: bool) -> tuple[dict[str, str], dict[str, str]]:
    """What the profile says itself, and with what [DEFAULT] lends it; nothing where none is there or needed."""
    try:
        parser = _parse(path)
        values = _section(parser, path, name)
    except ConfigError:
        if is_needed:
            raise
        return {}, {}
    plain = _parse(path, default_section="", strict=False)  # in which [DEFAULT] lends nothing
    return dict(plain[name]), values


def _section(parser: configparser.ConfigParser, path: str, name: str) -> dict[str, str]:
    names = _names(parser)
    if name == "DEFAULT" and parser.defaults():
        return dict(parser.defaults())
    if name in parser.sections():
        return dict(parser[name])
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    known = f"Profiles: {', '.join(names)}." if names else "The file has no profiles."
    raise ConfigError(
        f"Profile {name} isn't in {path}. {known}", f"{hint}Use --profile NAME, or Profile menu › Switch profile."
    )


def _parse(path: str, default_section: str = "DEFAULT", strict: bool = True) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, default_section=default_section, strict=strict)
    try:
        parser.read_string(read_text(path), path)
    except FileNotFoundError:
        raise NoConfigError(f"The configuration file {path} doesn't exist.", SET_UP) from None
    except OSError as error:
        raise ConfigError(
            f"Can't read {path}: {reason(error)}.", "Correct the file, or use another one with --config-file PATH."
        ) from None
    except configparser.Error:
        raise ConfigError(f"{path} isn't a valid OCI configuration file.", SET_UP) from None
    return parser


def _names(parser: configparser.ConfigParser) -> list[str]:
    return (["DEFAULT"] if parser.defaults() else []) + parser.sections()


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
