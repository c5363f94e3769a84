"""Runs a clipboard tool to its end: what is secret goes in on stdin only, and no tool can hang us."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.system.child_environ import tool_environ

REAP_SECONDS = 1.0


class ProcessResult(NamedTuple):
    """How a tool ended. `code` is None where it could not be started or did not end in time."""

    code: int | None
    output: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it ended and said that all went well."""
        return self.code == 0

    def __repr__(self) -> str:
        return f"<Result {self.code}>"


def run(
    argv: Sequence[str],
    *,
    environ: Mapping[str, str],
    stdin: bytes = b"",
    timeout: float = 2.0,
    keep_output: bool = True,
) -> ProcessResult:
    """Run a tool for at most `timeout` seconds, then kill it and all that it started in its session.

    It sees of `environ` what tools need, and no secret. `keep_output=False` for a tool that leaves a child behind: the
    child would hold the pipe open.
    """
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=tool_environ(environ),
            start_new_session=True,
        )
    except (OSError, ValueError):
        return ProcessResult(None)
    try:
        output, _ = process.communicate(stdin, timeout)
    except (subprocess.TimeoutExpired, OSError):
        kill(process)
        return ProcessResult(None)
    return ProcessResult(process.returncode, output or b"")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its session, and reap it."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(REAP_SECONDS)
