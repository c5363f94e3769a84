"""A real mosh between a program and a person's terminal."""

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence

import pexpect

from tests.needs import needs

PORTS = "61000:61999"
_CONNECT = re.compile(r"MOSH CONNECT (\d+) (\S+)")
_PID = re.compile(r"pid = (\d+)")


class Mosh:
    """A server with a command in it."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        needs("mosh-server", "mosh-client")
        server = ["mosh-server", "new", "-i", "127.0.0.1", "-p", PORTS, "-c", "256", "--", *command]
        done = subprocess.run(server, env=dict(environ), capture_output=True, text=True, timeout=20)
        told = done.stdout + done.stderr
        connect, pid = _CONNECT.search(told), _PID.search(told)
        assert connect, told
        assert pid, told
        self.port, self._key, self.pid = connect[1], connect[2], int(pid[1])

    def environ(self, environ: Mapping[str, str]) -> dict[str, str]:
        """An environment with what its client needs."""
        return {**environ, "MOSH_KEY": self._key, "MOSH_PREDICTION_DISPLAY": "never"}

    @property
    def client(self) -> list[str]:
        """How the person's side is started."""
        return ["mosh-client", "127.0.0.1", self.port]

    @contextlib.contextmanager
    def attached(self, environ: Mapping[str, str]) -> Iterator["pexpect.spawn[bytes]"]:
        """The person's terminal."""
        command, *arguments = self.client
        terminal = pexpect.spawn(command, arguments, env=self.environ(environ), dimensions=(24, 80), timeout=20)
        try:
            yield terminal
        finally:
            terminal.close(force=True)

    def end(self) -> None:
        """Take the server down."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
