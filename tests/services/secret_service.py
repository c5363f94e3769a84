"""A real GNOME keyring on a message bus of its own."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring

from tests.needs import needs
from tests.services.clipboard.desktops import basic_environ, until

BACKEND = "keyring.backends.SecretService.Keyring"

_NAME_HAS_OWNER = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"]
_NAME_HAS_OWNER += ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]


@dataclass(frozen=True)
class Daemon:
    """A running one, the environment that leads to it, and its process."""

    environ: dict[str, str]
    pid: int

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It takes requests and answers none, as while it waits for someone at a prompt."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)


@contextlib.contextmanager
def gnome_keyring(home: Path, password: str | None) -> Iterator[Daemon]:
    """The keyring that is under `home`, made with the first password that unlocks it; None leaves it locked."""
    needs("dbus-run-session", "gnome-keyring-daemon")
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environ = basic_environ(home, XDG_RUNTIME_DIR=str(runtime), XDG_DATA_HOME=str(home / "share"))
    options = "--foreground --components=secrets" + (" --unlock" if password is not None else "")
    script = f'echo "$DBUS_SESSION_BUS_ADDRESS"; echo $$; exec gnome-keyring-daemon {options}'
    process = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", script],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin as stdin:
        stdin.write(password or "")
    environ["DBUS_SESSION_BUS_ADDRESS"] = process.stdout.readline().strip()
    pid = int(process.stdout.readline())
    try:
        until(lambda: b"true" in subprocess.run(_NAME_HAS_OWNER, env=environ, stdout=subprocess.PIPE).stdout)
        yield Daemon(environ, pid)
    finally:
        os.kill(pid, signal.SIGTERM)
        process.wait(10)
        process.stdout.close()


@contextlib.contextmanager
def in_use(daemon: Daemon) -> Iterator[Daemon]:
    """Make it the one that the keyring library uses in this process."""
    before = keyring.get_keyring()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            patch.delenv(name, raising=False)
        for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"):
            patch.setenv(name, daemon.environ[name])
        keyring.set_keyring(load_keyring(BACKEND))
        try:
            yield daemon
        finally:
            keyring.set_keyring(before)


@contextlib.contextmanager
def unlocked_keyring(home: Path) -> Iterator[Daemon]:
    """A new and unlocked one, in use."""
    with gnome_keyring(home, "of the tests only") as daemon, in_use(daemon):
        yield daemon
