"""How the demo's SMTP server answers: by the credentials that the tenancy issued, and by the tenancy's policies.

Its replies are those that Oracle publishes (Email/Concepts/troubleshooting.htm, 2026-09).
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import getaddresses
from hmac import compare_digest

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.demo.may_send import may_send
from services.demo.people import Person
from services.demo.store.credentials import StoredCredential
from services.demo.store.regions import Region
from services.demo.store.world import World

_WINDOW = timedelta(minutes=1)
_FAILED = "535 Authentication credentials invalid"
_THROTTLED = "421 Too many auth failures, try again later"


@dataclass(frozen=True)
class Accepted:
    """A message that was taken."""

    user_name: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass(frozen=True)
class _SignedIn:
    user_name: str
    owner: Person


class SmtpAnswers:
    """The hooks that aiosmtpd calls. It only reads the tenancy, and one value at a time, so it takes no lock."""

    def __init__(self, world: World, region: Region) -> None:
        self._world = world
        self._region = region
        self._failures: list[datetime] = []
        self.accepted: list[Accepted] = []
        self.throttle_after = 20
        """Refusals within a minute after which the server answers 421."""

    def authenticate(self, server: SMTP, session: Session, _: Envelope, __: str, data: object) -> AuthResult:
        """AUTH."""
        if self._is_throttled():
            return AuthResult(success=False, handled=False, message=_hang_up(server))
        owner = self._owner(data) if isinstance(data, LoginPassword) else None
        if owner is None or not isinstance(data, LoginPassword):
            self._count_failure()
            return AuthResult(success=False, handled=False, message=_FAILED)
        return AuthResult(success=True, auth_data=_SignedIn(data.login.decode(), owner))

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """MAIL FROM."""
        signed_in = session.auth_data
        if not isinstance(signed_in, _SignedIn):
            return "535 Authentication required"
        if self._is_throttled():
            return _hang_up(server)
        if not may_send(self._world, signed_in.owner, address, self._region):
            return self._not_authorized(address)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        """DATA, once the message is here."""
        signed_in, content = session.auth_data, envelope.content
        if not isinstance(signed_in, _SignedIn) or not isinstance(content, bytes):
            return "451 Error in Processing"
        if not (headers := message_from_bytes(content)).keys():
            return "554 Message parse error"
        for _, address in getaddresses(headers.get_all("From", [])):
            if not may_send(self._world, signed_in.owner, address, self._region):
                return self._not_authorized(address)
        if any(self._world.suppressions.of(recipient) for recipient in envelope.rcpt_tos):
            return f"254 4.7.1 Suppression for user {signed_in.owner.ocid}"
        sender = str(envelope.mail_from)
        self.accepted.append(Accepted(signed_in.user_name, sender, tuple(envelope.rcpt_tos), content))
        return "250 Ok"

    def _not_authorized(self, address: str) -> str:
        """Oracle has one reply for the envelope From and the header From."""
        self._count_failure()
        return f"535 Authorization failed: address {address} not authorized"

    def _owner(self, given: LoginPassword) -> Person | None:
        """The user whose credential this is, if both are good."""
        credential = self._world.credentials.with_user_name(given.login.decode("utf-8", "replace"))
        if credential is None or not compare_digest(credential.password.encode(), given.password):
            return None
        owner = self._world.person(credential.owner.ocid)
        if owner is None or owner.state != "ACTIVE" or not owner.capabilities["canUseSmtpCredentials"]:
            return None
        return owner if credential.state == "ACTIVE" and not self._has_expired(credential) else None

    def _has_expired(self, credential: StoredCredential) -> bool:
        enforced = self._world.settings.expiry == "enforced"
        return enforced and credential.expires is not None and credential.expires <= self._world.now()

    def _count_failure(self) -> None:
        self._failures.append(self._world.now())

    def _is_throttled(self) -> bool:
        since = self._world.now() - _WINDOW
        self._failures = [when for when in self._failures if when > since]
        return len(self._failures) >= self.throttle_after


def _hang_up(server: SMTP) -> str:
    """The answer 421, after which the connection closes."""
    if server.transport is not None:
        asyncio.get_running_loop().call_soon(server.transport.close)
    return _THROTTLED
