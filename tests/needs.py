"""Tests with real parts say which they need: a developer may lack one, CI may not."""

import os
import shutil

import pytest

_PACKAGES = {
    "Xvfb": "xvfb",
    "dbus-run-session": "dbus",
    "age-keygen": "age",
    "gnome-keyring-daemon": "gnome-keyring",
    "gpg": "gnupg",
    "cupsd": "cups-daemon",
    "lp": "cups-client",
    "mosh-client": "mosh",
    "mosh-server": "mosh",
    "postmap": "postfix",
    "sendmail": "postfix",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "sshd": "openssh-server",
    "swaymsg": "sway",
    "tput": "ncurses-bin",
    "urxvt": "rxvt-unicode",
    "wl-copy": "wl-clipboard",
    "wl-paste": "wl-clipboard",
}


def needs(*programs: str) -> None:
    """Skip the test where one of the programs is not installed; in CI (`CI` is set), fail it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    packages = " ".join(sorted({_PACKAGES.get(program, program) for program in missing}))
    reason = f"{', '.join(missing)} not found: apt-get install {packages}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
