"""A child process that holds the clipboard for as long as it lives, and lives no longer than we do."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from services.system.child_environ import tool_environ
from services.system.process import kill

GUARD = Path(__file__).parents[1] / "system" / "guard.py"
STOP_SECONDS = 1.0

# The kernel ties a parent-death signal to the thread that started the child: a worker that ends would take the
# clipboard with it. This one thread starts them all and stays until the interpreter ends.
_STARTER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clipboard-holder")


def guarded(argv: Sequence[str], *, private_tmp: bool) -> list[str]:
    """The command that runs `argv` under `guard.py`, or `argv` itself where there is no such thing as the guard."""
    if sys.platform != "linux" or not sys.executable:
        return list(argv)
    option = ["--private-tmp"] if private_tmp else []
    return [sys.executable, "-I", "-S", str(GUARD), *option, str(os.getpid()), *argv]


class Holder:
    """A child process that holds a selection: it stays as long as the selection is ours."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @classmethod
    def start(cls, argv: Sequence[str], data: bytes, environ: Mapping[str, str]) -> "Holder | None":
        """Start the command with `data` on its stdin; None where that cannot be done."""
        try:
            process = _STARTER.submit(
                subprocess.Popen,
                list(argv),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=tool_environ(environ),
                start_new_session=True,
            ).result()
        except (OSError, ValueError, RuntimeError):  # RuntimeError: the interpreter is shutting down
            return None
        if not _feed(process, data):
            kill(process)
            return None
        return cls(process)

    def ends_within(self, seconds: float) -> bool:
        """Whether the child ends in that time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """End the child; one that has ended by itself counts as well."""
        with contextlib.suppress(OSError):
            self._process.terminate()
        if not self.ends_within(STOP_SECONDS):
            kill(self._process)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> bool:
    """Write all of `data` without waiting for a child that does not read."""
    pipe = process.stdin
    if pipe is None:
        return False
    try:
        os.set_blocking(pipe.fileno(), False)
        written = os.write(pipe.fileno(), data) if data else 0
        pipe.close()
    except OSError:
        return False
    return written == len(data)
