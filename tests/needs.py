"""Tests with real parts say which they need: a developer may lack one, CI may not."""

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

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
    "node": "nodejs",
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

_NOT_FOUND = " not found: "
_INSTALL = "apt-get install "


def needs(*programs: str) -> None:
    """Skip the test where one of the programs is not installed; in CI (`CI` is set), fail it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        packages = " ".join(sorted({_PACKAGES.get(program, program) for program in missing}))
        cannot_run(f"{', '.join(missing)}{_NOT_FOUND}{_INSTALL}{packages}")


def needs_made(what: str, place: Path, target: str) -> None:
    """Skip the test where what a target of the Makefile installs is not in its place; in CI, fail it."""
    if not place.exists():
        cannot_run(f"{what}{_NOT_FOUND}make {target}")


def cannot_run(reason: str) -> NoReturn:
    """Skip the test for that reason; in CI, fail it."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def told(reasons: Iterable[str]) -> Iterator[str]:
    """Why tests were skipped: a line for each missing program, with how to install it, and for each other reason."""
    waiting: Counter[tuple[str, str]] = Counter()
    others: Counter[str] = Counter()
    for reason in reasons:
        missing, found, how = reason.removeprefix("Skipped: ").partition(_NOT_FOUND)
        if how.startswith(_INSTALL):
            waiting.update((each, _INSTALL + _PACKAGES.get(each, each)) for each in missing.split(", "))
        elif found:
            waiting[missing, how] += 1
        else:
            others[missing] += 1
    for (missing, how), count in waiting.most_common():
        tests = "1 test waits" if count == 1 else f"{count} tests wait"
        yield f"{tests} for {missing}: {how}"
    for reason, count in others.most_common():
        yield f"{count} skipped: {reason}"
