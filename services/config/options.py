"""The options: each declared once, and from that its flag, its variables, and its line in the settings with its check.

What a declaration can say: `anywhere`, `settable`, `per_profile` (it may stand in a `[profiles.NAME]` table), `oci_cli`
(the variable from which the OCI CLI takes the same: oci_cli/cli_constants.py), `least` and `most` of a number,
`choices` of a text, `repeatable` (tui/cli/profiles.py: some commands take several), `usual` for what counts where
nothing is set, and `group` for where the help lists it.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from typing import Any, Literal, cast, get_args

from services.config.misspelled_variables import refuse_misspelled
from services.config.paths import DEFAULT_CONFIG_FILE, usual_config_file
from services.system.outside_file import expanded

DirectoryKind = Literal["auto", "classic", "domains"]
"""Where users are looked for."""

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")
SWITCH_VALUES = f"{', '.join(TRUE)}, {', '.join(FALSE[:-1])}, or {FALSE[-1]}"
"""All that a switch can be set to, in any case of letters and with nothing around it, not even a space."""

OTHER_VARIABLES = ("OCI_SMTP_SETTINGS", "OCI_SMTP_STATE_DIR")
"""Variables of ours that are no options: they say where our own files are (services/config/paths.py)."""

LONGEST_SHOWN = 60
"""Characters of a value that an error repeats."""

MOST_DIGITS = 9
"""Of a whole number: none of ours needs more, and Python doesn't read thousands of them."""


AUTH_NAMES = (
    "api_key",
    "security_token",
    "instance_obo_user",
    "instance_principal",
    "resource_principal",
    "oke_workload_identity",
    "pkcs11",
)
"""The ways to sign in (services/config/auth_type.py)."""

CLIPBOARD_NAMES = (
    *("auto", "osc52", "tmux", "screen", "wayland", "x11", "copykitten", "macos", "windows", "pyperclip", "off"),
)
"""The clipboards (services/clipboard/choose.py)."""

CONNECTION = "connection"
APP = "app"
OUTPUT = "other"
GROUPS = (CONNECTION, APP, OUTPUT)
"""The groups in which the help lists the options."""


def _text(help_: str, metavar: str, group: str = APP, **more: object) -> Any:
    return field(default="", metadata={"help": help_, "metavar": metavar, "group": group, **more})


def _of_profile(help_: str, metavar: str = "URL", **more: object) -> Any:
    return _text(help_, metavar, CONNECTION, anywhere=True, per_profile=True, **more)


def _switch(help_: str, group: str = APP, **more: object) -> Any:
    return field(default=False, metadata={"help": help_, "group": group, **more})


def _number(help_: str, metavar: str, default: int, **more: object) -> Any:
    return field(default=default, metadata={"help": help_, "metavar": metavar, "group": APP, **more})


@dataclass(frozen=True)
class Options:
    """The options of every command; an empty value means that the option isn't set.

    Those marked `anywhere` are taken before and after a command; the others belong to the app and stand before it.
    """

    demo: bool = _switch(
        "use the built-in sample tenancy (no account or network needed)", CONNECTION, anywhere=True, settable=False
    )
    profile: str = _text(
        "profile in the configuration file; repeatable with list and audit",
        "NAME",
        CONNECTION,
        anywhere=True,
        usual="same as the OCI CLI",
        oci_cli="OCI_CLI_PROFILE",
        repeatable=True,
    )
    config_file: str = _text(
        "configuration file",
        "PATH",
        CONNECTION,
        anywhere=True,
        usual=DEFAULT_CONFIG_FILE,
        oci_cli="OCI_CLI_CONFIG_FILE",
    )
    region: str = _of_profile("region identifier", "REGION", usual="from the profile", oci_cli="OCI_CLI_REGION")
    auth: str = _text(
        "auth type",
        "TYPE",
        CONNECTION,
        anywhere=True,
        choices=AUTH_NAMES,
        usual="from the profile",
        per_profile=True,
        oci_cli="OCI_CLI_AUTH",
    )
    identity_endpoint: str = _of_profile("URL of the IAM endpoint (for dedicated regions or proxies)")
    email_endpoint: str = _of_profile("URL of the Email Delivery endpoint")
    vault_endpoint: str = _of_profile("URL of the Vault endpoint")
    auth_endpoint: str = _of_profile("URL of the authentication endpoint")
    cert_bundle: str = _of_profile("CA certificates to trust", "PATH", oci_cli="OCI_CLI_CERT_BUNDLE")
    smtp_endpoint: str = _of_profile("SMTP server (overrides the one from OCI)", "HOST:PORT")
    directory: str = _text(
        "user directory",
        "KIND",
        CONNECTION,
        anywhere=True,
        choices=get_args(DirectoryKind),
        usual="auto",
    )
    read_only: bool = _switch(
        "read-only mode: make no changes in the tenancy", CONNECTION, anywhere=True, per_profile=True
    )
    no_reveal: bool = _switch("never show or copy a password")
    no_recent: bool = _switch("don't remember which users you open", per_profile=True)
    theme: str = _text("color theme, such as ansi-dark", "NAME")
    no_color: bool = _switch("turn off colors (same as NO_COLOR=1)")
    no_mouse: bool = _switch("turn off mouse support")
    clipboard: str = _text("clipboard", "NAME", choices=CLIPBOARD_NAMES, usual="auto")
    clear_after: int = _number(
        "seconds before a copied password is cleared from the clipboard, 10 to 120",
        "SECONDS",
        0,
        least=10,
        most=120,
        usual="30",
    )
    no_input: bool = _switch("never ask for input: fail instead", OUTPUT, anywhere=True, settable=False)
    quiet: bool = _switch("print only results, warnings, and errors", OUTPUT, anywhere=True)
    no_name_cache: bool = _switch("don't save user names for shell completion", OUTPUT, anywhere=True)

    def filled_from(self, environ: Mapping[str, str]) -> "Options":
        """These options; those that aren't set come from `OCI_SMTP_*`, then from Oracle's own variables.

        An empty variable is not set. NO_COLOR counts whatever it holds (no-color.org).

        Raises:
            UsageError: a variable of ours holds what its option cannot be, or is an option's misspelled.
        """
        found: dict[str, object] = {}
        for each in fields(self):
            name = variable_of(each)
            ours = meant(each, environ[name], name) if environ.get(name) else ""
            value = ours if ours != "" else environ.get(each.metadata.get("oci_cli", ""), "")
            if value != "" and not getattr(self, each.name):
                found[each.name] = value
        names = (*map(variable_of, fields(self)), *OTHER_VARIABLES)
        switches = [each.name for each in fields(self) if isinstance(each.default, bool)]
        refuse_misspelled(environ, names, switches)
        if environ.get("NO_COLOR"):
            found["no_color"] = True
        return replace(self, **found)  # type: ignore[arg-type]  # names and types are those of our own fields

    def filled_with(self, settings: Mapping[str, object]) -> "Options":
        """These options; those that aren't set come from settings of the same names and types."""
        found = {name: value for name, value in settings.items() if not getattr(self, name)}
        return replace(self, **found)  # type: ignore[arg-type]  # the settings were checked against our fields

    @property
    def config_path(self) -> str:
        """The configuration file to read, with `~` resolved."""
        return expanded(self.config_file) if self.config_file else usual_config_file(os.environ)


def flag_of(each: "Field[Any]") -> str:
    """The flag of an option, such as `--read-only`."""
    return f"--{each.name.replace('_', '-')}"


def help_of(each: "Field[Any]") -> str:
    """What an option is for, with its choices and what counts where it isn't set."""
    choices, usual = each.metadata.get("choices", ()), each.metadata.get("usual", "")
    parts = [", ".join(choices)] if choices else []
    parts += [f"default: {usual}"] if usual else []
    return f"{each.metadata['help']} ({'; '.join(parts)})" if parts else str(each.metadata["help"])


def variable_of(each: "Field[Any]") -> str:
    """The variable of an option, such as `OCI_SMTP_READ_ONLY`."""
    return f"OCI_SMTP_{each.name.upper()}"


def meant(each: "Field[Any]", text: str, said_by: str) -> object:
    """A text as the value of an option; `said_by` is the variable or flag that holds the text.

    Raises:
        UsageError: it can't be that option's. A switch that isn't understood is never taken for off.
    """
    if isinstance(each.default, bool):
        return _switched(text, said_by)
    if isinstance(each.default, int):
        return whole_number(text, said_by, least=1)
    return text


def whole_number(text: str, said_by: str, least: int, most: int = 10**MOST_DIGITS - 1) -> int:
    """A number in ASCII digits alone, without sign, space, or underscore, which `int` would all accept.

    Raises:
        UsageError: it is none, or out of range.
    """
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and least <= int(text) <= most:
        return int(text)
    raise _refusal(said_by, text, f"Use a whole number from {least} to {most}.")


def check_range(each: "Field[Any]", value: object, said_by: str) -> None:
    """Reject a number that its option cannot be; 0 is none.

    Raises:
        UsageError: it is out of range.
    """
    least, most = each.metadata.get("least"), each.metadata.get("most")
    if isinstance(value, int) and least is not None and most is not None and not least <= value <= most:
        raise _refusal(said_by, written(value), f"Use a whole number from {least} to {most}.")


def written(value: int) -> str:
    """A number as text; by its size if it has thousands of digits, which Python doesn't write."""
    return str(value) if abs(value) < 10**LONGEST_SHOWN else f"a number of {value.bit_length():,} bits"


def settable() -> "dict[str, Field[Any]]":
    """The options that may stand in the settings file, by name; the type of the default is that of the setting."""
    return {
        each.name: each
        for each in fields(Options)
        if each.default is not MISSING and each.metadata.get("settable", True)
    }


def directory_setting(options: Options) -> DirectoryKind:
    """Where the options ask for users to be looked for.

    Raises:
        UsageError: there is no such directory.
    """
    kinds = get_args(DirectoryKind)
    asked = options.directory or kinds[0]
    if asked in kinds:
        return cast(DirectoryKind, asked)
    from services.model.errors import UsageError

    raise UsageError(f'Unknown directory: "{asked}".', f"Options: {', '.join(kinds)}.")


def _switched(text: str, said_by: str) -> bool:
    word = text.lower() if text.isascii() else text
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise _refusal(said_by, text, f"Use {SWITCH_VALUES}.")


def _refusal(said_by: str, text: str, next_step: str) -> Exception:
    from services.model.errors import UsageError

    shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return UsageError(f'{said_by} can\'t be "{shown}".', next_step)
