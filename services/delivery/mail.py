"""Sending the ciphertext by mail, through an account that the person names."""

from email.utils import make_msgid

from services.delivery import Availability, Channel, NotDeliveredError, Package, Receipt
from services.delivery.draft import sealed_mail
from services.delivery.letter import letter
from services.delivery.seal import Seal
from services.smtp.channel import Trust
from services.smtp.message import Submission, hand_in
from services.smtp.probe import check_address
from services.smtp.result import Outcome, Stage


class SealedMail(Channel):
    """One mail with the ciphertext attached. It is never custody: accepted is not delivered, and nobody reads back.

    The account is another one than the credential in the mail, which is too new to be relied on.
    """

    def __init__(self, account: Submission, seal: Seal, trust: Trust | None = None) -> None:
        """`trust` makes the TLS context: the system's certificates unless told otherwise.

        Raises:
            UsageError: sender or recipient cannot be an address.
        """
        for address in (account.sender, account.recipient):
            check_address(address)
        self.name = f"mail to {account.recipient}, encrypted with {seal.name}"
        self._account = account
        self._seal = seal
        self._trust = trust

    def available(self) -> Availability:
        """Whether it can be encrypted; the account is tried by sending only."""
        return self._seal.available()

    def deliver(self, package: Package) -> Receipt:
        """Encrypt and send, once.

        Raises:
            NotDeliveredError: the server did not take it, or broke off, and may have taken it all the same.
            SecretGoneError: the password, or that of the account, was wiped.
        """
        account = self._account
        sealed = self._seal.seal(letter(package))
        identity = make_msgid(domain=account.sender.rpartition("@")[2])
        headers = {"From": account.sender, "To": account.recipient, "Message-ID": identity}
        mail = sealed_mail(sealed, self._seal, headers)
        result = hand_in(account, mail.as_string, trust=self._trust)
        if result.outcome is not Outcome.WORKS:
            is_lost = result.outcome is Outcome.UNREACHABLE and result.stage is Stage.DATA
            known = "Perhaps sent: the answer is missing." if is_lost else "Not sent."
            raise NotDeliveredError(f"{known} {result.says} {result.reply}".strip(), result.next_step)
        told = f"The server took the mail to {account.recipient}. Ask them whether it came, and opens."
        return Receipt(self.name, False, told)

    def verify(self, package: Package) -> bool:
        """Never: what was sent cannot be looked at any more."""
        return False
