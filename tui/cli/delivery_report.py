"""What is said of a new credential and its destinations, on standard error."""

from collections.abc import Callable, Sequence

from services.api.session import Session
from services.credentials.generation import GenerationStage
from services.credentials.issue import Issue
from services.delivery.handover import Delivery, Handover
from services.model.destination import Destination
from services.model.errors import ExitCode
from tui.cli.notes import note, say
from tui.format.unresolved import RECOVER
from widgets.plain import visible


def say_stage(stage: GenerationStage, number: int) -> None:
    """Say what takes long."""
    if stage is GenerationStage.WAITING:
        note(f"{stage.value} {number} s before retrying…")
    elif number > 1 or stage not in (GenerationStage.CHECKING, GenerationStage.SENDING):
        note(f"{stage.value}… ({number})")


def say_doubt(issue: Issue) -> None:
    """Say what else the requests for a new credential might have created."""
    if issue.doubt:
        say(f"{issue.doubt.cause} {issue.doubt.next_step}")


def say_delivery(delivery: Delivery) -> None:
    """Say at once what failed, and for whom it is encrypted."""
    if error := delivery.error:
        say(visible(f"{error.title}: {error.cause} {error.next_step}".strip()))
    if receipt := delivery.receipt:
        if delivery.unnoted:
            say(f"{delivery.unnoted} It was delivered anyway: {visible(receipt.message)}")
        for recipient in receipt.recipients:
            note(f"{receipt.place}: encrypted for {recipient}")


def say_destinations(session: Session, destinations: Sequence[Destination], say: Callable[[str], None]) -> None:
    """Name the destinations that may hold the password of a credential that is deleted again."""
    if destinations:
        from services.delivery.destinations import Destinations
        from tui.format.destination_text import told_of

        for finding in Destinations(session).look_all(destinations):
            say(visible(told_of(finding)))


def say_outcome(handover: Handover) -> ExitCode:
    """Say what isn't certain of a credential that was delivered or printed; the exit code."""
    if handover.why_not_printed:
        say(f"Can't write the output: {handover.why_not_printed}.")
    if handover.unconfirmed:
        anyway = "delivered anyway." if handover.deliveries else "printed anyway. Keep it."
        say(f"{handover.unconfirmed} The credential was {anyway}")
    for each in handover.deliveries:
        _say_promotion(each)
    code = handover.exit_code
    if not handover.is_kept and not handover.deliveries:
        say(f"If you have the password, keep the credential. Otherwise, delete it. {RECOVER}")
    elif code is ExitCode.UNKNOWN:
        say("Delivery isn't confirmed. If it didn't arrive, delete the credential with oci-smtp revoke.")
    return code


def _say_promotion(delivery: Delivery) -> None:
    if delivery.promoted:
        note(delivery.promoted)
    if error := delivery.unpromoted:
        kept = "Programs get the old credential until the new version is CURRENT."
        say(visible(f"{error.title}: {error.cause} {error.next_step} {kept}"))
