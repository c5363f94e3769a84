"""An SMTP server that says what a test tells it to, over TLS on loopback."""

import socket
import ssl
from contextlib import suppress
from dataclasses import replace
from threading import Thread

from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp.probe import Login

GREETING, EHLO, SIGNED_IN, OK = "220 here", "250-here\r\n250 AUTH PLAIN", "235 ok", "250 ok"


class ScriptedServer:
    """Answers the first line of each command with the next of its replies, then hangs up. None: says nothing more."""

    def __init__(self, context: ssl.SSLContext | None, *replies: str | bytes | None) -> None:
        self.received: list[str] = []
        self.connections = 0
        self._context = context
        self._replies = replies
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self._socket.getsockname()[1], "TLS" if self._context else "STARTTLS")

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                raw, _ = self._socket.accept()
                self.connections += 1
                with suppress(OSError), raw:
                    self._talk(self._context.wrap_socket(raw, server_side=True) if self._context else raw)

    def _talk(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines:
            for number, reply in enumerate(self._replies):
                if number:
                    self.received.append(lines.readline().decode(errors="replace"))
                if reply is None:
                    lines.readline()
                    return
                client.sendall(reply if isinstance(reply, bytes) else f"{reply}\r\n".encode())


def with_password(login: Login, password: str) -> Login:
    return replace(login, password=Secret(password))
