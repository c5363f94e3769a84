"""Where the program's own files are, as texts: `locate` answers sooner than `pathlib` is imported."""

import os
import sys
from collections.abc import Mapping

DEFAULT_CONFIG_FILE = "~/.oci/config"
"""Where Oracle's CLI and SDKs keep profiles (docs.oracle.com, API/Concepts/sdkconfig.htm)."""

NAME = "oci-smtp"
ON_MACOS = "~/Library/Application Support"
"""Where settings and state of a program go there, unless a variable of XDG says otherwise."""


def settings_file(environ: Mapping[str, str]) -> str:
    """OCI_SMTP_SETTINGS, or a file in the platform's own place for settings. It may not exist."""
    asked = environ.get("OCI_SMTP_SETTINGS")
    return os.path.expanduser(asked) if asked else f"{_own(environ, 'XDG_CONFIG_HOME', '~/.config')}/config.toml"


def state_folder(environ: Mapping[str, str]) -> str:
    """OCI_SMTP_STATE_DIR, or the platform's own place for what must outlive a program. It may not exist yet."""
    asked = environ.get("OCI_SMTP_STATE_DIR")
    return os.path.expanduser(asked) if asked else _own(environ, "XDG_STATE_HOME", "~/.local/state")


def journal_folder(environ: Mapping[str, str]) -> str:
    """The records of credentials being issued."""
    return f"{state_folder(environ)}/journal"


def owed_folder(environ: Mapping[str, str]) -> str:
    """Notes that a terminal may still have a copy of ours."""
    return f"{state_folder(environ)}/clipboard"


def _own(environ: Mapping[str, str], variable: str, usual: str) -> str:
    """Ours among the places of a kind. A relative one is to be ignored (XDG Base Directory Specification)."""
    place = environ.get(variable, "")
    if not os.path.isabs(place):
        place = os.path.expanduser(ON_MACOS if sys.platform == "darwin" else usual)
    return os.path.join(place, NAME)
