"""Proof that a credential works: sign in, ask whether a sender is accepted, and send nothing."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP

from services.model.errors import UsageError
from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp.channel import Trust
from services.smtp.conversation import Conversation, ConversationStoppedError
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage

PAUSES_SECONDS = (2.0, 10.0, 30.0)
"""Before each of the tries with a credential that is new: it takes a while to become active everywhere."""

OTHER_PORTS = {465: (587, "STARTTLS"), 587: (465, "TLS"), 25: (465, "TLS")}
"""Where to try once more when a port is blocked on the way (Email/Tasks/configuresmtpconnection.htm)."""

_ADDRESS = re.compile(r"[^\s<>\x00-\x20\x7f]+@[^\s<>@\x00-\x20\x7f]+")

Wait = Callable[[float], bool]
"""Waits so many seconds; true when it was told to stop."""


@dataclass(frozen=True)
class Login:
    """What to try: where, with which credential, and for which envelope, if any."""

    endpoint: Endpoint
    user_name: str
    password: Secret
    sender: str = ""
    recipient: str = ""
    is_new: bool = False
    """Whether the credential was just made, so that a rejection may mean *not yet*: three tries instead of one."""


def try_login(
    login: Login, *, trust: Trust | None = None, wait: Wait | None = None, on_try: Callable[[int], None] | None = None
) -> SmtpResult:
    """Sign in, offer the envelope, reset, quit; never DATA. One AUTH a try, and no further try once throttled.

    `trust` makes the TLS context: the system's certificates unless told otherwise. `wait` is told the seconds to wait;
    `threading.Event.wait` of an event that cancels. `on_try` hears the number of each try.

    Raises:
        UsageError: sender or recipient cannot be an address.
    """
    for address in filter(None, (login.sender, login.recipient)):
        check_address(address)
    wait = wait or threading.Event().wait
    result = None
    pauses = PAUSES_SECONDS if login.is_new else (0.0,)
    for number, pause in enumerate(pauses, start=1):
        if pause and wait(pause):
            return result or _cancelled(login)
        if on_try:
            on_try(number)
        result = replace(_once_or_next_door(login, trust), tries=number)
        if result.outcome not in (SmtpOutcome.CREDENTIAL_REFUSED, SmtpOutcome.SENDER_REFUSED):
            break
    return result or _cancelled(login)


def check_address(address: str) -> None:
    """Accept what can stand between the angle brackets of MAIL FROM and RCPT TO, and alone in a mail's header.

    Raises:
        UsageError: it cannot.
    """
    if not _ADDRESS.fullmatch(address) or not address.isascii() or not _can_head_a_mail(address):
        raise UsageError(f'"{address}" isn\'t an email address.', "For example: orders@example.com.")


def _can_head_a_mail(address: str) -> bool:
    mail = EmailMessage(policy=SMTP)
    try:
        mail["To"] = address
        mail.as_bytes()
    except Exception:  # its parser stumbles over some, such as '-@[ with whatever error that gives
        return False
    return str(mail["To"]) == address and len(mail["To"].addresses) == 1


def _once_or_next_door(login: Login, trust: Trust | None) -> SmtpResult:
    """One try; where the port cannot be reached, one at the service's other port."""
    result = _once(login, trust)
    other = OTHER_PORTS.get(login.endpoint.port)
    if result.outcome is not SmtpOutcome.UNREACHABLE or result.stage is not SmtpStage.CONNECT or other is None:
        return result
    next_door = _once(replace(login, endpoint=Endpoint(login.endpoint.host, *other)), trust)
    if next_door.outcome is SmtpOutcome.UNREACHABLE:
        return result
    says = f"Can't connect to port {login.endpoint.port} from here, but port {other[0]} works. {next_door.says}"
    return replace(next_door, says=says, conversation=result.conversation + next_door.conversation)


def _once(login: Login, trust: Trust | None) -> SmtpResult:
    with Conversation(login.endpoint, login.user_name, login.password, trust) as talk:
        try:
            talk.open()
            talk.log_in()
            if login.sender:
                talk.envelope(login.sender, login.recipient)
                talk.reset()
        except ConversationStoppedError as stopped:
            result = stopped.result
        else:
            accepted = f", and the server accepted MAIL FROM {login.sender}" if login.sender else ""
            stage = SmtpStage.MAIL if login.sender else SmtpStage.AUTH
            result = talk.result(SmtpOutcome.WORKS, f"Signed in: the credential works{accepted}.", "", stage)
    return replace(result, conversation=talk.lines)


def _cancelled(login: Login) -> SmtpResult:
    return SmtpResult(
        SmtpOutcome.CANCELLED, "Canceled before the first attempt.", "", SmtpStage.CONNECT, endpoint=login.endpoint
    )
