"""One row of the table: a point, what OCI answers, where that is from, and how the sample tenancy is asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.demo.wire import OnTheWire

Source = Literal["R", "D", "T", "N", "?"]

SOURCES: dict[Source, str] = {
    "R": "HTTP that the tests of the OCI CLI recorded, 2018 and 2019 (github.com/oracle/oci-cli, `services/*/tests`)",
    "D": "Oracle's documentation and SDKs",
    "T": "the tests and examples of Oracle's Terraform provider",
    "N": "notes of third parties, such as errors in issues",
    "?": "unknown: the sample tenancy has a switch",
}

NOON = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)


class Bench:
    """A small tenancy of one row's own, and who asks it."""

    def __init__(self) -> None:
        self.tenancy = Tenancy(users=60, now=lambda: NOON)
        self.tenancy.settings.clock_tolerance = None
        self._signed_in: dict[str, OnTheWire] = {}

    def ask(self, method: str, path: str, body: object = None, *, user: str = "", **more: Any) -> Any:
        """The answer to a request that the user with that name signed; the administrator unless given."""
        if user not in self._signed_in:
            self._signed_in[user] = OnTheWire(self.tenancy, user)
        return self._signed_in[user].ask(method, path, body, **more)

    @contextmanager
    def smtp(self) -> Iterator[SmtpServer]:
        """The tenancy's SMTP server."""
        server = SmtpServer(self.tenancy)
        try:
            yield server
        finally:
            server.stop()


@dataclass(frozen=True)
class Row:
    """A point on which there is evidence.

    `demo` asks the sample tenancy, and writes what it answered in the words of `oci`: the same, unless `differs` says
    why not. Values that differ each time, such as OCIDs, are left out.
    """

    point: str
    oci: str
    source: tuple[Source, ...]
    demo: Callable[[Bench], str]
    differs: str = ""
