"""Programs by the hundred: each is a fork of one process that has imported everything and run nothing.

Importing Textual and the OCI SDK takes most of the processor time of a test that starts the program. What is under test
begins after it, at `main`, in a process, a session, and a process group of its own, and ends as Python itself does.
"""

import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]

EVERY_PROGRAM_IMPORTS = (
    "cryptography.hazmat.backends.openssl.backend",
    "encodings.utf_8_sig",
    "oci.email",
    "oci.identity",
    "platformdirs",
    "services.api.environment_settings",
    "services.api.packed_answers",
    "services.api.request_bounds",
    "services.api.signers",
    "services.system.hardening",
    "tests.e2e.faults.runner",
    "tui.__main__",
    "tui.app",
    "tui.cli.completions",
    "tui.cli.generate",
    "tui.cli.main",
    "tui.cli.parser",
    "tui.cli.recover",
)

LONGEST_ORDER = 1 << 16
"""Bytes."""


@dataclass(frozen=True)
class Order:
    """What to start: arguments after the name of the program, environment, and working directory."""

    arguments: list[str]
    environ: dict[str, str]
    folder: str


class Child:
    """A program that was started."""

    def __init__(self, pid: int, told: int) -> None:
        """Its end is told by the nursery through the pipe `told`."""
        self.pid = pid
        self._told = told
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, or the negative of the signal that ended it; None while it runs."""
        if self._code is None and select.select([self._told], [], [], 0)[0]:
            return self.wait()
        return self._code

    def wait(self) -> int:
        """Wait for its end; its exit code, or the negative of the signal that ended it."""
        if self._code is None:
            self._code = _number(self._told)
            os.close(self._told)
        return self._code


def _number(pipe: int) -> int:
    """The next line of a pipe, and no more: process ID and exit code may both be there."""
    line = b""
    while not line.endswith(b"\n"):
        line += os.read(pipe, 1) or b"\n"
    return int(line)


class Nursery:
    """Starts programs, as many at a time as wanted, until `close`."""

    def __init__(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.e2e.nursery", str(theirs.fileno())]
        self._base = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._base, pass_fds=[theirs.fileno()])
        theirs.close()

    def start(self, order: Order, streams: Sequence[int]) -> Child:
        """Start a program; `streams` are its input, output, and errors. A terminal as its input becomes its own."""
        told, tell = os.pipe()
        socket.send_fds(self._orders, [json.dumps(vars(order)).encode()], [*streams, tell])
        os.close(tell)
        return Child(_number(told), told)

    def close(self) -> None:
        """Start no more."""
        self._orders.close()
        self._process.wait(timeout=20)


def _serve(orders: socket.socket) -> Order | None:
    """Fork for each order until no more come; the order, in the process that is to carry it out."""
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, _heed)
    tell: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([orders, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _tell_ends(tell)
        if orders not in ready:
            continue
        said, descriptors, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 4)
        if not said:
            return None
        *streams, pipe = descriptors
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for descriptor in (*(each.detach() for each in (orders, woken, wake)), pipe, *tell.values()):
                os.close(descriptor)
            _take_over(streams)
            return Order(**json.loads(said))
        for each in streams:
            os.close(each)
        tell[pid] = pipe
        os.write(pipe, b"%d\n" % pid)


def _heed(number: int, frame: FrameType | None) -> None:
    """Nothing to do: the descriptor for signals wakes the loop."""


def _tell_ends(tell: dict[int, int]) -> None:
    while tell:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        pipe = tell.pop(pid)
        os.write(pipe, b"%d\n" % os.waitstatus_to_exitcode(status))
        os.close(pipe)


def _take_over(streams: Sequence[int]) -> None:
    """Make these the standard streams, as Python opens them at its start."""
    os.setsid()
    for opened, standard in zip(streams, range(3), strict=True):
        os.dup2(opened, standard)
        os.close(opened)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    sys.stdin = sys.__stdin__ = os.fdopen(0, errors="surrogateescape", closefd=False)  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", errors="surrogateescape", closefd=False)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)  # type: ignore[misc]


def _carry_out(order: Order) -> None:
    os.environ.clear()
    os.environ.update(order.environ)
    os.chdir(order.folder)
    sys.argv = ["oci-smtp", *order.arguments]
    from tests.e2e.faults.runner import apply
    from tui.__main__ import main

    apply(os.environ)
    main()


if __name__ == "__main__":
    for name in EVERY_PROGRAM_IMPORTS:
        importlib.import_module(name)
    gc.freeze()  # a collection in a child would copy every page of what is imported
    order = _serve(socket.socket(fileno=int(sys.argv[1])))
    if order is not None:
        _carry_out(order)
