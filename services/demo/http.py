"""A request and an answer as they cross the wire, free of any HTTP library."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, urlsplit


class Headers(Mapping[str, str]):
    """Header fields, looked up without regard to case (RFC 9110, section 5.1)."""

    def __init__(self, fields: Mapping[str, str] | None = None) -> None:
        self._fields = {name.lower(): value for name, value in (fields or {}).items()}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(frozen=True)
class Request:
    """What a client sent. `target` is the path with its query, still percent-encoded: that is what was signed."""

    method: str
    target: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The decoded query parameters; one may be given several times."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def netloc(self) -> str:
        """The host and port that the request is meant for, in lower case."""
        return self.headers.get("host", "").rpartition("@")[2].lower()

    @property
    def host(self) -> str:
        """The host that the request is meant for, in lower case and without its port."""
        return self.netloc.partition(":")[0]


@dataclass(frozen=True)
class Response:
    """What the tenancy answers."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
