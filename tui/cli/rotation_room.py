"""A user with two credentials: which command makes room for a replacement, and making it where it is named."""

import argparse
import sys

from services.config.options import Options
from services.credentials.rotation import Rotation
from services.credentials.rotation_status import live
from services.delivery.leftovers import left_of
from services.model.errors import LimitReachedError
from services.model.values import Credential
from tui.cli.leftovers import clear_keyring
from tui.cli.notes import complain, note
from tui.cli.rotation_at_hand import RotationAtHand, credential_called
from tui.cli.termination import telling_what_may_be
from tui.cli.typed_answer import is_confirmed
from tui.format.ages import moment
from widgets.plain import visible


def say_choices(at_hand: RotationAtHand, old: Credential | None) -> None:
    """Say on standard error why there is no room, and what can be done, each as a command."""
    user = at_hand.user
    complain(LimitReachedError(f"{user.name} already has two SMTP credentials, the maximum. Nothing was changed."))
    command = f"oci-smtp rotate {at_hand.called}"
    lines = [f"  {item.ocid}  “{item.label}”, created {moment(item.created)}" for item in live(at_hand.credentials)]
    other = next((item for item in live(at_hand.credentials) if old and item.ocid != old.ocid), None)
    if old is None or other is None:
        lines += ["To say which one to replace, name it:", f"  {command} CREDENTIAL"]
    else:
        lines += [
            f"If “{other.label}” already replaces “{old.label}”, which deletes nothing:",
            f"  {command} {old.ocid} --adopt {other.ocid}",
            f"To delete “{other.label}” first, whose mail stops:",
            f"  {command} {old.ocid} --make-room {other.ocid}",
            f"To delete “{old.label}” first, whose mail stops until the replacement is deployed:",
            f"  {command} {old.ocid} --make-room {old.ocid}",
        ]
    for line in lines:
        print(visible(line), file=sys.stderr)


def freed_slot(
    options: Options, asked: argparse.Namespace, at_hand: RotationAtHand, old: Credential, is_needed: bool
) -> Rotation | None:
    """Delete the credential that --make-room names, if room is needed; the rotation that has room then.

    None where the person says no, or nothing needed to be deleted and no rotation was begun before.

    Raises:
        UsageError: no person can be asked.
        OciSmtpError: nothing was deleted, or it isn't known whether.
    """
    user = at_hand.user
    if not is_needed:
        note("The user already has a free slot, so nothing was deleted to make room.")
        return at_hand.status.rotation if at_hand.status else None
    goes = credential_called(asked.make_room, user, at_hand.credentials)
    label = f"“{goes.label}” of {user.name}"
    question = f"Delete {label}, created {moment(goes.created)}, to make room?"
    if not is_confirmed(options, asked, visible(question), f"To delete {label} without confirmation, add --yes."):
        print("Nothing was deleted.", file=sys.stderr)
        return None
    rotation = at_hand.rotator.begin(user, old, makes_room=goes)
    unsure = f"Interrupted. It's unknown whether {label} was deleted. To check, run oci-smtp rotate --status"
    with telling_what_may_be(lambda: visible(unsure)):
        is_deleted = at_hand.rotator.make_room(rotation)
    if is_deleted:
        note(f"Deleted {label}.")
        clear_keyring(at_hand.session, at_hand.journal, left_of(at_hand.session, at_hand.journal, goes))
    return rotation
