"""What a bug report needs, and nothing that says whose it is.

Everything in it is on a list of what is allowed: versions, words that the program or OCI defines, names of settings
and variables, numbers, the region and the realm, and the address of a proxy without the user. No other value is
copied from the environment, from a file, or from OCI.
"""

import platform
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from urllib.parse import urlsplit

from services.checkup.order import CheckupContext, check_up
from services.checkup.versions import versions
from services.config.oci_cli_settings import PROFILE_VARIABLES
from services.config.options import OTHER_VARIABLES, Options, settable, variable_of
from services.config.pkcs11_selection import PKCS11_VARIABLES
from services.config.profile import profile_as_written, profile_names
from services.config.settings import load_settings, settings_path
from services.model.errors import OciSmtpError

TERMS = re.compile(
    r"(xterm|screen|tmux|rxvt|linux|alacritty|foot|vt\d+|st|dumb|ansi|konsole|putty|wezterm)"
    r"(-(kitty|ghostty|unicode|direct|truecolor|bce|color|16color|88color|256color|mono|m|italic))*"
)
TERM_PROGRAMS = ("tmux", "iTerm.app", "Apple_Terminal", "vscode", "WezTerm", "ghostty", "mintty", "Hyper", "rio")
COLORTERMS = ("truecolor", "24bit")
NUMBER = re.compile(r"\d+(\.\d+)*")
REGION = re.compile(r"[a-z]{2,3}-[a-z]+-\d{1,2}")
REALM = re.compile(r"ocid1\.tenancy\.(oc\d{1,2})\.")
PROXY_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9a-fA-F:.]+")
OTHER = "other"
"""Stands for a value that is not on a list."""

PROFILE_KEYS = (
    *("user", "tenancy", "fingerprint", "key_file", "pass_phrase", "region", "security_token_file"),
    *("delegation_token_file", "authentication_type", "log_requests", "additional_user_agent"),
)
"""Keys that Oracle's configuration file has (docs.oracle.com, API/Concepts/sdkconfig.htm; oci/config.py)."""

PLACE_VARIABLES = {
    "ssh": ("SSH_TTY", "SSH_CONNECTION"),
    "mosh": ("MOSH_SERVER_PID",),
    "tmux": ("TMUX",),
    "screen": ("STY",),
    "wayland": ("WAYLAND_DISPLAY",),
    "x11": ("DISPLAY",),
    "wsl": ("WSL_DISTRO_NAME",),
    "cloud shell": ("OCI_CS_TERMINAL_RUNNING", "OCI_CS_USER_OCID"),
}
"""Variables that say around what the program runs: only that they are set counts."""

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def bug_report(here: CheckupContext) -> Iterator[str]:
    """The report, line by line. It signs in, as the check-up does."""
    yield f"time: {datetime.now(timezone.utc):%Y-%m-%d %H:%M UTC}"
    yield from _section("versions", {**versions(), "python": platform.python_version(), "system": _system()})
    yield from _section("terminal", _terminal(here.environ))
    yield from _section("options", _options(here.options))
    yield from _section("settings file", _settings(here.environ))
    yield from _section("profile", _profile(here.options, here.environ))
    yield from _section("proxies", _proxies(here.environ))
    yield from _section("variables", {"set": _listed(_variables(here.environ))})
    yield from _section("checks", {check.code: check.finding.value for check in check_up(here)})


def _section(name: str, values: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"[{name}]"
    yield from (f"{key}: {value or 'none'}" for key, value in values.items())


def _system() -> str:
    release = NUMBER.match(platform.release())
    return f"{platform.system()} {release[0] if release else OTHER} {platform.machine()}".strip()


def _terminal(environ: Mapping[str, str]) -> dict[str, str]:
    size = shutil.get_terminal_size()
    term = environ.get("TERM", "")
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    return {
        "TERM": term if TERMS.fullmatch(term) else OTHER if term else "",
        "TERM_PROGRAM": _allowed(environ.get("TERM_PROGRAM", ""), TERM_PROGRAMS),
        "COLORTERM": _allowed(environ.get("COLORTERM", ""), COLORTERMS),
        "NO_COLOR": "set" if environ.get("NO_COLOR") else "",
        "text": "UTF-8" if locale.lower().replace("-", "").endswith("utf8") else "not known to be UTF-8",
        "size": f"{size.columns}x{size.lines}",
        "terminals": _listed(name for name, stream in streams.items() if stream.isatty()),
        "around": _listed(name for name, names in PLACE_VARIABLES.items() if any(environ.get(each) for each in names)),
    }


def _options(options: Options) -> dict[str, str]:
    """Those that are set, with the values that are switches, numbers, or a choice."""
    found = {}
    for name, each in {**settable(), "demo": Options.__dataclass_fields__["demo"]}.items():
        value = getattr(options, name)
        if value and isinstance(value, str):
            found[name] = _allowed(value, each.metadata["choices"]) if "choices" in each.metadata else "set"
        elif value:
            found[name] = str(value).lower()
    return found


def _settings(environ: Mapping[str, str]) -> dict[str, str]:
    try:
        settings = load_settings(settings_path(environ))
    except OciSmtpError as error:
        return {"error": error.title}
    return {
        "keys": _listed(settings.options),
        "profiles": str(len(settings.profiles)),
        "remapped keys": str(len(settings.keys)),
    }


def _profile(options: Options, environ: Mapping[str, str]) -> dict[str, str]:
    if options.demo:
        return {"sample tenancy": "yes"}
    try:
        count = len(profile_names(options.config_path))
    except OciSmtpError:
        count = 0
    try:
        values = profile_as_written(options, environ)
    except OciSmtpError as error:
        return {"error": error.title, "profiles": str(count)}
    region = options.region or values.get("region", "")
    realm = REALM.match(values.get("tenancy", ""))
    others = len([key for key in values if key not in PROFILE_KEYS])
    return {
        "profiles": str(count),
        "keys": _listed(key for key in PROFILE_KEYS if values.get(key)),
        "other keys": str(others),
        "region": region if REGION.fullmatch(region) else OTHER if region else "",
        "realm": realm[1] if realm else "",
    }


def _proxies(environ: Mapping[str, str]) -> dict[str, str]:
    """Each as scheme, host, and port. What else is in it may be a password."""
    found = {}
    for name in PROXIES:
        for spelled in (name, name.lower()):
            if environ.get(spelled):
                found[spelled] = _address(environ[spelled])
    for spelled in ("NO_PROXY", "no_proxy"):
        if environ.get(spelled):
            found[spelled] = f"{len(environ[spelled].split(','))} entries"
    return found


def _address(proxy: str) -> str:
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return OTHER
    # A password with a slash in it would end the host too early: then a part of it could stand for the host.
    is_whole = proxy.count("@") <= 1 and ("@" not in proxy or "@" in parts.netloc) and PROXY_HOST.fullmatch(host)
    is_known = parts.scheme in ("http", "https", "socks5", "socks5h", "socks4")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}" if is_whole and is_known else OTHER


def _variables(environ: Mapping[str, str]) -> Iterator[str]:
    ours = {variable_of(each) for each in Options.__dataclass_fields__.values()} | set(OTHER_VARIABLES)
    oracles = {each.metadata["oci_cli"] for each in Options.__dataclass_fields__.values() if "oci_cli" in each.metadata}
    yield from sorted(name for name in ours | oracles | {*PROFILE_VARIABLES, *PKCS11_VARIABLES} if environ.get(name))


def _allowed(value: str, known: Iterable[str]) -> str:
    return value if value in known else OTHER if value else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
