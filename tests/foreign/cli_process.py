"""The OCI CLI in a process of its own, for many commands: each would load it for seconds."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from services.demo.wire import timestamp

Json = dict[str, Any]

RUNNER = Path(__file__).with_name("cli_runner.py")


class CliError(Exception):
    """The error that OCI answered, as the CLI prints it."""

    def __init__(self, printed: Json) -> None:
        super().__init__(json.dumps(printed))
        self.status: int = printed["status"]
        self.code: str = printed["code"]
        self.message: str = printed["message"]


class OciCli:
    """Runs commands of the OCI CLI, one at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What came of a command, as if it had been a process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(arguments)}\n")
        self._process.stdin.flush()
        ran = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(arguments, ran["code"], ran["output"], ran["errors"])

    def data(self, *arguments: str) -> Any:
        """What a command prints as `data`, with the names and times of the API; no rows where it prints none.

        Raises:
            CliError: OCI answered an error.
        """
        ran = self.run(*arguments)
        if ran.returncode:
            _, _, printed = ran.stderr.partition("ServiceError:\n")
            assert printed, ran
            raise CliError(json.loads(printed))
        assert ran.stderr == "", ran
        return as_sent(json.loads(ran.stdout or "{}").get("data", []))


@contextmanager
def running(program: str) -> Iterator[OciCli]:
    """The CLI, loaded once, without any configuration of this machine."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OCI_", "PYTHON"))}
    command = [Path(program).with_name("python"), RUNNER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=inherited, encoding="utf-8", cwd=RUNNER.parent
    ) as process:
        yield OciCli(process)
        process.terminate()


@dataclass(frozen=True)
class Account:
    """The OCI CLI on one tenancy, signed in as one of its users."""

    cli: OciCli
    config_file: Path
    endpoint: str
    domains: dict[str, str]
    """The URL of each identity domain, by its name."""

    def iam(self, *arguments: str) -> Any:
        """A command of IAM."""
        return self._run(self.endpoint, "iam", *arguments)

    def email(self, *arguments: str) -> Any:
        """A command of Email Delivery."""
        return self._run(self.endpoint, "email", *arguments)

    def domain(self, *arguments: str, name: str = "Default") -> Any:
        """A command of an identity domain."""
        return self._run(self.domains[name], "identity-domains", *arguments)

    def _run(self, endpoint: str, *arguments: str) -> Any:
        place = ("--config-file", str(self.config_file), "--cli-rc-file", os.devnull, "--endpoint", endpoint)
        return self.cli.data(*place, *arguments)


def as_sent(printed: Any) -> Any:
    """What the CLI printed, as OCI sent it: `timeCreated` for `time-created`, and times in milliseconds."""
    if isinstance(printed, list):
        return [as_sent(each) for each in printed]
    if not isinstance(printed, dict):
        return _time_as_sent(printed)
    return {_name_as_sent(name): as_sent(value) for name, value in printed.items()}


def _name_as_sent(name: str) -> str:
    return re.sub("-([a-z])", lambda match: match[1].upper(), name)


def _time_as_sent(value: object) -> object:
    is_time = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", value)
    return timestamp(datetime.fromisoformat(str(value))) if is_time else value
