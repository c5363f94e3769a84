"""`python -m services.demo` in a process of its own, and what only the tenancy knows."""

import configparser
import json
import subprocess
import sys
import urllib.request
from functools import cached_property
from pathlib import Path
from typing import Any

from services.demo.tenancy import Tenancy

USERS = 60


class Served:
    """A tenancy of `USERS` users on a loopback port; `options` lead the program to it."""

    def __init__(self, folder: Path, *more: str) -> None:
        """`more` are further options of the served tenancy, such as `--mode domains`."""
        command = [sys.executable, "-m", "services.demo", "--users", str(USERS), "--config-dir", str(folder), *more]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self._process.stdout.readline())
        self.config_file = Path(self.ready["config_file"])

    @property
    def options(self) -> tuple[str, ...]:
        """The options that make the program use this tenancy."""
        endpoint = self.ready["endpoint"]
        config = ("--config-file", str(self.config_file))
        kinds = ("--identity-endpoint", "--email-endpoint", "--auth-endpoint")
        return (*config, *(word for kind in kinds for word in (kind, endpoint)))

    def config(self, folder: Path, **changes: object) -> Path:
        """A copy of the configuration with other values."""
        parser = configparser.ConfigParser()
        parser.read(self.config_file)
        for name, value in changes.items():
            parser["DEFAULT"][name] = str(value)
        path = folder / "config"
        with path.open("w") as file:
            parser.write(file)
        path.chmod(0o600)
        return path

    @property
    def key_file(self) -> Path:
        """The private key of the signed-in user."""
        return self.config_file.with_name("oci_api_key.pem")

    def control(self, path: str, body: object = None, method: str | None = None) -> Any:
        """Use one of the tenancy's control routes."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.ready['endpoint']}/demo/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def credentials(self, user: str) -> list[dict[str, str]]:
        """The SMTP credentials that a user holds, oldest first, with their passwords."""
        rows: list[dict[str, str]] = self.control(f"credentials?user={self.ocid(user)}")
        return rows

    def ocid(self, user: str) -> str:
        """The OCID of the user with that name."""
        return self._twin.user_ocid(user)

    def fault(self, kind: str, operation: str = "", times: int = 0) -> None:
        """Let requests go wrong, `times` of them or, with 0, until `calm`."""
        self.control("faults", {"kind": kind, "operation": operation, "times": times})

    def latency(self, **seconds: float) -> None:
        """Let operations, by the SDK's names of them, take so long."""
        self.control("config", {"latencies": seconds})

    def asked(self, operation: str) -> int:
        """How many requests of a kind came and were answered."""
        return sum(entry["operation"] == operation for entry in self.control("log"))

    def calm(self) -> None:
        """End all faults and delays."""
        self.control("faults", method="DELETE")
        self.latency()

    def stop(self) -> None:
        """Stop serving."""
        self._process.terminate()
        self._process.communicate(timeout=20)

    @cached_property
    def _twin(self) -> Tenancy:
        return Tenancy(users=USERS)  # the same seed gives the same OCIDs
