"""What every HTTP request of the program and of the SDK under it keeps to: no redirect, an end in time, a size.

The SDK opens sessions of its own: for a service, for a token of an instance, for the metadata service. All of them are
of the library that it brings along, and that library gets its answers through urllib3. So the rules are set there, once
for the whole process, instead of at each session, of which one would be forgotten.
"""

import re
from contextlib import ExitStack
from contextvars import ContextVar
from email.errors import MissingHeaderBodySeparatorDefect
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

from oci._vendor.requests.adapters import PoolManager  # of the urllib3 that this SDK uses
from oci._vendor.requests.adapters import _HTTPError as TransportError
from oci._vendor.requests.exceptions import ConnectionError as NoConnection
from oci._vendor.requests.exceptions import RequestException
from oci._vendor.requests.sessions import Session

from services.api import retries
from services.api.packed_answers import TooLongError, unpacked
from services.api.request_slots import request_slot
from services.model.override import override

MOST_BYTES = 32 * 1024 * 1024
"""Of one answer: its head, its body as it comes, and its body once decompressed. A page of a thousand users has one."""

READ_BYTES = 64 * 1024
PLAIN_BYTES = 1024 * 1024
"""At once, of the socket and of a body; a page comes in one piece."""

GRAIN_SECONDS = 0.5
"""By how much the end of a request's time may be missed."""

HOST = re.compile(r"[\w.:-]{1,253}", re.ASCII)
"""What of an address can be shown: a name or a number, and nothing that a terminal would obey."""

_ENDS_AT: ContextVar[float] = ContextVar("the request ends at", default=float("inf"))


class HttpRedirectError(RequestException):  # type: ignore[misc]  # the SDK ships no types
    """An answer that points elsewhere (3xx). `points` says where, as the end of a sentence; `target` is the address."""

    def __init__(self, response: Any) -> None:
        self.status = int(response.status_code)
        self.target = str(response.headers.get("location") or "")
        self.points = _points(response.url, self.target)
        super().__init__(f"{self.status}, which {self.points}", response=response)


def bound_http() -> None:
    """Set the rules for the process; more than once is as good as once."""
    if Session.send is not _send:
        Session.send = _send
        Session.get_redirect_target = _no_target
        for pool in PoolManager().pool_classes_by_scheme.values():
            pool.ConnectionCls.response_class = _BoundedResponse  # the SDK's own connections take theirs from these


_send_unbounded = Session.send


def _send(self: Any, request: Any, **how: Any) -> Any:
    """In place of `Session.send`.

    Raises:
        HttpRedirectError: the answer points elsewhere. Nothing is sent there: neither the body, which may be a
            password, nor the signature.
        RequestException: as ever; also for an answer that is too long, or takes too long.
    """
    is_stream = how.pop("stream", self.stream)
    if isinstance(self.verify, str):  # else REQUESTS_CA_BUNDLE goes before it (psf/requests, issue 3829)
        how["verify"] = self.verify
    with ExitStack() as slot:
        slot.enter_context(request_slot())
        before = _ENDS_AT.set(monotonic() + retries.REQUEST_SECONDS)  # the wait for the slot isn't of this time
        try:
            answer = _send_unbounded(self, request, **{**how, "stream": True})
            slot.close()
            if 300 <= answer.status_code < 400:
                answer.close()
                raise HttpRedirectError(answer)
            if request.method == "GET" and _has_lost_headers(answer):
                answer.close()
                raise NoConnection("a line among the headers is none", request=request)
            if not is_stream:
                answer._content = _whole(answer)
                answer._content_consumed = True
            return answer
        finally:
            _ENDS_AT.reset(before)


def _no_target(self: Any, response: Any) -> None:
    """In place of `Session.get_redirect_target`: there is nowhere to continue to, whatever an answer says."""


def _points(url: str, location: str) -> str:
    if not location:
        return "has no address"
    try:
        host = urlsplit(urljoin(url, location)).hostname or ""
    except ValueError:
        host = ""
    return f"points to {host}" if HOST.fullmatch(host) else "has an address that can't be read"


def _has_lost_headers(answer: Any) -> bool:
    """Whether a line that is no header hides those after it: one of them may say that a list continues."""
    message = getattr(getattr(answer.raw, "_original_response", None), "msg", None)
    return any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in getattr(message, "defects", ()))


def _whole(answer: Any) -> bytes:
    """The body, unpacked. The library would unpack a small answer to one that fills the memory."""
    parts: list[bytes] = []
    size = 0
    try:
        while part := answer.raw.read(PLAIN_BYTES, decode_content=False):
            size += len(part)
            if size > MOST_BYTES:
                raise TooLongError
            parts.append(part)
        body = unpacked(b"".join(parts), str(answer.headers.get("content-encoding") or ""), MOST_BYTES)
    except (TransportError, OSError, ValueError) as error:
        answer.close()
        raise NoConnection(error, request=answer.request) from error
    answer.raw.release_conn()
    return body


class _BoundedResponse(HTTPResponse):
    """An answer whose bytes are counted, and whose time is over when that of its request is."""

    def __init__(self, sock: Any, *more: Any, **named: Any) -> None:
        super().__init__(_Bounded(sock, _ENDS_AT.get()), *more, **named)  # type: ignore[arg-type]  # all that it asks


class _Bounded:
    """A socket as `HTTPResponse` uses it."""

    def __init__(self, sock: Any, ends_at: float) -> None:
        self._sock = sock
        self._ends_at = ends_at

    def makefile(self, mode: str) -> BufferedReader:
        """A reader of the socket that keeps to the bounds, as `socket.makefile`."""
        return BufferedReader(_Counted(self._sock, self._sock.makefile(mode, buffering=0), self._ends_at), READ_BYTES)


class _Counted(RawIOBase):
    """A socket's bytes. The socket's own time is that between two of them, which a drip never exceeds."""

    def __init__(self, sock: Any, inner: RawIOBase, ends_at: float) -> None:
        self._sock = sock
        self._inner = inner
        self._ends_at = ends_at
        self._left = MOST_BYTES
        self._usual: float | None = sock.gettimeout()
        self._allowed: float | None = None

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int | None:
        """Read what has come, as `io.RawIOBase.readinto`.

        Raises:
            TimeoutError: the time of the request or of the socket is over.
            TooLongError: the answer is longer than MOST_BYTES.
        """
        self._allow(self._ends_at - monotonic())
        got: int | None = self._inner.readinto(buffer)
        self._left -= got or 0
        if self._left < 0:
            raise TooLongError
        return got

    @override
    def close(self) -> None:
        if self._sock.fileno() >= 0:  # the next request begins with all its time
            self._sock.settimeout(self._usual)
        self._inner.close()
        super().close()

    def _allow(self, left: float) -> None:
        """Let the socket wait no longer than that; told again only now and then, for that costs as much as reading."""
        if left <= 0:
            raise TimeoutError("timed out")
        if self._allowed is None or left < self._allowed - GRAIN_SECONDS:
            self._allowed = left if self._usual is None else min(self._usual, left)
            self._sock.settimeout(self._allowed)
