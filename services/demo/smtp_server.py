"""Email Delivery's SMTP server on loopback: STARTTLS for 25 and 587, implicit TLS for 465, AUTH PLAIN alone."""

import asyncio
import logging
import ssl
from threading import Event, Thread

from aiosmtpd.smtp import SMTP

from services.demo.certificates import Authority
from services.demo.smtp_protocol import EmailDeliverySmtp
from services.demo.smtp_session import Accepted, SmtpAnswers
from services.demo.store.regions import HOME, Region
from services.demo.tenancy import Tenancy
from services.model.values import Endpoint

_LOOPBACK = "127.0.0.1"
_MAX_MESSAGE_BYTES = 2 * 1024 * 1024


class SmtpServer:
    """Serves one region of a tenancy on 127.0.0.1 from a thread of its own, from construction until `stop`.

    Its certificate is signed by an authority of its own: `trust` makes the context for clients. `idle` is how many
    seconds it waits for a client. Raises OSError when a port is taken; port 0 takes any free one.
    """

    def __init__(
        self,
        tenancy: Tenancy,
        region: Region = HOME,
        starttls_port: int = 0,
        tls_port: int = 0,
        relay_port: int = 0,
        idle: float = 300,
    ) -> None:
        # aiosmtpd logs each client that hangs up or distrusts a certificate, over whatever is on the screen.
        logging.getLogger("mail.log").propagate = False
        logging.getLogger("mail.log").addHandler(logging.NullHandler())
        self.authority = Authority()
        self._answers = SmtpAnswers(tenancy.world, region)
        self._ports = (starttls_port, tls_port, relay_port)
        self._idle = idle
        self._listening: list[asyncio.Server] = []
        self._error: OSError | None = None
        self._ready = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve, name="demo-smtp", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._error:
            self._thread.join()
            raise self._error

    @property
    def starttls(self) -> Endpoint:
        """Where connections begin in plain text and are secured by STARTTLS: for port 587."""
        return Endpoint(_LOOPBACK, self._port(0), "STARTTLS")

    @property
    def tls(self) -> Endpoint:
        """Where connections are secured from the first byte: for port 465."""
        return Endpoint(_LOOPBACK, self._port(1), "TLS")

    @property
    def relay(self) -> Endpoint:
        """As `starttls`, for port 25, the one of mail servers."""
        return Endpoint(_LOOPBACK, self._port(2), "STARTTLS")

    @property
    def accepted(self) -> list[Accepted]:
        """The messages that were taken, oldest first."""
        return list(self._answers.accepted)

    @property
    def throttle_after(self) -> int:
        """Refusals within a minute after which the server answers 421; 0 for at once."""
        return self._answers.throttle_after

    @throttle_after.setter
    def throttle_after(self, failures: int) -> None:
        self._answers.throttle_after = failures

    def trust(self) -> ssl.SSLContext:
        """A context for clients that trusts this server's authority alone."""
        return self.authority.trust()

    def stop(self) -> None:
        """Stop serving and close all connections. Stopping twice is harmless."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _port(self, number: int) -> int:
        return int(self._listening[number].sockets[0].getsockname()[1])

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
        except OSError as error:
            self._error = error
        finally:
            self._ready.set()
        if self._error is None:
            self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _listen(self) -> None:
        context = self.authority.server_context()
        for port, implicit in zip(self._ports, (False, True, False), strict=True):
            factory = self._secured if implicit else lambda: self._to_be_secured(context)
            server = await self._loop.create_server(factory, _LOOPBACK, port, ssl=context if implicit else None)
            self._listening.append(server)

    async def _close(self) -> None:
        for server in self._listening:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _to_be_secured(self, context: ssl.SSLContext) -> SMTP:
        return self._protocol(context)

    def _secured(self) -> SMTP:
        return self._protocol(None)

    def _protocol(self, to_be_secured_by: ssl.SSLContext | None) -> SMTP:
        return EmailDeliverySmtp(
            self._answers,
            data_size_limit=_MAX_MESSAGE_BYTES,
            hostname="smtp.demo",
            ident="OCI Email Delivery, demo",
            loop=self._loop,
            timeout=self._idle,
            authenticator=self._answers.authenticate,
            auth_exclude_mechanism=["LOGIN"],
            tls_context=to_be_secured_by,
            require_starttls=to_be_secured_by is not None,
            auth_require_tls=to_be_secured_by is not None,  # aiosmtpd counts no TLS but that of STARTTLS
        )
