"""`rotate --due` and `generate --from`: who would get a new credential, who can't and why, written as a plan."""

import argparse
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from services.audit.audit import Audit
from services.config.options import Options
from services.credentials.journal import open_journal
from services.fleet.destinations import parse_patterns
from services.fleet.draft import PlanDraft, Readings, draft_generations, draft_rotations, read_users_of
from services.fleet.due import by_user, unread
from services.fleet.plan import LeftOut, PlannedRow
from services.fleet.planner import PlanOptions, resolved_recipients
from services.fleet.users_file import NamedUser, read_users
from services.model.errors import ExitCode, OciSmtpError, UsageError
from services.model.times import rfc3339
from services.system.outside_file import expanded
from tui.cli.delivery_request import recipients_asked
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import is_quiet, note, say
from tui.cli.output import print_json, print_table
from tui.cli.sign_in import directory_of, session_for
from tui.cli.status_line import StatusLine
from tui.format.audit_text import progress_line

COLUMNS = ("user", "credential", "age_days", "plan")
SPARED = ("age_days", "credential")
"""The columns that a narrow terminal goes without."""

FIELDS = ("plan", "requests", "is_whole", "rows", "left_out")
"""What the JSON says."""


def plan_rotations(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp rotate --due AGE --plan FILE`: write a plan; nothing is generated."""
    path, wanted, named = _asked(options, asked, asked.users)
    names = fields_asked(asked, FIELDS)
    session = session_for(options)
    directory = directory_of(session)
    read = read_users_of(directory, named) if named else _audited(Audit(directory))
    journal = open_journal(options, os.environ)
    return _written(draft_rotations(session, journal, read, asked.due, wanted, prove=asked.prove), path, asked, names)


def plan_generations(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp generate --from FILE --plan FILE`: write a plan; nothing is generated."""
    path, wanted, named = _asked(options, asked, asked.from_file)
    names = fields_asked(asked, FIELDS)
    if not wanted.description and not all(each.description for each in named):
        raise UsageError("Some users have no description.", "Add a column named description, or -d TEXT for all users.")
    session = session_for(options)
    read = read_users_of(directory_of(session), named)
    journal = open_journal(options, os.environ)
    return _written(draft_generations(session, journal, read, wanted, prove=asked.prove), path, asked, names)


def _asked(options: Options, asked: argparse.Namespace, users: str) -> tuple[Path, PlanOptions, list[NamedUser]]:
    """Where the plan goes, what it's about, and the users in the file; all that can be wrong before signing in.

    Raises:
        UsageError: something is.
    """
    path = Path(expanded(asked.plan))
    if os.path.lexists(path):
        raise UsageError(f"{path} already exists.", "Choose another name. Existing files aren't overwritten.")
    patterns = parse_patterns(asked.to, plain=asked.plain)
    recipients = resolved_recipients(recipients_asked(options, asked.recipient))
    description = (asked.description or "").strip()
    wanted = PlanOptions(patterns, recipients, asked.mail_to, asked.mail_from, description)
    return path, wanted, read_users(users) if users else []


def _audited(audit: Audit) -> Readings:
    """Every user who has a credential.

    Raises:
        OciSmtpError: nothing could be read.
    """
    line = StatusLine()
    ended_by: OciSmtpError | None = None
    try:
        for _ in audit.run():
            line.show(progress_line(audit))
    except OciSmtpError as error:
        if not audit.progress.done:
            raise
        ended_by = error
    finally:
        line.clear()
    return Readings(tuple(by_user(audit)), tuple(unread(audit, ended_by)))


def _written(draft: PlanDraft, path: Path, asked: argparse.Namespace, names: tuple[str, ...]) -> ExitCode:
    if draft.rows:
        draft.write(path)
    _print(draft, path, asked, names)
    if not draft.head.is_whole:
        say("The plan isn't complete: some users or credentials can't be read.")
    if not draft.rows:
        say("Nothing to do, so no plan was written.")
    else:
        command = f"oci-smtp {draft.head.kind.value} --apply {path}"
        say(f"Wrote the plan: {_counted(draft)}. Nothing was generated. To carry it out, run {command}")
    return ExitCode.DONE if draft.head.is_whole else ExitCode.FAILED


def _counted(draft: PlanDraft) -> str:
    head = draft.head
    users = f"{head.rows:,} credential{'' if head.rows == 1 else 's'} to {head.kind.value}"
    return f"{users}, {head.left_out:,} left out, {head.requests:,} requests"


def _print(draft: PlanDraft, path: Path, asked: argparse.Namespace, names: tuple[str, ...]) -> None:
    if asked.output != "json":
        if not is_quiet():
            print_table(COLUMNS, "table", [list(_cells(draft))], SPARED, whole="-o json has")
        _say_reasons(draft)
        return
    told = {
        "plan": str(path) if draft.rows else None,
        "requests": draft.head.requests,
        "is_whole": draft.head.is_whole,
        "rows": [_row_fields(row) for row in draft.rows],
        "left_out": [_left_out_fields(each) for each in draft.left_out],
    }
    print_json(only(told, names))


def _cells(draft: PlanDraft) -> Iterator[tuple[str, ...]]:
    now = datetime.now(timezone.utc)
    for row in draft.rows:
        created = row.old.created if row.old else None
        age = str((now - created).days) if created else ""
        yield (row.user_name, row.old.description if row.old else row.description, age, " ".join(map(_short, row.to)))
    for each in draft.left_out:
        yield (each.user_name, "", "", f"left out: {each.reason.value}")


def _short(destination: str) -> str:
    """A destination without the current directory, which its path has before it."""
    return destination.replace(f":{os.getcwd()}/", ":", 1)


def _say_reasons(draft: PlanDraft) -> None:
    """Each reason once: how many it's for, and the first sentence about it."""
    count = Counter(each.reason for each in draft.left_out)
    for reason, number in count.most_common():
        why = next(each.why for each in draft.left_out if each.reason is reason)
        note(f"Left out, {reason.value}: {number:,}. {why}")


def _row_fields(row: PlannedRow) -> dict[str, object]:
    return {
        "number": row.number,
        "user": row.user_name,
        "user_id": row.user_ocid,
        "domain": row.domain,
        "credential_id": row.old.ocid if row.old else None,
        "created": rfc3339(row.old.created) if row.old and row.old.created else None,
        "description": row.description,
        "to": list(row.to),
        "recipients": list(row.recipients),
    }


def _left_out_fields(each: LeftOut) -> dict[str, object]:
    return {
        "user": each.user_name,
        "user_id": each.user_ocid or None,
        "domain": each.domain,
        "credential_id": each.credential_ocid or None,
        "reason": each.reason.value,
        "why": each.why,
    }
