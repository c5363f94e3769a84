"""Handing a new credential over: to every channel, to an output, or to none, and then it is deleted again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from services.credentials.issue import Issue
from services.credentials.rollback import RolledBackError
from services.delivery import DeliveryChannel, Package, Receipt
from services.delivery.unforeseen import foreseen
from services.model.destination import Destination
from services.model.errors import ExitCode, OciSmtpError, OutcomeUnknownError
from services.model.values import Endpoint, User
from services.smtp.result import SmtpResult
from services.storage.state_dir import StateDirError


@dataclass(frozen=True)
class Delivery:
    """What came of one channel: a receipt, or why there is none."""

    channel: str
    receipt: Receipt | None = None
    error: OciSmtpError | None = None
    left_out: tuple[str, ...] = ()
    """Keys that were named for it and are not encrypted for: a sentence each."""
    unnoted: str = ""
    """Why the journal doesn't have it, though it arrived."""
    promoted: str = ""
    """What became of what the place held back: a sentence, once it is in use."""
    unpromoted: OciSmtpError | None = None
    """Why it isn't in use, though it should be."""

    @property
    def is_verified(self) -> bool:
        """Whether the place was read back."""
        return self.receipt is not None and self.receipt.is_verified

    @property
    def message(self) -> str:
        """What is known after it, in whole sentences; empty where it did not arrive."""
        if self.receipt is None:
            return ""
        return f"{self.receipt.message} {self.promoted or self.receipt.held_back}".rstrip()


class Output(Protocol):
    """What prints a credential, once it is known where else it is."""

    has_password: bool
    """Whether the password is printed, so that a reader of the output has it."""

    def write(self, deliveries: Sequence[Delivery], proof: SmtpResult | None) -> str:
        """Print it; why that failed, or an empty text."""

    def is_taken(self) -> bool:
        """Whether something has what was printed."""


@dataclass(frozen=True)
class Handover:
    """What became of a credential that is somewhere now."""

    deliveries: tuple[Delivery, ...]
    proof: SmtpResult | None
    """What the test sign-in showed; None where none was asked for."""
    why_not_printed: str
    is_kept: bool
    """Whether it is certain that a destination or a program has it. If not, it stays open in the journal."""
    unconfirmed: str
    """Why the journal couldn't be told that it is kept."""
    doubt: OutcomeUnknownError | None
    """What else the requests might have created; the journal has it."""

    @property
    def exit_code(self) -> ExitCode:
        """What a command answers after it."""
        if any(each.error or each.unpromoted for each in self.deliveries) or self.why_not_printed:
            return ExitCode.FAILED
        if not self.is_kept:
            return ExitCode.UNKNOWN
        return ExitCode.DONE if self.proof is None or self.proof.credential_works else ExitCode.FAILED


class UndeliveredError(RolledBackError):
    """It reached no place, so it was deleted."""

    title = "Deleted"
    destinations: Sequence[Destination] = ()
    """The destinations that might hold its password anyway."""


def package_of(issue: Issue, user: User, where: Endpoint) -> Package:
    """What a channel delivers of a credential just created."""
    made = issue.issued.credential
    return Package(made.user_name, issue.issued.password, where, made.description, user, issue.heads_for)


def hand_over(
    issue: Issue,
    package: Package,
    channels: Sequence[DeliveryChannel],
    *,
    output: Output | None = None,
    prove: Callable[[], SmtpResult] | None = None,
    promote_unproven: bool = False,
    on_delivery: Callable[[Delivery], None] = lambda delivery: None,
) -> Handover:
    """Deliver it to each channel, whatever becomes of the others; prove it; print it; close its record.

    What a place holds back is promoted once the credential is proven; where no proof is asked for, only with
    `promote_unproven`. What was delivered but can't be verified stays open in the journal.

    Raises:
        StateDirError: the journal cannot have it as seen, so it went nowhere.
        UndeliveredError: it reached no place.
        OciSmtpError: it reached no place, and could not be deleted now; the journal remembers to.
    """
    deliveries = [_deliver(issue, package, channel, on_delivery) for channel in channels]
    has_arrived = any(each.receipt for each in deliveries)
    is_shown = output is not None and output.has_password
    proof = prove() if prove and (has_arrived or is_shown) else None
    if proof.credential_works if proof else promote_unproven:
        deliveries = [_promoted(*each) for each in zip(deliveries, channels, strict=True)]
    why_not_printed = ""
    if output and (has_arrived or is_shown):
        issue.shown()
        why_not_printed = output.write(deliveries, proof)
    is_printed = is_shown and not why_not_printed
    if not has_arrived and not is_printed:
        raise _deleted(issue, why_not_printed if not channels else "")
    is_kept = any(each.is_verified for each in deliveries) or bool(is_printed and output and output.is_taken())
    unconfirmed = _confirmed(issue) if is_kept else ""
    return Handover(tuple(deliveries), proof, why_not_printed, is_kept, unconfirmed, issue.doubt)


def _deliver(
    issue: Issue, package: Package, channel: DeliveryChannel, on_delivery: Callable[[Delivery], None]
) -> Delivery:
    issue.shown()
    delivery = _delivered(issue, package, channel)
    on_delivery(delivery)
    return delivery


def _delivered(issue: Issue, package: Package, channel: DeliveryChannel) -> Delivery:
    try:
        receipt = foreseen(lambda: channel.deliver(package))
    except OciSmtpError as error:
        return Delivery(channel.name, error=error)
    unnoted = ""
    if receipt.is_verified:
        try:
            issue.kept_in(receipt.place)
        except StateDirError as error:
            unnoted = error.cause
    return Delivery(channel.name, receipt, left_out=channel.left_out, unnoted=unnoted)


def _promoted(delivery: Delivery, channel: DeliveryChannel) -> Delivery:
    if delivery.receipt is None or not delivery.receipt.held_back:
        return delivery
    try:
        return replace(delivery, promoted=channel.promote())
    except OciSmtpError as error:
        return replace(delivery, unpromoted=error)


def _deleted(issue: Issue, why_not_printed: str) -> UndeliveredError:
    """Delete it again; what to tell.

    Raises:
        OciSmtpError: it could not be deleted now.
    """
    destinations = issue.open_destinations
    issue.discard()
    if why_not_printed:
        error = UndeliveredError(
            f"Can't write the output ({why_not_printed}), so the credential was deleted.",
            "Free some disk space or fix the program that reads the output, and then try again.",
        )
    else:
        error = UndeliveredError(
            "Delivery failed, so the credential was deleted.", "Fix the problem, and then try again."
        )
    error.destinations = destinations
    return error


def _confirmed(issue: Issue) -> str:
    """Close its record; why that failed, or an empty text."""
    try:
        issue.confirmed()
    except StateDirError as error:
        return error.cause
    return ""
