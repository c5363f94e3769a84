"""`rotate --retire --older-than`: old credentials of many rotations deleted, each only the one that is named."""

import argparse
import os
from pathlib import Path

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.rotation import Rotation
from services.fleet.apply import STOP_AFTER
from services.fleet.plan import Plan, PlanKind
from services.fleet.retire import Retired, Waiting, retire, ripe
from services.model.errors import ExitCode, OciSmtpError, ReadOnlyError
from services.system.outside_file import expanded
from tui.cli.json_fields import fields_asked, only
from tui.cli.leftovers import clear_keyring
from tui.cli.notes import complain, note, say
from tui.cli.output import print_json, print_lines
from tui.cli.sign_in import directory_of, writable_session_for
from tui.cli.status_line import StatusLine
from tui.cli.termination import telling_what_may_be
from tui.cli.typed_answer import is_confirmed

FIELDS = ("deleted", "failed", "kept")
"""What the JSON says: the credentials that were deleted, those that couldn't be, and those whose time hasn't come."""

UNSURE = "Interrupted. To check which old credentials are left, run oci-smtp rotate --status"


def retire_many(options: Options, asked: argparse.Namespace) -> int:
    """Delete the old credentials of rotations whose replacement is old enough, after asking."""
    names = fields_asked(asked, FIELDS)
    if options.read_only:
        raise ReadOnlyError
    plan = Plan.read(Path(expanded(asked.apply))) if asked.apply else None
    session = writable_session_for(options)
    if plan:
        plan.check(PlanKind.ROTATE, session.tenancy_ocid)
    journal = open_journal(options, os.environ)
    directory = directory_of(session)
    found, kept = _sorted(list(ripe(journal, session.tenancy_ocid, asked.older_than, plan)))
    if kept:
        note(f"Kept {_counted(len(kept))}: the replacement is newer than {asked.older_than} days, or doesn't exist.")
    done: list[Retired] = []
    if found:
        for rotation in found:
            say(f"To delete: {_label(rotation)}")
        question = f"Delete {_counted(len(found))}? You can't undo this."
        if not is_confirmed(options, asked, question, "To delete without confirmation, add --yes."):
            say("Nothing was deleted.")
            return ExitCode.FAILED
        line = StatusLine()

        def follow(retired: Retired) -> None:
            done.append(retired)
            if retired.error:
                line.clear()
                say(f"{retired.rotation.user_name}: failed: {retired.error.cause} {retired.error.next_step}".strip())
            line.show(f"{len(done):,} of {len(found):,} old credentials")

        stop_after = STOP_AFTER if asked.stop_after is None else asked.stop_after
        with telling_what_may_be(lambda: UNSURE):
            retire(session, directory, journal, found, follow, stop_after=stop_after)
        line.clear()
        for retired in done:
            clear_keyring(session, journal, retired.left)
    _print(done, found, kept, asked, names)
    codes = {each.error.exit_code for each in done if each.error}
    if ExitCode.UNKNOWN in codes:
        return ExitCode.UNKNOWN
    return ExitCode.FAILED if codes or len(done) < len(found) else ExitCode.DONE


def _sorted(each: "list[Rotation | Waiting | OciSmtpError]") -> tuple[list[Rotation], list[Waiting]]:
    """Those to finish, and those to wait with; what can't be read is said."""
    for error in each:
        if isinstance(error, OciSmtpError):
            complain(error)
    return [one for one in each if isinstance(one, Rotation)], [one for one in each if isinstance(one, Waiting)]


def _label(rotation: Rotation) -> str:
    old = f"“{rotation.old.description}” " if rotation.old.description else ""
    tested = "the test sign-in with the new one worked" if rotation.proved_at else "the new one isn't tested"
    return f"{old}(…{rotation.old.ending}) of {rotation.user_name}; {tested}"


def _counted(count: int) -> str:
    return "1 old credential" if count == 1 else f"{count:,} old credentials"


def _print(
    done: list[Retired], found: list[Rotation], kept: list[Waiting], asked: argparse.Namespace, names: tuple[str, ...]
) -> None:
    deleted = [each.rotation for each in done if not each.error]
    if asked.output != "json":
        left = len(found) - len(deleted)
        told = f"Deleted {_counted(len(deleted))}." if found else "No old credential is due."
        print_lines([told + (f" {left:,} failed or not tried." if left else "")])
        return
    failed = [{**_fields(each.rotation), "why": each.error.cause} for each in done if each.error]
    waiting = [{**_fields(each.rotation), "why": each.why} for each in kept]
    print_json(only({"deleted": [_fields(each) for each in deleted], "failed": failed, "kept": waiting}, names))


def _fields(rotation: Rotation) -> dict[str, object]:
    return {
        "user": rotation.user_name,
        "user_id": rotation.user_ocid,
        "old_credential_id": rotation.old.ocid,
        "credential_id": rotation.new.ocid if rotation.new else None,
    }
