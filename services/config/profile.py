"""Reading one profile of Oracle's configuration file, and saying exactly what is wrong with it."""

import configparser
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.config.auth_type import API_KEY, DELEGATION, INSTANCE, PKCS11, SECURITY_TOKEN, AuthType, auth_type
from services.config.ini_file import read_ini
from services.config.oci_cli_settings import (
    default_profile,
    misplaced_default,
    needs_no_file,
    profile_defaults,
    profile_overrides,
    proxy_setting,
)
from services.config.ocids import why_not_ocid
from services.config.options import Options
from services.config.pkcs11_selection import NO_SELECTION, Pkcs11Selection, pkcs11_selection
from services.config.places import CORRECT, Places
from services.model.errors import ConfigError, NoConfigError
from services.system.outside_file import expanded

FINGERPRINT = re.compile(r"([0-9a-f]{2}:){15}[0-9a-f]{2}", re.IGNORECASE)
REQUIRED = {
    API_KEY: ("user", "tenancy", "fingerprint", "key_file"),
    SECURITY_TOKEN: ("security_token_file", "key_file"),
    DELEGATION: ("delegation_token_file",),
    PKCS11: ("user", "tenancy"),
}
SET_UP = (
    "To create one, run oci setup config. To use another file, add --config-file PATH. "
    "To try oci-smtp without an account, run oci-smtp --demo."
)
CONSOLE = "Compare it with the Console: Profile menu › User settings › API keys."
RENEWED_BY = "Run oci session authenticate, which writes such a profile."


class _NoProfileError(ConfigError):
    """The file has no profile of that name."""


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
    pkcs11: Pkcs11Selection = NO_SELECTION
    """The key that signs where the auth type is pkcs11."""
    endpoint: str = ""
    """The address that the OCI CLI's settings give instead of OCI's own, for each service."""
    cert_bundle: str = ""
    """The CA bundle that the rc file names."""
    proxy: str = ""
    """The proxy that the rc file names; those of the environment come first."""
    notices: tuple[str, ...] = ()
    """What a person should know of the configuration though it works."""

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


def profile_as_written(options: Options, environ: Mapping[str, str]) -> dict[str, str]:
    """What the profile says, with what the environment says in its place, and nothing checked.

    Raises:
        ConfigError: see `profile_names`; or there is no such profile.
    """
    name = options.profile or default_profile(environ)
    overrides = profile_overrides(environ)
    if needs_no_file(overrides, options.region, options.auth):
        return overrides
    return {**_sections(options.config_path, name, is_needed=True)[1], **overrides}


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
    is_whole = needs_no_file(overrides, region, asked)
    own: dict[str, str] = {}
    values: dict[str, str] = {}
    if not is_whole:
        own, values = _sections(path, name, is_needed=not asked or auth_type(asked).needs_profile)
    values = {**values, **overrides}
    auth = auth_type(asked) if asked else _evident({**own, **overrides}, values)
    selection = pkcs11_selection(environ, name) if auth is PKCS11 else NO_SELECTION
    profile = Profile(
        name=name,
        user=_user(auth, values, environ),
        tenancy=values.get("tenancy", ""),
        fingerprint=values.get("fingerprint", "").lower(),
        region=region or values.get("region", "") or environ.get("OCI_REGION", ""),
        key_file=expanded(values.get("key_file", "")),
        passphrase=values.get("pass_phrase", ""),
        auth=auth,
        key_content=values.get("key_content", "") if "key_content" in overrides else "",
        security_token_file=expanded(values.get("security_token_file", "")),
        delegation_token_file=expanded(values.get("delegation_token_file", "")),
        pkcs11=selection,
        endpoint=(environ.get("OCI_CLI_ENDPOINT") or usual.get("endpoint", "")).strip(),
        cert_bundle=expanded(usual.get("cert-bundle", "")),
        proxy=proxy_setting(environ),
        notices=(*_notices(options, environ, auth, values), *selection.notices),
    )
    _check(profile, Places(path, name, frozenset(overrides), is_whole))
    return profile


def _notices(
    options: Options, environ: Mapping[str, str], auth: AuthType, values: Mapping[str, str]
) -> tuple[str, ...]:
    found = [] if options.profile else [misplaced_default(options.config_path, environ)]
    if auth is API_KEY and values.get("security_token_file"):
        found.append(
            "The profile has a session token, but signs in with its API key. For the session: --auth security_token"
        )
    return tuple(notice for notice in found if notice)


def _user(auth: AuthType, values: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Whom the profile names. Cloud Shell names its person in a variable, which for some holds another kind of name."""
    if auth is not DELEGATION:
        return values.get("user", "")
    named = environ.get("OCI_CS_USER_OCID", "")
    return "" if why_not_ocid(named, "user") else named


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


def _check(profile: Profile, places: Places) -> None:
    missing = [key for key in REQUIRED.get(profile.auth, ()) if not getattr(profile, key)]
    if profile.key_content and "key_file" in missing:
        missing.remove("key_file")
    if missing:
        raise ConfigError(
            f"{places.all()} is missing {_listed(missing)}.", RENEWED_BY if profile.auth is SECURITY_TOKEN else CONSOLE
        )
    if profile.auth is not SECURITY_TOKEN:  # whose token says both
        _check_ocid(profile.user, "user", places)
    _check_ocid(profile.tenancy, "tenancy", places)
    if profile.auth is API_KEY and not FINGERPRINT.fullmatch(profile.fingerprint):
        raise ConfigError(
            f'{places.of("fingerprint")}: the fingerprint "{profile.fingerprint}" isn\'t 16 pairs of hexadecimal'
            " digits.",
            "Copy it from the Console: Profile menu › User settings › API keys.",
        )
    if profile.auth.needs_profile and profile.auth is not DELEGATION and not profile.region:
        raise ConfigError(
            f"{places.all()} has no region.", "Add a line such as region=eu-frankfurt-1, or use --region."
        )


def _check_ocid(value: str, kind: str, places: Places) -> None:
    why = why_not_ocid(value, kind) if value else ""
    if why:
        raise ConfigError(f'{places.of(kind)}: "{value}" {why}.', "Copy it from the Console.")


def _sections(path: str, name: str, is_needed: bool) -> tuple[dict[str, str], dict[str, str]]:
    """What the profile says itself, and with what [DEFAULT] lends it; nothing where none is there or needed."""
    try:
        parser = _parse(path)
        values = _section(parser, path, name)
    except (NoConfigError, _NoProfileError):
        if is_needed:
            raise
        return {}, {}
    plain = read_ini(path, CORRECT, default_section="", strict=False)  # in which [DEFAULT] lends nothing
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
    if not names and not parser.sections():
        raise _NoProfileError(f"{path} is empty: it has no profile {name}.", SET_UP)
    raise _NoProfileError(
        f"Profile {name} isn't in {path}. {known}", f"{hint}Use --profile NAME, or Profile menu › Switch profile."
    )


def _parse(path: str) -> configparser.ConfigParser:
    try:
        return read_ini(path, CORRECT)
    except FileNotFoundError:
        raise NoConfigError(f"The configuration file {path} doesn't exist.", SET_UP) from None


def _names(parser: configparser.ConfigParser) -> list[str]:
    return (["DEFAULT"] if parser.defaults() else []) + parser.sections()


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
