"""Where the benchmarks are run: tenancies on loopback, the programs, and a bare environment."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.benchmarks.sizes import Sizes
from tests.e2e.program import PROGRAM, environment

ROOT = Path(__file__).parents[2]
ORACLE_CLI = Path(os.environ.get("OCI_SMTP_ORACLE_CLI", ROOT / ".venv-oci-cli/bin/oci"))


def program(name: str, *arguments: str) -> list[str]:
    """The command line of one of `tests.benchmarks.programs`."""
    return [sys.executable, str(Path(__file__).parent / "programs" / f"{name}.py"), *arguments]


class Served:
    """A tenancy in a process of its own."""

    def __init__(self, folder: Path, users: int, name: str = "") -> None:
        command = program("replay", str(folder), str(users), name)
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        ready: dict[str, str] = json.loads(self._process.stdout.readline())
        self.endpoint, self.config_file = ready["endpoint"], ready["config_file"]
        self.tenancy, self.user = ready["tenancy"], ready["user"]

    @property
    def options(self) -> tuple[str, ...]:
        """The options that lead our program to it."""
        at = ("--identity-endpoint", self.endpoint, "--email-endpoint", self.endpoint)
        return ("--config-file", self.config_file, "--directory", "classic", *at)

    def ours(self, *arguments: str) -> list[str]:
        """The command line of our program."""
        return [PROGRAM, *self.options, *arguments]

    def oracles(self, *arguments: str) -> list[str]:
        """The command line of Oracle's."""
        at = ["--config-file", self.config_file, "--cli-rc-file", os.devnull, "--endpoint", self.endpoint]
        return [str(ORACLE_CLI), *at, "iam", *arguments]

    def program(self, name: str, *arguments: str) -> list[str]:
        """The command line of a program of `tests.benchmarks.programs`, told where the tenancy is."""
        return program(name, self.endpoint, self.config_file, self.tenancy, *arguments)

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        """Use one of the tenancy's control routes."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/demo/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def stop(self) -> None:
        """Stop serving."""
        self._process.terminate()
        self._process.communicate(timeout=60)


class Lab:
    """Use it in a `with`: what it starts ends with it."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="oci-smtp-bench-")))
        self._count = 0

    def __enter__(self) -> "Lab":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    @cached_property
    def environ(self) -> dict[str, str]:
        """The environment of a person with nothing set up."""
        return environment(self._new_folder())

    @property
    def has_oracles_cli(self) -> bool:
        """Whether there is an `oci` to compare with."""
        return ORACLE_CLI.exists()

    @cached_property
    def large(self) -> Served:
        """The tenancy with all the users."""
        return self._stack.enter_context(self.serving(self.sizes.users))

    @cached_property
    def empty(self) -> Served:
        """A tenancy with no one but the cast."""
        return self._stack.enter_context(self.serving(0))

    @contextmanager
    def serving(self, users: int, name: str = "") -> Iterator[Served]:
        """A tenancy of its own, with the key of the user of that name."""
        served = Served(self._new_folder(), users, name)
        try:
            yield served
        finally:
            served.stop()

    def _new_folder(self) -> Path:
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir()
        return folder
