"""The connection to an SMTP server: lines out, replies in (RFC 5321, 4.2), and TLS around it.

Not the standard library's client: that one tries mechanism after mechanism with a password that was rejected, keeps no
record, puts what it sent into its exceptions, and waits for ever on a server that answers a byte at a time.
"""

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

TIMEOUT_SECONDS = 10.0
"""For connecting, and for each reply as a whole."""

MAX_REPLY_BYTES = 16_384
"""Of all lines of one reply; Oracle's are a few hundred."""

_LINE = re.compile(rb"([2-5]\d{2})([ -]?)(.*)", re.DOTALL)
"""A reply's line; its code begins with 2 to 5 (RFC 5321, 4.2.1)."""

Trust = Callable[[], ssl.SSLContext]
"""Makes the TLS context, which decides whose certificates are trusted."""


class ChannelError(Exception):
    """The connection cannot be made or used; `is_tls` when it is its security that failed."""

    def __init__(self, why: str, *, is_tls: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_tls = is_tls


@dataclass(frozen=True)
class Reply:
    """A server's reply: its code, and its lines without the code."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines as one."""
        return " ".join(self.lines)


class SmtpChannel:
    """A connection. Every method blocks, at most `TIMEOUT_SECONDS`, and raises only ChannelError."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._received = bytearray()
        try:
            self._socket: socket.socket = socket.create_connection((host, port), TIMEOUT_SECONDS)
        except (OSError, UnicodeError) as error:
            raise ChannelError(_why(error)) from None

    def secure(self, trust: Trust) -> None:
        """Put TLS around the connection and verify the server's certificate."""
        if self._received:
            raise ChannelError("the server sent data before TLS was established", is_tls=True)
        try:
            self._socket.settimeout(TIMEOUT_SECONDS)
            self._socket = trust().wrap_socket(self._socket, server_hostname=self._host)
        except ssl.SSLCertVerificationError as error:
            raise ChannelError(f"its certificate isn't trusted ({error.verify_message})", is_tls=True) from None
        except ssl.SSLError:
            raise ChannelError("it doesn't support TLS", is_tls=True) from None
        except OSError as error:
            raise ChannelError(_why(error)) from None

    def send(self, data: bytes) -> None:
        """Write all the bytes; wait at most `TIMEOUT_SECONDS` for the server to take them."""
        try:
            self._socket.settimeout(TIMEOUT_SECONDS)
            self._socket.sendall(data)
        except OSError as error:
            raise ChannelError(_why(error)) from None

    def reply(self) -> Reply:
        """The next reply, however many lines it has."""
        until = monotonic() + TIMEOUT_SECONDS
        size, lines = 0, []
        while True:
            line = self._line(until)
            size += len(line)
            match = _LINE.fullmatch(line)
            if match is None or size > MAX_REPLY_BYTES:
                raise ChannelError("it isn't an SMTP server")
            lines.append(match[3].decode("utf-8", "replace"))
            if match[2] != b"-":
                return Reply(int(match[1]), tuple(lines))

    def close(self) -> None:
        """Close the connection, without a QUIT."""
        self._socket.close()

    def _line(self, until: float) -> bytes:
        while (end := self._received.find(b"\n")) < 0:
            if len(self._received) > MAX_REPLY_BYTES:
                raise ChannelError("it isn't an SMTP server")
            self._received += self._more(until)
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line.rstrip(b"\r")

    def _more(self, until: float) -> bytes:
        try:
            self._socket.settimeout(max(until - monotonic(), 0.001))
            data = self._socket.recv(4096)
        except OSError as error:
            raise ChannelError(_why(error)) from None
        if not data:
            raise ChannelError("the server closed the connection")
        return data


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "the connection timed out"
    if isinstance(error, (socket.gaierror, UnicodeError)):
        return "can't resolve the host name"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    return "the connection was lost"
