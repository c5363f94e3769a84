"""Sending the ciphertext by mail, through an account that the person names."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email.utils import make_msgid

import msgspec

from services.api.session import Session
from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.draft import sealed_mail
from services.delivery.keyring import KeyringChannel
from services.delivery.seal import Seal, letter
from services.model.destination import MAIL, Destination
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp.channel import Trust
from services.smtp.message import Submission, hand_in
from services.smtp.probe import Login, check_address, try_login
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage
from services.storage.state_dir import StateDirError


@dataclass(frozen=True)
class OutgoingMail:
    """A mail to be: where it is handed in, through whose account, from whom and to whom."""

    endpoint: Endpoint
    account: str
    """The SMTP user name of another credential than the one in the mail, which is too new to be relied on."""
    sender: str
    recipient: str


class SealedMail(DeliveryChannel):
    """One mail with the ciphertext attached. It is never custody: accepted is not delivered, and it can't be read back.

    The account's password is requested when it is needed, and wiped at once.
    """

    def __init__(
        self, outgoing: OutgoingMail, seal: Seal, find: Callable[[str], Secret | None], trust: Trust | None = None
    ) -> None:
        """`find` gives the password of an account, or None where it is not kept; `trust` makes the TLS context.

        Raises:
            UsageError: sender or recipient cannot be an address.
        """
        for address in (outgoing.sender, outgoing.recipient):
            check_address(address)
        self.name = f"mail to {outgoing.recipient}, encrypted with {seal.name}"
        self._outgoing = outgoing
        self._seal = seal
        self.left_out = seal.left_out
        self._find = find
        self._trust = trust

    @classmethod
    def through_keyring(cls, outgoing: OutgoingMail, seal: Seal, session: Session) -> "SealedMail":
        """Through an account whose password the keyring of this machine has for the session's region.

        Raises:
            UsageError: sender or recipient cannot be an address.
        """
        trust = session.mail_server.trust if session.mail_server else None
        return cls(outgoing, seal, KeyringChannel(session.region).find, trust)

    def available(self) -> Availability:
        """Whether it can be encrypted, and the server lets the account in and takes both addresses; nothing is sent."""
        encrypts = self._seal.available()
        if not encrypts.is_available:
            return encrypts
        try:
            result = self._with_password(self._tried)
        except OciSmtpError as error:
            return Availability(False, f"{error.cause} {error.next_step}".strip())
        if result.outcome is not SmtpOutcome.WORKS:
            return Availability(False, f"{_why(result)} {result.next_step}".strip())
        self._outgoing = replace(self._outgoing, endpoint=result.endpoint or self._outgoing.endpoint)
        return Availability(True, f"The server accepted the sign-in of {self._outgoing.account}.")

    def deliver(self, package: Package) -> Receipt:
        """Encrypt and send, once.

        Raises:
            NotDeliveredError: there is no such account in the keyring, or the server did not take the mail.
            OciSmtpError: the keyring does not answer.
            SecretGoneError: the password was wiped.
        """
        outgoing = self._outgoing
        sealed = self._seal.seal(letter(package))
        identity = make_msgid(domain=outgoing.sender.rpartition("@")[2])
        headers = {"From": outgoing.sender, "To": outgoing.recipient, "Message-ID": identity}
        mail = sealed_mail(sealed, self._seal, headers)
        where = Destination(MAIL, outgoing.recipient, datetime.now(timezone.utc), is_encrypted=True)
        package.note(where)
        result = self._with_password(lambda password: self._handed_in(password, mail.as_string()))
        if result.outcome is SmtpOutcome.WORKS:
            told = (
                f"The server accepted the mail to {outgoing.recipient}. "
                "Ask the recipient whether it arrived and decrypts."
            )
            return Receipt(self.name, False, told, self._seal.names)
        if result.outcome is SmtpOutcome.UNREACHABLE and result.stage is SmtpStage.DATA:
            told = (
                f"The server didn't confirm the mail to {outgoing.recipient}. "
                "Ask the recipient before you send it again."
            )
            return Receipt(self.name, False, told, self._seal.names)
        with contextlib.suppress(StateDirError):
            package.note(msgspec.structs.replace(where, is_gone=True))
        raise NotDeliveredError(f"Not sent. {_why(result)}", result.next_step)

    def verify(self, package: Package) -> bool:
        """Never: what was sent cannot be looked at any more."""
        return False

    def _with_password(self, work: Callable[[Secret], SmtpResult]) -> SmtpResult:
        password = self._find(self._outgoing.account)
        if password is None:
            raise NotDeliveredError(
                f'The keyring has no password for "{self._outgoing.account}" in this region.',
                "Save that credential in the keyring first, or save a draft instead.",
            )
        try:
            return work(password)
        finally:
            password.wipe()

    def _tried(self, password: Secret) -> SmtpResult:
        outgoing = self._outgoing
        login = Login(outgoing.endpoint, outgoing.account, password, outgoing.sender, outgoing.recipient)
        return try_login(login, trust=self._trust)

    def _handed_in(self, password: Secret, mail: str) -> SmtpResult:
        outgoing = self._outgoing
        submission = Submission(outgoing.endpoint, outgoing.account, password, outgoing.sender, outgoing.recipient)
        return hand_in(submission, lambda: mail, trust=self._trust)


def _why(result: SmtpResult) -> str:
    """Our words, and the server's."""
    return f"{result.says} ({result.code} {result.reply})" if result.code else result.says
