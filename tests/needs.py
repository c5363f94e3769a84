"""Tests with real parts say which they need: a developer may lack one, CI may not."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator

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
    "pdftotext": "poppler-utils",
    "postmap": "postfix",
    "sendmail": "postfix",
    "softhsm2-util": "softhsm2",
    "ssh": "openssh-client",
    "ssh-add": "openssh-client",
    "ssh-agent": "openssh-client",
    "ssh-keygen": "openssh-client",
    "sshd": "openssh-server",
    "swaymsg": "sway",
    "tput": "ncurses-bin",
    "urxvt": "rxvt-unicode",
    "wl-copy": "wl-clipboard",
    "wl-paste": "wl-clipboard",
}
"""Debian's package of a program that is not named as it is."""

_NOT_FOUND = " not found: apt-get install "


def needs(*programs: str) -> None:
    """Skip the test where one of the programs is not installed; in CI (`CI` is set), fail it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if not missing:
        return
    packages = " ".join(sorted({_PACKAGES.get(program, program) for program in missing}))
    reason = f"{', '.join(missing)}{_NOT_FOUND}{packages}"
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def told(reasons: Iterable[str]) -> Iterator[str]:
    """Why tests were skipped: a line for each missing program, with how to install it, and for each other reason."""
    waiting: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for reason in reasons:
        programs, found, _ = reason.removeprefix("Skipped: ").partition(_NOT_FOUND)
        if found:
            waiting.update(programs.split(", "))
        else:
            others[programs] += 1
    for program, count in waiting.most_common():
        tests = "1 test waits" if count == 1 else f"{count} tests wait"
        yield f"{tests} for {program}: apt-get install {_PACKAGES.get(program, program)}"
    for reason, count in others.most_common():
        yield f"{count} skipped: {reason}"
