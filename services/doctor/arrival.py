"""What is read to say whether accepted mail arrives: beside the rest, so that it delays no other answer."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLongError
from time import monotonic
from typing import TypeVar

from services.api.session import Session
from services.doctor.arrival_checks import check_domain, check_limits, check_recipient
from services.doctor.report import Check
from services.model.errors import OciSmtpError, UnreachableError
from services.resources.compartments import CompartmentTree
from services.resources.email_domains import domain_of
from services.resources.senders import ApprovedSender
from services.resources.sending_limits import sending_limits
from services.resources.suppressions import suppression_of

PATIENCE_SECONDS = 15
"""After which an answer that hasn't come counts as unknown."""

T = TypeVar("T")


class Arrival:
    """Reads what is known of a sender's mail and of a recipient, in threads that start at once.

    `sent_from` is the approved sender, with the compartments where its email domain may be. Without it or a recipient,
    nothing is read of it.
    """

    def __init__(
        self,
        session: Session,
        sent_from: tuple[ApprovedSender, CompartmentTree] | None,
        recipient: str = "",
        *,
        with_limits: bool = True,
    ) -> None:
        self._region = session.region
        self._name = sent_from[0].domain if sent_from else ""
        self._recipient = recipient
        self._until = monotonic() + PATIENCE_SECONDS
        self._domain = _aside(lambda: domain_of(session, *sent_from)) if sent_from else None
        self._suppression = _aside(lambda: suppression_of(session, recipient)) if recipient else None
        self._limits = _aside(lambda: sending_limits(session)) if sent_from and with_limits else None

    def recipient(self, *, is_suspect: bool = False) -> Iterator[Check]:
        """Whether the recipient is suppressed; `is_suspect` tells that a reply of OCI's says so."""
        if self._suppression:
            yield check_recipient(self._recipient, self._answer(self._suppression), is_suspect=is_suspect)

    def others(self) -> Iterator[Check]:
        """The other checks one by one, as their answers come; what can't be read is one that says so."""
        if self._domain:
            yield from check_domain(self._name, self._answer(self._domain))
        if self._limits:
            yield from check_limits(self._region, self._answer(self._limits))

    def _answer(self, asked: "Future[T]") -> "T | UnreachableError":
        try:
            return asked.result(max(0.0, self._until - monotonic()))
        except TookTooLongError:
            return UnreachableError(f"OCI didn't answer within {PATIENCE_SECONDS} seconds.")


def _aside(work: Callable[[], T]) -> "Future[T | OciSmtpError]":
    """What `work` finds, or why it found nothing; in a thread that quitting doesn't wait for."""
    future: Future[T | OciSmtpError] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except OciSmtpError as error:
            future.set_result(error)
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future
