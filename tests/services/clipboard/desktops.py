"""Real desktops without a screen, and what a person does on them."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.clipboard import Clipboard
from tests.needs import needs

NOBODY = 65534


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for a condition; fail where it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.02)


@dataclass(frozen=True)
class Desk:
    """A clipboard under test, and the hands of the person who uses the same desk."""

    clipboard: Clipboard
    environ: Mapping[str, str]
    paste: Callable[[], bytes]
    put: Callable[[bytes], None]


def basic_environ(home: Path, **more: str) -> dict[str, str]:
    """An environment with nothing of the developer's own desktop in it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "SHELL": "/bin/sh",
        **more,
    }


@contextlib.contextmanager
def xvfb(home: Path) -> Iterator[dict[str, str]]:
    """An X server of our own; yields the environment that leads to it."""
    needs("Xvfb", "xclip")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "64x64x8", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with open(read, encoding="ascii") as numbers:
            display = numbers.readline().strip()
        assert display, "Xvfb did not start"
        yield basic_environ(home, DISPLAY=f":{display}")
    finally:
        server.terminate()
        server.wait(10)


@contextlib.contextmanager
def sway(home: Path) -> Iterator[dict[str, str]]:
    """A Wayland compositor of our own; yields the environment that leads to it."""
    needs("sway", "wl-copy", "wl-paste")
    # Not under /tmp, as no real one is either: wl-copy gets a /tmp of its own.
    runtime = Path(tempfile.mkdtemp(dir="/var/tmp"))
    settings = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
    environ = basic_environ(home, XDG_RUNTIME_DIR=str(runtime))
    as_user: dict[str, int] = {}
    if os.geteuid() == 0:  # sway refuses to run as root
        os.chown(runtime, NOBODY, NOBODY)
        as_user = {"user": NOBODY, "group": NOBODY}
    server = subprocess.Popen(
        ["sway", "-c", "/dev/null"],
        env={**environ, **settings, "HOME": str(runtime)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **as_user,  # type: ignore[call-overload]  # all of them are of Popen
    )
    try:
        until(lambda: list(runtime.glob("wayland-?")))
        yield {**environ, "WAYLAND_DISPLAY": next(runtime.glob("wayland-?")).name}
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(runtime, ignore_errors=True)


def paste_with(command: list[str], environ: Mapping[str, str]) -> Callable[[], bytes]:
    """What the person sees when pasting: nothing where there is nothing."""

    def paste() -> bytes:
        """An owner that dies while it is asked leaves xclip waiting for ever: a person would paste again."""
        for _ in range(4):
            with contextlib.suppress(subprocess.TimeoutExpired):
                return once()
        return once()

    def once() -> bytes:
        return subprocess.run(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=3).stdout

    return paste


def put_with(command: list[str], paste: Callable[[], bytes], environ: Mapping[str, str]) -> Callable[[bytes], None]:
    """The person copies something by a tool of their own, and it has arrived."""

    def put(data: bytes) -> None:
        subprocess.run(
            command, env=environ, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10
        )
        until(lambda: paste() == data)

    return put


XCLIP = ["xclip", "-selection", "clipboard"]


def no_terminal(text: str) -> None:
    raise AssertionError("this clipboard has no business with the terminal")
