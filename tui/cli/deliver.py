"""What `--to` and `--reveal` ask for, and what is said of a new credential and its destinations."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from services.api.session import Session
from services.config.options import Options
from services.credentials.generation import GenerationStage, Issue
from services.delivery import DeliveryChannel
from services.delivery.handover import Delivery, Handover, Output
from services.model.destination import Destination
from services.model.errors import ExitCode, UsageError
from tui.cli.json_fields import fields_asked
from tui.cli.notes import note, say
from tui.cli.pasted import STDIN, pasted
from tui.cli.standard_output import FIELDS, HANDED_OVER, CredentialOutput, check_output
from tui.format.unresolved import RECOVER
from widgets.plain import visible

if TYPE_CHECKING:
    from services.delivery.named import Spec


def specs_asked(asked: argparse.Namespace) -> "list[Spec]":
    """The destinations of `--to`, without looking at anything yet.

    Raises:
        UsageError: see `parse_specs`; or an option is for a vault, and none is a destination.
    """
    _check_vault_options(asked)
    if not asked.to:
        return []
    from services.delivery.named import parse_specs  # and with it every channel that there is

    return parse_specs(asked.to)


def makes_current(asked: argparse.Namespace) -> bool:
    """Whether what a vault holds back is promoted without a test sign-in."""
    return bool(getattr(asked, "make_current", False) or getattr(asked, "step", "") == "make-current")


def _check_vault_options(asked: argparse.Namespace) -> None:
    options = {"--new-version": asked.new_version, "--make-current": makes_current(asked), "--emit": asked.emit}
    given = next((flag for flag, value in options.items() if value), "")
    if given and not any(each.startswith("vault:") for each in asked.to):
        raise UsageError(f"{given} is for a secret of a vault.", "Add --to vault:VAULT/KEY/NAME.")
    if asked.emit:
        from tui.cli.manifest_output import check_emit

        check_emit(asked)


def output_of(asked: argparse.Namespace, printed: CredentialOutput, channels: Sequence[DeliveryChannel]) -> Output:
    """The output of a command: the credential, and the manifest where one is asked for."""
    if not asked.emit:
        return printed
    from tui.cli.manifest_output import with_manifest

    return with_manifest(asked, printed, channels)


def output_asked(
    options: Options, asked: argparse.Namespace, has_destinations: bool, more: Sequence[str] = ()
) -> tuple[str, ...]:
    """The fields to print, once it is certain that the output may have what it gets; `more` are the command's own.

    Raises:
        UsageError: the password would stay in the scrollback, be lost, or be shown where that is forbidden.
    """
    if sys.stdout.isatty() and not asked.reveal and not has_destinations:
        raise UsageError(
            "The password would be printed to this terminal and stay in its scrollback.",
            "Pipe the output to a program, use --to, open the app (oci-smtp open user NAME --generate), or add "
            "--reveal.",
        )
    if asked.reveal and options.no_reveal:
        raise UsageError("--reveal and --no-reveal can't be used together.", "Use --to DESTINATION instead.")
    has_password = asked.reveal or not has_destinations
    known = (*FIELDS, *more, *((HANDED_OVER,) if has_destinations else ()))
    names = fields_asked(asked, known, ("password",) if has_password else ())
    if has_password:
        check_output()
    return names if asked.json else ()


def channels_asked(
    options: Options, specs: "list[Spec]", asked: argparse.Namespace, session: Session
) -> list[DeliveryChannel]:
    """The destinations, each ready; says which of the named keys are not encrypted for.

    Raises:
        OciSmtpError: see `open_channels`.
    """
    if not specs and not any((asked.recipient, asked.mail_to, asked.mail_from)):
        return []
    from services.delivery.named import RecipientOptions, open_channels

    addressed = RecipientOptions(recipients_asked(options, asked.recipient), asked.mail_to, asked.mail_from)
    channels = open_channels(specs, addressed, session, takes_any=asked.new_version)
    for told in dict.fromkeys(told for channel in channels for told in channel.left_out):
        say(visible(f"Left out: {told}"))  # their owners would wait in vain
    return channels


def recipients_asked(options: Options, named: Sequence[str]) -> tuple[str, ...]:
    """The keys to encrypt for; `-` stands for those that standard input has, one a line."""
    found: list[str] = []
    for each in named:
        lines = pasted(options, "the public keys, one a line").splitlines() if each == STDIN else [each]
        found += [line for line in lines if line.strip() and not line.startswith("#")]
    return tuple(found)


def say_stage(stage: GenerationStage, number: int) -> None:
    """Say what takes long."""
    if stage is GenerationStage.WAITING:
        note(f"{stage.value} {number} s before retrying…")
    elif number > 1 or stage not in (GenerationStage.CHECKING, GenerationStage.SENDING):
        note(f"{stage.value}… ({number})")


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


def _say_promotion(delivery: Delivery) -> None:
    if delivery.promoted:
        note(delivery.promoted)
    if error := delivery.unpromoted:
        kept = "Programs get the old credential until the new version is CURRENT."
        say(visible(f"{error.title}: {error.cause} {error.next_step} {kept}"))


def say_doubt(issue: Issue) -> None:
    """Say what else the requests for a new credential might have created."""
    if issue.doubt:
        say(f"{issue.doubt.cause} {issue.doubt.next_step}")


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
