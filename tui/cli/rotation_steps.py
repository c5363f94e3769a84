"""The later steps of a rotation: where it stands, and what becomes of the old credential."""

import argparse
import os
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.rotation import Rotation
from services.credentials.rotation_status import RotationStatus, RotationStep
from services.credentials.rotator import open_rotator
from services.delivery.held_back import HeldBackError, held_back
from services.delivery.leftovers import left_of
from services.delivery.promotion import promote
from services.delivery.retirement import retire, unconfirmed
from services.delivery.suspension import suspend
from services.model.errors import ConflictError, ExitCode, OciSmtpError, ReadOnlyError, UsageError
from services.model.secret import Secret
from services.resources.email import endpoint
from tui.cli.json_fields import fields_asked
from tui.cli.leftovers import clear_keyring
from tui.cli.notes import complain, note, say
from tui.cli.rotation_at_hand import RotationAtHand, credential_called, rotation_of
from tui.cli.rotation_report import FIELDS, print_rotation, print_rotations, step_name
from tui.cli.sign_in import directory_of, session_for, writable_session_for
from tui.cli.termination import telling_what_may_be
from tui.cli.typed_answer import can_ask, is_confirmed, typed_unseen
from tui.format.credential_text import told_apart
from widgets.plain import visible


def status_of(options: Options, asked: argparse.Namespace) -> int:
    """`--status`: the rotations in progress, of one user or of all."""
    names = fields_asked(asked, FIELDS)
    session, journal = session_for(options), open_journal(options, os.environ)
    found: list[RotationStatus | OciSmtpError] = []
    if asked.user:
        at_hand = rotation_of(session, journal, asked.user)
        found += [at_hand.status] if at_hand.status else []
    else:
        found += open_rotator(session, directory_of(session), journal).review_all()
    print_rotations([each for each in found if isinstance(each, RotationStatus)], asked.output, names)
    errors = [each for each in found if isinstance(each, OciSmtpError)]
    for error in errors:
        complain(error)
    if not found:
        note("No rotations in progress.")
    return ExitCode.FAILED if errors else ExitCode.DONE


def retire_old(options: Options, asked: argparse.Namespace) -> int:
    """`--retire`: delete the old credential, the one that the rotation names."""
    names = fields_asked(asked, FIELDS)
    at_hand = _at_hand(options, asked)
    if at_hand.finished:
        gone = at_hand.finished.old
        note(f"The rotation is done: the old credential, {told_apart(gone)}, no longer exists.")
        clear_keyring(at_hand.session, at_hand.journal, left_of(at_hand.session, at_hand.journal, gone))
        print_rotation(at_hand.finished, "done", asked.output, names)
        return ExitCode.DONE
    rotation = _replaced(at_hand, asked.credential)
    old = told_apart(rotation.old)
    if not _is_meant(options, asked, at_hand, rotation, f"Delete the old credential, {old}, of {rotation.user_name}?"):
        say("Nothing was deleted.")
        return ExitCode.FAILED
    unsure = f"Interrupted. It's unknown whether {old} was deleted. To check, run oci-smtp rotate --status"
    with telling_what_may_be(lambda: visible(unsure)):
        try:
            left = retire(at_hand.session, at_hand.journal, at_hand.rotator, rotation, is_deployed=not asked.yes)
        except HeldBackError as error:
            promote_it = f"To make it CURRENT, run oci-smtp rotate {at_hand.called} --make-current"
            raise HeldBackError(error.cause, promote_it) from None
    note(f"Rotated. Deleted the old credential, {old}.")
    clear_keyring(at_hand.session, at_hand.journal, left)
    print_rotation(rotation, "done", asked.output, names)
    return ExitCode.DONE


def make_current(options: Options, asked: argparse.Namespace) -> int:
    """`--make-current`: have programs that follow a secret of a vault get the new credential."""
    names = fields_asked(asked, FIELDS)
    at_hand = _at_hand(options, asked)
    rotation = _replaced(at_hand, asked.credential)
    assert rotation.new  # it is deployed
    if not (places := held_back(at_hand.session, at_hand.journal, rotation.new)):
        note("No version of a secret is PENDING for this rotation.")
    for place in places:
        note(promote(at_hand.session, place))
    print_rotation(rotation, "deploy", asked.output, names)
    return ExitCode.DONE


def suspend_old(options: Options, asked: argparse.Namespace) -> int:
    """`--suspend`: have Email Delivery reject the old credential, so that a forgotten application is noticed."""
    names = fields_asked(asked, FIELDS)
    at_hand = _at_hand(options, asked)
    rotation = _replaced(at_hand, asked.credential)
    if not at_hand.rotator.can_suspend:
        raise UsageError(
            "IAM without identity domains can't suspend a credential.",
            f"Delete the old one once the new one is deployed: oci-smtp rotate {at_hand.called} --retire",
        )
    old = told_apart(rotation.old)
    password = _old_password(options, at_hand, rotation) if asked.prove else None
    if not _is_meant(options, asked, at_hand, rotation, f"Suspend the old credential, {old}, of {rotation.user_name}?"):
        say("Nothing was suspended.")
        return ExitCode.FAILED
    restore = f"oci-smtp rotate {at_hand.called} --restore"
    unsure = f"Interrupted. It's unknown whether {old} is suspended. To restore it, run {restore}"
    where = endpoint(at_hand.session) if password else None
    try:
        with telling_what_may_be(lambda: visible(unsure)):
            done = suspend(
                at_hand.session, at_hand.rotator, rotation, threading.Event(), where=where, password=password
            )
    finally:
        if password:
            password.wipe()
    note(f"Requested: suspend {old}. OCI never returns whether it is.")
    note(f"To restore it, run {restore}. To delete it, use --retire.")
    if done.proof and done.is_proved:
        note("Verified: a test sign-in with the old credential worked before, and is rejected now.")
    elif done.proof:
        say(f"Not verified: the last test sign-in wasn't rejected. {done.proof.says}")
    print_rotation(done.rotation, "deploy", asked.output, names)
    return ExitCode.FAILED if done.proof and not done.is_proved else ExitCode.DONE


def restore_old(options: Options, asked: argparse.Namespace) -> int:
    """`--restore`: let a suspended credential work again."""
    names = fields_asked(asked, FIELDS)
    at_hand = _at_hand(options, asked)
    status = at_hand.in_progress
    at_hand.check_named(asked.credential)
    if not status.rotation.suspended_at:
        raise ConflictError(f"Nothing was requested to be suspended for {at_hand.user.name}.")
    rotation = at_hand.rotator.restore_old(status.rotation)
    note(f"Requested: restore {told_apart(rotation.old)}. OCI never returns whether it works.")
    print_rotation(rotation, step_name(status.step), asked.output, names)
    return ExitCode.DONE


def cancel(options: Options, asked: argparse.Namespace) -> int:
    """`--cancel`: end the rotation, and keep both credentials."""
    names = fields_asked(asked, FIELDS)
    at_hand = _at_hand(options, asked)
    rotation = at_hand.in_progress.rotation
    at_hand.check_named(asked.credential)
    at_hand.rotator.give_up(rotation)
    if rotation.suspended_at:
        note(f"Requested: restore {told_apart(rotation.old)}.")
    note("Canceled the rotation. No credential was deleted.")
    print_rotation(rotation, "canceled", asked.output, names)
    return ExitCode.DONE


def adopt(options: Options, asked: argparse.Namespace) -> int:
    """`--adopt`: say that a credential which already exists is the replacement."""
    names = fields_asked(asked, FIELDS)
    if not asked.credential:
        raise UsageError("--adopt needs the credential to replace.", "Name it after the user.")
    at_hand = _at_hand(options, asked)
    old = credential_called(asked.credential, at_hand.user, at_hand.credentials)
    new = credential_called(asked.adopt, at_hand.user, at_hand.credentials)
    if old.ocid == new.ocid:
        raise UsageError("A credential can't replace itself.", "Name the other one with --adopt.")
    rotation = at_hand.rotator.begin(at_hand.user, old, new=new)
    note(f"{told_apart(new)} replaces {told_apart(old)}.")
    note(f"After you deploy the new one, run oci-smtp rotate {at_hand.called} --retire")
    print_rotation(rotation, "deploy", asked.output, names)
    return ExitCode.DONE


STEPS: Mapping[str, Callable[[Options, argparse.Namespace], int]] = MappingProxyType(
    {
        "status": status_of,
        "retire": retire_old,
        "make-current": make_current,
        "suspend": suspend_old,
        "restore": restore_old,
        "cancel": cancel,
        "adopt": adopt,
    }
)
"""What the options that generate nothing do."""


def _at_hand(options: Options, asked: argparse.Namespace) -> RotationAtHand:
    if options.read_only:
        raise ReadOnlyError
    return rotation_of(writable_session_for(options), open_journal(options, os.environ), asked.user)


def _replaced(at_hand: RotationAtHand, text: str) -> Rotation:
    """The rotation, if its old credential can go.

    Raises:
        NotFoundError, ConflictError: none is in progress, it is about another credential, or has no replacement.
    """
    status = at_hand.in_progress
    at_hand.check_named(text)
    if status.step is not RotationStep.DEPLOY:
        raise ConflictError(
            f"“{status.rotation.old.label}” of {at_hand.user.name} has no replacement, so nothing was changed.",
            f"To generate one, run oci-smtp rotate {at_hand.called}",
        )
    return status.rotation


def _is_meant(
    options: Options, asked: argparse.Namespace, at_hand: RotationAtHand, rotation: Rotation, question: str
) -> bool:
    """Whether the person wants that, who sees what is known of the new credential.

    Raises:
        UsageError: there is no person to ask.
    """
    new = rotation.new
    assert new  # it is deployed
    proof = "its test sign-in worked" if rotation.proved_at else "not tested from this machine"
    kept = ", not confirmed as saved" if unconfirmed(at_hand.journal, rotation) else ""
    asks = f"The new credential is {told_apart(new)}, {proof}{kept}. {question}"
    return is_confirmed(options, asked, visible(asks), "To continue without confirmation, add --yes.")


def _old_password(options: Options, at_hand: RotationAtHand, rotation: Rotation) -> Secret:
    """The password of the old credential: from the keyring of this machine, or as it is typed.

    Raises:
        UsageError: it's in neither place.
    """
    from services.delivery.keyring import KeyringChannel

    try:
        found = KeyringChannel(at_hand.session.region).find(rotation.old.user_name)
    except OciSmtpError as error:
        note(f"{error.cause}")
        found = None
    if found is None and can_ask(options):
        found, _ = typed_unseen("Password of the old credential: ")
    if found is None or not found.reveal():
        raise UsageError(
            "--prove needs the password of the old credential, which isn't in the keyring of this machine.",
            "Leave out --prove, or run the command in a terminal, which asks for the password.",
        )
    return found
