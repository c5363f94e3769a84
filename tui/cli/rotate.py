"""`oci-smtp rotate`: a replacement for a credential, printed or delivered, and the old credential kept."""

import argparse
import os
import threading

from services.config.options import Options
from services.credentials.issue import Issue
from services.credentials.journal import open_journal
from services.credentials.journal_record import without_marker
from services.credentials.rotation import Rotation
from services.credentials.rotation_status import RotationStep, live
from services.delivery.handover import Output, UndeliveredError
from services.delivery.replacement import ReplacementRequest, RotationWatch, deliver_replacement
from services.model.errors import ConflictError, ExitCode, NotFoundError, ReadOnlyError, UsageError
from services.model.values import INACTIVE, SMTP_CREDENTIAL_LIMIT, Credential
from services.resources.email import endpoint
from services.smtp.result import SmtpResult
from tui.cli.delivery_report import say_delivery, say_destinations, say_doubt, say_outcome, say_stage
from tui.cli.delivery_request import DeliveryRequest
from tui.cli.fleet import fleet_command
from tui.cli.notes import note, say
from tui.cli.rotation_at_hand import RotationAtHand, credential_called, rotation_of
from tui.cli.rotation_room import freed_slot, say_choices
from tui.cli.sign_in import writable_session_for
from tui.cli.termination import telling_what_may_be
from tui.format.credential_text import told_apart
from tui.format.unresolved import what_may_exist

OWN_FIELDS = ("old_credential_id", "proof")
"""What the JSON says besides the fields of `generate`."""


def rotate(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp rotate`: generate a replacement, or take a later step of the rotation; or many by a plan."""
    if command := fleet_command(asked):
        return command(options, asked)
    step = "adopt" if asked.adopt else asked.step
    if not step or (step == "make-current" and asked.to):
        return _replace(options, asked)
    _check_alone(asked, step)
    from tui.cli.rotation_steps import STEPS

    return STEPS[step](options, asked)


def _check_alone(asked: argparse.Namespace, step: str) -> None:
    """Reject what a later step would ignore.

    Raises:
        UsageError: an option for generating, or no user.
    """
    generating = {
        "--to": asked.to,
        "--recipient": asked.recipient,
        "--mail-to": asked.mail_to,
        "--mail-from": asked.mail_from,
        "--description": asked.description,
        "--reveal": asked.reveal,
        "--make-room": asked.make_room,
        "--prove": asked.prove and step != "suspend",
        "--new-version": asked.new_version,
        "--emit": asked.emit,
    }
    given = next((flag for flag, value in generating.items() if value), "")
    if given:
        raise UsageError(f"{given} can't be used with --{step}, which generates no credential.", f"Leave out {given}.")
    if step != "status":
        _check_user(asked)


def _check_user(asked: argparse.Namespace) -> None:
    if not asked.user:
        raise UsageError("No user specified.", "Add a user: oci-smtp rotate USER")


def _replace(options: Options, asked: argparse.Namespace) -> int:
    _check_user(asked)
    if options.read_only:
        raise ReadOnlyError
    delivery = DeliveryRequest(options, asked, OWN_FIELDS)
    journal = open_journal(options, os.environ)
    with telling_what_may_be(lambda: what_may_exist(journal), errors_too=True):
        session = writable_session_for(options)
        delivery.open(session)
        at_hand = rotation_of(session, journal, asked.user, settles=True)
        user = at_hand.user
        if user.is_inactive:
            say(f"Warning: {user.name} is {user.status}. {INACTIVE}")
        old = _old_credential(at_hand, asked.credential or "")
        if old is None or (_needs_slot(at_hand) and not asked.make_room):
            say_choices(at_hand, old)
            return ExitCode.LIMIT
        description = _description(asked, old)
        where = endpoint(session)
        rotation = at_hand.status.rotation if at_hand.status else None
        if asked.make_room:
            rotation = freed_slot(options, asked, at_hand, old, _needs_slot(at_hand))
            if rotation is None and _needs_slot(at_hand):
                return ExitCode.FAILED

        def output(issue: Issue) -> Output:
            tells = asked.prove or asked.output == "json"
            return delivery.output(issue, user, where, {"old_credential_id": old.ocid}, tells_proof=tells)

        request = ReplacementRequest(
            user, old, description, where, delivery.channels, asked.prove, rotation, delivery.makes_current
        )
        watch = RotationWatch(on_stage=say_stage, on_issue=say_doubt, on_delivery=say_delivery, on_try=_say_try)
        try:
            made = deliver_replacement(
                session, at_hand.rotator, request, threading.Event(), watch=watch, make_output=output
            )
        except UndeliveredError as error:
            say_destinations(session, error.destinations, say)
            raise
    code = say_outcome(made.handover)
    _say_proof(made.handover.proof)
    if any(each.receipt and each.receipt.held_back and not each.promoted for each in made.handover.deliveries):
        note(f"To make the new version CURRENT, run oci-smtp rotate {at_hand.called} --make-current")
    _say_next(at_hand, old, rotation)
    return code


def _old_credential(at_hand: RotationAtHand, text: str) -> Credential | None:
    """The credential to replace; None where two can be meant.

    Raises:
        ConflictError: a rotation of another one is in progress, or this one is replaced already.
        NotFoundError: there is none.
    """
    user, status = at_hand.user, at_hand.status
    if status:
        at_hand.check_named(text)
        if status.step is RotationStep.DEPLOY:
            retire = f"oci-smtp rotate {at_hand.called} --retire"
            raise ConflictError(
                f"“{status.rotation.old.label}” of {user.name} already has a replacement.",
                f"When the replacement is deployed, run {retire}. To end the rotation without deleting, use --cancel.",
            )
        return status.rotation.old
    if text:
        return credential_called(text, user, at_hand.credentials)
    there = live(at_hand.credentials)
    if not there:
        raise NotFoundError(
            f"{user.name} has no SMTP credential to rotate.",
            f"To generate one, run oci-smtp generate {at_hand.called} -d TEXT",
        )
    return there[0] if len(there) == 1 else None


def _needs_slot(at_hand: RotationAtHand) -> bool:
    """Whether a credential must go before there can be a replacement."""
    if at_hand.status:
        return at_hand.status.step is RotationStep.MAKE_ROOM
    return len(live(at_hand.credentials)) >= SMTP_CREDENTIAL_LIMIT


def _description(asked: argparse.Namespace, old: Credential) -> str:
    """The description of the replacement: that of the old credential, unless another is given.

    Raises:
        UsageError: there is none.
    """
    text = str(without_marker(old.description) if asked.description is None else asked.description).strip()
    if not text:
        raise UsageError("The description is empty.", "Add a description: -d TEXT")
    return text


def _say_try(number: int) -> None:
    if number > 1:
        note(f"Rejected so far. A new credential can take a minute to become active. Attempt {number}…")


def _say_proof(proof: SmtpResult | None) -> None:
    if proof is None:
        return
    if proof.credential_works:
        note(proof.says)
        return
    reply = f" {proof.code} {proof.reply}" if proof.code else ""
    say(f"The test sign-in failed: {proof.says}{reply} {proof.next_step}".strip())
    say("The replacement stays where it was delivered, and the old credential works.")


def _say_next(at_hand: RotationAtHand, old: Credential, rotation: Rotation | None) -> None:
    if rotation and rotation.makes_room == rotation.old:
        note("The old credential was deleted to make room. Deploy the new one.")
        return
    retire = f"oci-smtp rotate {at_hand.called} --retire"
    note(f"The old credential, {told_apart(old)}, is kept. After you deploy the new one, run {retire}")
