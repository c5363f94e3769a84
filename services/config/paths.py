"""Where the program's own files are, as texts: `locate` answers sooner than `pathlib` is imported."""

import os
import sys
from collections.abc import Mapping

DEFAULT_CONFIG_FILE = "~/.oci/config"
"""Where the OCI CLI and SDKs keep profiles (docs.oracle.com, API/Concepts/sdkconfig.htm)."""

CONFIG_FILE_OF_OLD = "~/.oraclebmc/config"

NAME = "oci-smtp"
ON_MACOS = "~/Library/Application Support"
"""Where settings and state of a program go there, unless a variable of XDG says otherwise."""


def usual_config_file(environ: Mapping[str, str]) -> str:
    """The configuration file where none is named, which might not exist.

    Where the usual one is missing, the OCI SDK, and with it the OCI CLI, reads that of OCI_CONFIG_FILE, else the one of
    old if it exists (oci/config.py, `_get_config_path_with_fallback`).
    """
    usual = os.path.expanduser(DEFAULT_CONFIG_FILE)
    if os.path.isfile(usual):
        return usual
    if environ.get("OCI_CONFIG_FILE"):
        return os.path.expanduser(environ["OCI_CONFIG_FILE"])
    of_old = os.path.expanduser(CONFIG_FILE_OF_OLD)
    return of_old if os.path.isfile(of_old) else usual


def settings_file(environ: Mapping[str, str]) -> str:
    """OCI_SMTP_SETTINGS, or a file in the platform's own place for settings. It might not exist.

    Raises:
        UsageError: as `state_folder`: elsewhere the settings, and with them a `read_only`, would be others.
    """
    asked = environ.get("OCI_SMTP_SETTINGS")
    if asked:
        return _whole(asked, "OCI_SMTP_SETTINGS")
    return f"{_own(environ, 'XDG_CONFIG_HOME', '~/.config', 'OCI_SMTP_SETTINGS')}/config.toml"


def state_folder(environ: Mapping[str, str]) -> str:
    """OCI_SMTP_STATE_DIR, or the platform's own place for what must outlive a program. It might not exist yet.

    Raises:
        UsageError: it is relative, so that from another directory nothing would be seen of what is unresolved.
    """
    asked = environ.get("OCI_SMTP_STATE_DIR")
    if asked:
        return _whole(asked, "OCI_SMTP_STATE_DIR")
    return _own(environ, "XDG_STATE_HOME", "~/.local/state", "OCI_SMTP_STATE_DIR")


def journal_folder(environ: Mapping[str, str]) -> str:
    """The records of credentials being issued.

    Raises:
        UsageError: as `state_folder`.
    """
    return f"{state_folder(environ)}/journal"


def owed_folder(environ: Mapping[str, str]) -> str:
    """Notes that a terminal may still have a copy of ours."""
    return f"{state_folder(environ)}/clipboard"


def names_folder(environ: Mapping[str, str]) -> str:
    """User names that shells complete, a file for each profile."""
    return f"{state_folder(environ)}/names"


def _own(environ: Mapping[str, str], variable: str, usual: str, ours: str) -> str:
    """Ours among the places of a kind. A relative one is to be ignored (XDG Base Directory Specification)."""
    place = environ.get(variable, "")
    if not os.path.isabs(place):
        place = os.path.expanduser(ON_MACOS if sys.platform == "darwin" else usual)
    if not os.path.isabs(place):  # HOME is relative, or is not set for a user whom the system doesn't know
        from services.model.errors import UsageError

        raise UsageError(
            f'Can\'t find your home directory: HOME is "{environ.get("HOME", "")}".',
            f"Set HOME, {variable}, or {ours} to an absolute path.",
        )
    return os.path.join(place, NAME)


def _whole(asked: str, variable: str) -> str:
    place = os.path.expanduser(asked)
    if os.path.isabs(place):
        return place
    from services.model.errors import UsageError

    raise UsageError(
        f'{variable} can\'t be "{asked}": a relative path depends on the current directory.',
        f"Use an absolute path, such as {os.path.abspath(place)}",
    )
