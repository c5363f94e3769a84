"""An SMTP conversation, with a record of what was said that never has the secret in it."""

import ssl
from base64 import b64encode
from types import TracebackType

from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp.channel import ChannelError, Reply, SmtpChannel, Trust
from services.smtp.known_texts import known_extensions, known_text
from services.smtp.replies import meaning
from services.smtp.result import ConversationLine, SmtpOutcome, SmtpResult, SmtpStage
from services.smtp.safe_text import Redaction, printable

OUR_NAME = "[127.0.0.1]"
"""What we say in EHLO: an address literal (RFC 5321, 4.1.3), so that the name of this computer stays here."""


class ConversationStoppedError(Exception):
    """The conversation ended before its goal; `result` says how."""

    def __init__(self, result: SmtpResult) -> None:
        super().__init__(result.says)
        self.result = result


class Conversation:
    """A conversation with the server of an endpoint. Its methods block, and raise only StoppedError.

    To be used as a context manager: leaving it says QUIT and closes the connection.
    """

    def __init__(self, endpoint: Endpoint, user_name: str, password: Secret, trust: Trust | None = None) -> None:
        self._endpoint = endpoint
        self._user_name = user_name
        self._password = password
        self._redact = Redaction(user_name, password.reveal())
        self._trust = trust or ssl.create_default_context
        self._lines: list[ConversationLine] = []
        self._addresses: list[str] = []
        self._channel: SmtpChannel | None = None

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._channel is None:
            return
        try:
            self._channel.send(b"QUIT\r\n")
            self._note("QUIT")
            self._heard(self._channel.reply())
        except ChannelError:
            pass  # it is over either way, and what it proved is known
        finally:
            self._channel.close()

    @property
    def lines(self) -> tuple[ConversationLine, ...]:
        """What was said so far."""
        return tuple(self._lines)

    def open(self) -> None:
        """Connect, secure the connection, and say EHLO inside."""
        implicit = self._endpoint.security == "TLS"
        try:
            self._channel = SmtpChannel(self._endpoint.host, self._endpoint.port)
            if implicit:
                self._channel.secure(self._trust)
            greeting = self._heard(self._channel.reply())
        except ChannelError as error:
            raise self._broken(SmtpStage.CONNECT, error) from None
        self._expect(SmtpStage.CONNECT, greeting)
        offered = self._ehlo()
        if not implicit:
            self._start_tls(offered)
            self._ehlo()

    def log_in(self) -> None:
        """One AUTH PLAIN (RFC 4616) and no other mechanism after it: to the server each is a try of its own."""
        reply = self._ask(SmtpStage.AUTH, f"AUTH PLAIN {self._token()}", "AUTH PLAIN <credential>")
        if reply.code == 334:
            reply = self._ask(SmtpStage.AUTH, self._token(), "<credential>")
        self._expect(SmtpStage.AUTH, reply)

    def envelope(self, sender: str, recipient: str = "") -> None:
        """MAIL FROM, and RCPT TO where there is a recipient."""
        self._addresses = [sender, recipient]
        self._expect(SmtpStage.MAIL, self._ask(SmtpStage.MAIL, f"MAIL FROM:<{sender}>"))
        if recipient:
            self._expect(SmtpStage.RCPT, self._ask(SmtpStage.RCPT, f"RCPT TO:<{recipient}>"))

    def reset(self) -> None:
        """RSET: forget the envelope, so that nothing is sent."""
        self._ask(SmtpStage.MAIL, "RSET")

    def data(self, message: str) -> Reply:
        """DATA and the message; the reply that accepts it."""
        ready = self._ask(SmtpStage.DATA, "DATA")
        if ready.code != 354:
            raise self._stopped(SmtpStage.DATA, ready)
        stuffed = (f".{line}" if line.startswith(".") else line for line in message.splitlines())
        return self._expect(SmtpStage.DATA, self._ask(SmtpStage.DATA, "\r\n".join((*stuffed, "."))))

    def result(
        self, outcome: SmtpOutcome, says: str, next_step: str, stage: SmtpStage, reply: Reply | None = None
    ) -> SmtpResult:
        """A result with the record of this conversation."""
        words = self._known(reply) if reply else ""
        code = reply.code if reply else 0
        return SmtpResult(outcome, says, next_step, stage, code, words, self._endpoint, conversation=self.lines)

    def _ehlo(self) -> set[str]:
        """Introduce ourselves; the extensions that the server offers, in upper case."""
        reply = self._expect(SmtpStage.EHLO, self._ask(SmtpStage.EHLO, f"EHLO {OUR_NAME}"))
        return {line.split(" ")[0].upper() for line in reply.lines[1:]}

    def _start_tls(self, offered: set[str]) -> None:
        if "STARTTLS" not in offered:
            raise ConversationStoppedError(self._not_the_service("it doesn't offer STARTTLS"))
        self._expect(SmtpStage.TLS, self._ask(SmtpStage.TLS, "STARTTLS"))
        try:
            self._open_channel().secure(self._trust)
        except ChannelError as error:
            raise self._broken(SmtpStage.TLS, error) from None

    def _ask(self, stage: SmtpStage, line: str, told: str = "") -> Reply:
        """Send lines and hear the reply. `told` is what the record has in their place."""
        for part in (told or line).split("\r\n"):
            self._note(part)
        try:
            self._open_channel().send(f"{line}\r\n".encode())
            return self._heard(self._open_channel().reply(), stage)
        except ChannelError as error:
            raise self._broken(stage, error) from None

    def _expect(self, stage: SmtpStage, reply: Reply) -> Reply:
        if 200 <= reply.code < 300 and reply.code != 254:
            return reply
        raise self._stopped(stage, reply)

    def _stopped(self, stage: SmtpStage, reply: Reply) -> ConversationStoppedError:
        return ConversationStoppedError(self.result(*meaning(stage, reply.code, reply.text), stage, reply))

    def _broken(self, stage: SmtpStage, error: ChannelError) -> ConversationStoppedError:
        if error.is_tls:
            return ConversationStoppedError(self._not_the_service(error.why))
        says = f"{self._endpoint.host}:{self._endpoint.port}: {error.why}. The credential might still be valid."
        return ConversationStoppedError(
            self.result(SmtpOutcome.UNREACHABLE, says, "The port might be blocked from here.", stage)
        )

    def _not_the_service(self, why: str) -> SmtpResult:
        return self.result(
            SmtpOutcome.NOT_THE_SERVICE,
            f"This isn't Email Delivery, or something intercepts the connection: {why}. The password wasn't sent.",
            "Check the host, port, and security setting, and any proxy or firewall in between.",
            SmtpStage.TLS,
        )

    def _heard(self, reply: Reply, stage: SmtpStage | None = None) -> Reply:
        """Note a reply as one line, however many it has: their number and order are the server's, too."""
        is_offer = stage is SmtpStage.EHLO and 200 <= reply.code < 300
        text = known_extensions(reply.lines[1:]) if is_offer else self._known(reply)
        self._lines.append(ConversationLine("server", f"{reply.code} {text}".strip()))
        return reply

    def _known(self, reply: Reply) -> str:
        return known_text(reply.text, self._addresses)

    def _note(self, text: str) -> None:
        self._lines.append(ConversationLine("client", printable(self._redact(text))))

    def _open_channel(self) -> SmtpChannel:
        if self._channel is None:
            raise ChannelError("not connected")
        return self._channel

    def _token(self) -> str:
        return b64encode(f"\0{self._user_name}\0{self._password.reveal()}".encode()).decode()
