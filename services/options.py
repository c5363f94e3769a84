"""The options: each declared once, and from that its flag, its `OCI_SMTP_*` variable and its line in the settings."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from typing import Any

from services.paths import DEFAULT_CONFIG_FILE

ORACLE_NAMES = {
    "config_file": "OCI_CLI_CONFIG_FILE",
    "profile": "OCI_CLI_PROFILE",
    "region": "OCI_CLI_REGION",
    "auth": "OCI_CLI_AUTH",
}
"""Options that Oracle's own CLI also takes from the environment (oci_cli/cli_constants.py)."""

TRUE = ("1", "true", "yes", "on")


def _text(help_: str, metavar: str, **more: object) -> Any:
    return field(default="", metadata={"help": help_, "metavar": metavar, **more})


def _switch(help_: str, **more: object) -> Any:
    return field(default=False, metadata={"help": help_, **more})


def _number(help_: str, metavar: str, default: int, **more: object) -> Any:
    return field(default=default, metadata={"help": help_, "metavar": metavar, **more})


@dataclass(frozen=True)
class Options:
    """The options of every command; empty means "not asked for".

    Those marked `anywhere` are taken before and after a command; the others belong to the app and stand before it.
    """

    demo: bool = _switch("work on a made-up tenancy: no account, no network", anywhere=True, settable=False)
    profile: str = _text("profile of the configuration file (default: as in Oracle's CLI)", "NAME", anywhere=True)
    config_file: str = _text("configuration file (default: ~/.oci/config)", "PATH", anywhere=True)
    region: str = _text("region, instead of the profile's", "REGION", anywhere=True)
    auth: str = _text("way to sign in, instead of the profile's: api_key, security_token, ...", "TYPE", anywhere=True)
    identity_endpoint: str = _text("IAM at another address (dedicated regions, proxies)", "URL", anywhere=True)
    email_endpoint: str = _text("Email Delivery at another address", "URL", anywhere=True)
    vault_endpoint: str = _text("OCI Vault at another address", "URL", anywhere=True)
    auth_endpoint: str = _text("OCI's authentication service at another address", "URL", anywhere=True)
    smtp_endpoint: str = _text("SMTP server, instead of the one that OCI names", "HOST:PORT", anywhere=True)
    directory: str = _text("where users are looked for: auto, classic or domains", "KIND", anywhere=True)
    read_only: bool = _switch("change nothing in the tenancy", anywhere=True)
    no_reveal: bool = _switch("neither draw nor copy a password")
    theme: str = _text("theme of the app, such as ansi-dark", "NAME")
    no_color: bool = _switch("no colours (also: NO_COLOR)")
    no_mouse: bool = _switch("leave the mouse to the terminal")
    clipboard: str = _text(
        "auto, osc52, tmux, screen, wayland, x11, copykitten, macos, windows, pyperclip or off", "NAME"
    )
    clear_after: int = _number("seconds until a copied password is cleared, 10 to 120 (default: 30)", "SECONDS", 0)

    def filled_from(self, environ: Mapping[str, str]) -> "Options":
        """These options, with those not asked for taken from `OCI_SMTP_*`, then from Oracle's own variables."""
        found: dict[str, object] = {}
        for each in fields(self):
            if getattr(self, each.name):
                continue
            value = environ.get(f"OCI_SMTP_{each.name.upper()}") or environ.get(ORACLE_NAMES.get(each.name, ""), "")
            if value:
                found[each.name] = meant(each, value)
        if environ.get("NO_COLOR"):
            found["no_color"] = True
        return replace(self, **found)  # type: ignore[arg-type]  # names and types are those of our own fields

    def filled_with(self, settings: Mapping[str, object]) -> "Options":
        """These options, with those not asked for taken from settings of the same names and types."""
        found = {name: value for name, value in settings.items() if not getattr(self, name)}
        return replace(self, **found)  # type: ignore[arg-type]  # the settings were checked against our fields

    @property
    def config_path(self) -> str:
        """The configuration file to read, with `~` resolved."""
        return os.path.expanduser(self.config_file or DEFAULT_CONFIG_FILE)


def flag_of(each: "Field[Any]") -> str:
    """The flag of an option, such as `--read-only`."""
    return f"--{each.name.replace('_', '-')}"


def meant(each: "Field[Any]", text: str) -> object:
    """A text as the value of an option.

    Raises:
        UsageError: it is not a number where one is needed.
    """
    from services.errors import UsageError

    if isinstance(each.default, bool):
        return text.lower() in TRUE
    if isinstance(each.default, int):
        if not text.isascii() or not text.isdigit():
            raise UsageError(f"{each.name} cannot be '{text}'.", f"Give {each.metadata['help']}.")
        return int(text)
    return text


def settable() -> dict[str, type]:
    """The options that may stand in the settings file, each with its type."""
    return {
        each.name: type(each.default)
        for each in fields(Options)
        if each.default is not MISSING and each.metadata.get("settable", True)
    }
