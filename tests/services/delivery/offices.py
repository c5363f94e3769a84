"""What rotates in the sample tenancy, and the place where it delivers."""

import threading
from collections.abc import Callable
from pathlib import Path

from services.api.session import MailServer, Session
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.credentials.rotation_status import RotationStatus
from services.credentials.rotator import open_rotator
from services.delivery import Availability, DeliveryChannel, Package, Receipt
from services.delivery.handover import Delivery
from services.delivery.replacement import Replacement, ReplacementRequest, RotationWatch, deliver_replacement
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError
from services.model.values import Credential, Endpoint, User
from tests.services.accounts import session_on

NONE, ONE, TWO = "newsletter.sender", "shop.mailer", "billing.relay"


class Box(DeliveryChannel):
    """A place that takes a password, and tells whether it can be looked into."""

    name = "box"

    def __init__(self, *, is_verified: bool = True, error: OciSmtpError | None = None) -> None:
        self.passwords: list[str] = []
        self._is_verified = is_verified
        self._error = error

    def available(self) -> Availability:
        return Availability(True, "")

    def deliver(self, package: Package) -> Receipt:
        if self._error:
            raise self._error
        self.passwords.append(package.password.reveal())
        return Receipt("a box", self._is_verified, "It's in the box.")

    def verify(self, package: Package) -> bool:
        return self._is_verified


class Holding(Box):
    """A place that holds back what it has until it is promoted."""

    def __init__(self, error: OciSmtpError | None = None) -> None:
        super().__init__()
        self._unpromotable = error
        self.promotions = 0

    def deliver(self, package: Package) -> Receipt:
        super().deliver(package)
        return Receipt("a box", True, "It's in the box.", held_back="It's held back.")

    def promote(self) -> str:
        self.promotions += 1
        if self._unpromotable:
            raise self._unpromotable
        return "It's in use."


class Office:
    """What rotates in a tenancy; another one of the same folder is another program."""

    def __init__(
        self, tenancy: Tenancy, folder: Path, server: SmtpServer | None = None, session: Session | None = None
    ) -> None:
        self.tenancy = tenancy
        self.session = session or session_on(tenancy)
        self.directory = ClassicDirectory(self.session)
        self.journal = Journal(folder / "journal", patience=0)
        self.rotator = open_rotator(self.session, self.directory, self.journal)
        self.where = server.starttls if server else Endpoint("127.0.0.1", 9, "STARTTLS")
        self.session.mail_server = MailServer(self.where, server.trust) if server else None

    def user(self, name: str) -> User:
        return self.directory.find(name)

    def held(self, name: str) -> list[Credential]:
        return self.directory.credentials(self.user(name))

    def status(self, name: str) -> RotationStatus | None:
        return self.rotator.review(self.user(name), self.held(name))

    def states(self) -> list[JournalState]:
        return [record.state for record in self.journal.records()]

    def replace(
        self,
        *channels: DeliveryChannel,
        name: str = ONE,
        prove: bool = False,
        on_delivery: Callable[[Delivery], None] = lambda delivery: None,
    ) -> Replacement:
        status = self.status(name)
        old = status.rotation.old if status else self.held(name)[0]
        request = ReplacementRequest(
            self.user(name), old, "new", self.where, channels, prove, status.rotation if status else None
        )
        watch = RotationWatch(on_delivery=on_delivery)
        return deliver_replacement(self.session, self.rotator, request, threading.Event(), watch=watch)
