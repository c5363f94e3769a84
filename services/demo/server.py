"""The demo tenancy on a loopback port, for clients that are not in this process."""

import socket
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from services.demo.control import PREFIX, control
from services.demo.faults import NoAnswerError
from services.demo.http import Headers, Request, Response
from services.demo.tenancy import Tenancy

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # linger on, for no time: closing sends RST instead of FIN (socket(7))
_LONGEST_SILENCE = 600.0


class TenancyServer:
    """Serves a tenancy on 127.0.0.1 from threads of its own, from construction until `stop`.

    Each identity domain has a port of its own, which becomes its URL: the SDK takes no path for the endpoint of a
    domain. So has each vault, for its keys. Port 0 takes any free port. Raises OSError when the port is taken.
    """

    def __init__(self, tenancy: Tenancy, port: int = 0) -> None:
        self._tenancy = tenancy
        self._server = _Server(tenancy, port)
        self._servers = [self._server]
        for domain in tenancy.world.domains:
            server = _Server(tenancy, 0)
            domain.url = domain.home_url = server.url
            self._servers.append(server)
        for vault in tenancy.world.vaults:
            server = _Server(tenancy, 0)
            vault.management_endpoint = server.url
            self._servers.append(server)
        self._threads = [
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-server")
            for server in self._servers
        ]
        for thread in self._threads:
            thread.start()

    @property
    def endpoint(self) -> str:
        """The URL to give to clients as service endpoint."""
        return self._server.url

    @property
    def domains(self) -> dict[str, str]:
        """The URL of each identity domain, by its name."""
        return {domain.display_name: domain.url for domain in self._tenancy.world.domains}

    def stop(self) -> None:
        """Stop serving; requests on the way are left unanswered."""
        self._tenancy.close()
        with ThreadPoolExecutor(len(self._servers)) as pool:  # each waits for its thread to look up
            list(pool.map(_Server.shutdown, self._servers))
        for thread in self._threads:
            thread.join()
        for server in self._servers:
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, tenancy: Tenancy, port: int) -> None:
        self.tenancy = tenancy
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; one that is to be reset without the FIN that would come first."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET_ON_CLOSE)) == _RESET_ON_CLOSE:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is not an error; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        request = Request(self.command, self.path, Headers(dict(self.headers.items())), body)
        try:
            answer = (
                control(self.server.tenancy, request)
                if request.path.startswith(PREFIX)
                else self.server.tenancy.handle(request)
            )
        except NoAnswerError as error:
            self._break_off(reset=error.reset)
        else:
            self._write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815 - the names that BaseHTTPRequestHandler asks for

    def _write(self, answer: Response) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _break_off(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            return
        self.connection.settimeout(_LONGEST_SILENCE)
        self.connection.recv(1)  # returns when the client closes

    def log_message(self, *_: object) -> None:
        """Standard error stays quiet: the tenancy keeps its own log."""
