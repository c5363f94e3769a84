"""`oci-smtp generate --to`: a credential that goes to places, and not to the terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.api.session import Session
from services.credentials.generation import Issue
from services.delivery import DeliveryChannel, Package, Receipt
from services.delivery.unforeseen import foreseen
from services.model.destination import Destination
from services.model.errors import OciSmtpError
from services.storage.state_dir import StateDirError
from tui.cli.notes import note
from widgets.plain import visible


@dataclass(frozen=True)
class Delivery:
    """What came of one channel: a receipt, or why there is none."""

    channel: str
    receipt: Receipt | None = None
    error: OciSmtpError | None = None
    left_out: tuple[str, ...] = ()
    """Keys that were named for it and are not encrypted for: a sentence each."""

    @property
    def is_verified(self) -> bool:
        """Whether the place was read back."""
        return self.receipt is not None and self.receipt.is_verified

    @property
    def fields(self) -> dict[str, object]:
        """The fields of the delivery in the JSON output."""
        if self.receipt:
            told = {"to": self.receipt.place, "verified": self.is_verified, "message": self.receipt.message}
            encrypted = {"recipients": list(self.receipt.recipients), "left_out": list(self.left_out)}
            return {**told, **(encrypted if self.receipt.recipients else {})}
        return {"to": self.channel, "verified": False, "error": self.error.cause if self.error else ""}


def deliver_all(
    issue: Issue, package: Package, channels: Sequence[DeliveryChannel], say: Callable[[str], None]
) -> list[Delivery]:
    """Deliver it to each, whatever becomes of the others; failures are said at once.

    Raises:
        StateDirError: the journal cannot have it as seen, so it went nowhere.
    """
    issue.shown()
    return [_deliver(issue, package, channel, say) for channel in channels]


def say_left_out(channels: Sequence[DeliveryChannel], say: Callable[[str], None]) -> None:
    """Say once which of the keys that were named are not encrypted for: their owners would wait in vain."""
    for told in dict.fromkeys(told for channel in channels for told in channel.left_out):
        say(visible(f"Left out: {told}"))


def say_destinations(session: Session, destinations: Sequence[Destination], say: Callable[[str], None]) -> None:
    """Name the destinations that may hold the password of a credential that is deleted again."""
    if destinations:
        from services.delivery.destinations import Destinations
        from tui.format.destination_text import told_of

        for finding in Destinations(session).look_all(destinations):
            say(visible(told_of(finding)))


def _deliver(issue: Issue, package: Package, channel: DeliveryChannel, say: Callable[[str], None]) -> Delivery:
    try:
        receipt = foreseen(lambda: channel.deliver(package))
    except OciSmtpError as error:
        say(visible(f"{error.title}: {error.cause} {error.next_step}".strip()))
        return Delivery(channel.name, error=error)
    if receipt.is_verified:
        try:
            issue.kept_in(receipt.place)
        except StateDirError as error:
            say(f"{error.cause} It was delivered anyway: {visible(receipt.message)}")
    for recipient in receipt.recipients:
        note(f"{receipt.place}: encrypted for {recipient}")
    return Delivery(channel.name, receipt, left_out=channel.left_out)
