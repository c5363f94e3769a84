"""The first credential of a user by a plan: generated, delivered, and tested. There is none to replace."""

import contextlib
import threading
from collections.abc import Callable

from services.api.session import Session
from services.credentials.generation import CredentialGenerator
from services.delivery import DeliveryChannel
from services.delivery.handover import Handover, hand_over, package_of
from services.fleet.plan import PlannedRow
from services.model.errors import OciSmtpError
from services.model.values import Credential, Endpoint
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpResult


def deliver_first(
    session: Session,
    generator: CredentialGenerator,
    row: PlannedRow,
    where: Endpoint,
    open_channels: Callable[[], list[DeliveryChannel]],
    *,
    prove: bool,
) -> tuple[Credential, Handover]:
    """Generate the credential of a row, deliver it to each channel, and close its record; where it is then.

    Raises:
        LimitReachedError: the user has two credentials; nothing was sent.
        UndeliveredError: it reached no place, and was deleted again.
        OciSmtpError: see `CredentialGenerator.issue`.
    """
    channels = open_channels()
    never = threading.Event()
    issue = generator.issue(row.user, row.description, lambda stage, number: None, never)
    made = issue.issued.credential

    def proof() -> SmtpResult:
        login = Login(where, made.user_name, issue.issued.password, is_new=True)
        trust = session.mail_server.trust if session.mail_server else None
        return try_login(login, trust=trust, wait=never.wait, on_try=lambda number: None)

    try:
        handover = hand_over(issue, package_of(issue, row.user, where), channels, prove=proof if prove else None)
    finally:
        issue.left()
    with contextlib.suppress(OciSmtpError):  # the marker in the description harms nothing
        issue.tidy()
    return made, handover
