"""What of our environment the programs that we start may see: never the variables that hold a secret."""

import os
from collections.abc import Mapping

SECRET = ("OCI_CLI_PASSPHRASE", "OCI_CLI_KEY_CONTENT", "OCI_CLI_PKCS11_PIN")
"""Secrets that the OCI CLI, and we like it, take from the environment."""

_NEEDED = """
    PATH HOME USER LOGNAME SHELL LANG LANGUAGE LOCPATH LOCALE_ARCHIVE TZ TMPDIR TERM COLORTERM NO_COLOR
    LD_LIBRARY_PATH LD_PRELOAD DYLD_LIBRARY_PATH
    DISPLAY XAUTHORITY WAYLAND_DISPLAY WAYLAND_SOCKET DESKTOP_SESSION DBUS_SESSION_BUS_ADDRESS
    TMUX TMUX_PANE TMUX_TMPDIR STY WINDOW SCREENDIR SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK
    GNUPGHOME GPG_TTY GPG_AGENT_INFO PINENTRY_USER_DATA PRINTER LPDEST
    SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP APPDATA LOCALAPPDATA
    USERPROFILE USERNAME USERDOMAIN PROGRAMFILES PROGRAMDATA PSMODULEPATH WSLENV
"""
NAMES = frozenset(_NEEDED.split())
"""What clipboard tools, tmux, gpg (gpg(1)), and CUPS (lp(1)) need, on Windows what any program needs to start."""

PREFIXES = ("LC_", "XDG_", "CUPS_", "IPP_", "WSL_", "KDE_")


def tool_environ(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The part of an environment for a tool that works for us: a list of only what is known to be needed."""
    return {name: value for name, value in environ.items() if name.upper() in NAMES or name.startswith(PREFIXES)}


def guest_environ(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All of an environment but our secrets: for a program that the person uses for themselves, such as the OCI CLI."""
    return {name: value for name, value in environ.items() if name.upper() not in SECRET}
