"""What the person asked for on the command line or in the environment, before any file is read."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

DEFAULT_CONFIG_FILE = "~/.oci/config"
"""Where Oracle's CLI and SDKs keep profiles (docs.oracle.com, API/Concepts/sdkconfig.htm)."""

ORACLE_NAMES = {"config_file": "OCI_CLI_CONFIG_FILE", "profile": "OCI_CLI_PROFILE", "region": "OCI_CLI_REGION"}
"""Options that Oracle's own CLI also takes from the environment (oci_cli/cli_constants.py)."""

TRUE = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class Options:
    """The options of every command; empty means "not asked for"."""

    demo: bool = False
    profile: str = ""
    config_file: str = ""
    region: str = ""
    identity_endpoint: str = ""
    email_endpoint: str = ""
    smtp_endpoint: str = ""
    """`HOST:PORT` to show and use instead of the one that Email Delivery names."""
    read_only: bool = False
    no_reveal: bool = False
    theme: str = ""
    no_color: bool = False
    no_mouse: bool = False
    clipboard: str = ""
    """A clipboard backend by name; empty chooses by itself."""

    def filled_from(self, environ: Mapping[str, str]) -> "Options":
        """These options, with those not asked for taken from `OCI_SMTP_*`, then from Oracle's own variables."""
        found: dict[str, str | bool] = {}
        for field in fields(self):
            if getattr(self, field.name):
                continue
            value = environ.get(f"OCI_SMTP_{field.name.upper()}") or environ.get(ORACLE_NAMES.get(field.name, ""), "")
            if value:
                found[field.name] = value.lower() in TRUE if isinstance(field.default, bool) else value
        if environ.get("NO_COLOR"):
            found["no_color"] = True
        return replace(self, **found)  # type: ignore[arg-type]  # names and types are those of our own fields

    @property
    def config_path(self) -> str:
        """The configuration file to read, with `~` resolved."""
        return os.path.expanduser(self.config_file or DEFAULT_CONFIG_FILE)
