"""Programs by the hundred: each is a fork of one process that has imported everything and run nothing.

Importing Oracle's SDK takes most of the half second that a command runs. What is under test begins after it, in a
process, a session and a process group of its own, and is seen only from outside.
"""

import contextlib
import gc
import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.e2e.faults.runner import apply

ROOT = Path(__file__).parents[3]

EVERY_PROGRAM_IMPORTS = (
    "cryptography.hazmat.backends.openssl.backend",
    "oci.email",
    "oci.identity",
    "platformdirs",
    "services.system.hardening",
    "tui.__main__",
    "tui.cli.main",
    "tui.cli.generate",
    "tui.cli.recover",
)


@dataclass(frozen=True)
class Streams:
    """Where a program's output goes; `line` is a terminal line that becomes its own, for input and errors."""

    output: Path
    errors: Path
    line: str = ""


class Nursery:
    """Starts programs, one at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.e2e.faults.nursery"]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, arguments: Sequence[str], environ: Mapping[str, str], streams: Streams) -> int:
        """Start the program; its process."""
        assert self._process.stdin is not None
        order = {
            "arguments": list(arguments),
            "environ": dict(environ),
            "streams": [str(streams.output), str(streams.errors), streams.line],
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._told()

    def wait(self) -> int:
        """Wait for the end of the program that was started last; its exit code, or the negative of its signal."""
        return self._told()

    def close(self) -> None:
        """Start no more."""
        self._process.communicate(timeout=20)

    def _told(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


def _serve() -> None:
    for name in EVERY_PROGRAM_IMPORTS:
        importlib.import_module(name)
    gc.freeze()  # a collection in a child would copy every page of what is imported
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            output, errors, line = order["streams"]
            _become(order["arguments"], order["environ"], Streams(Path(output), Path(errors), line))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _become(arguments: list[str], environ: dict[str, str], streams: Streams) -> NoReturn:
    code = 1
    try:
        os.setsid()
        _redirect(streams)
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(environ["HOME"])
        apply(os.environ)
        sys.argv = ["oci-smtp", *arguments]
        from tui.__main__ import main

        main()
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    except BaseException:
        streams.errors.with_suffix(".crash").write_text(traceback.format_exc())  # the line may be gone
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(code)


def _redirect(streams: Streams) -> None:
    new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    source = os.open(streams.line or os.devnull, os.O_RDWR)  # a leader of a session takes the line for its own
    errors = source if streams.line else os.open(streams.errors, new, 0o600)
    for opened, standard in ((source, 0), (os.open(streams.output, new, 0o600), 1), (errors, 2)):
        os.dup2(opened, standard)


if __name__ == "__main__":
    _serve()
