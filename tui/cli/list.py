"""`oci-smtp list`: the credentials of a user, or the audit of everyone's."""

import argparse
import sys
from collections.abc import Iterable, Sequence

from services.audit.audit import Audit
from services.audit.export import COLUMNS, Record, as_json, cells, missing, record, records, unread
from services.audit.findings import OLD_DAYS, AuditRow, assessed, codes_named, is_for_administrators
from services.config.options import Options
from services.directory import Directory
from services.model.errors import ExitCode, IncompleteError, OciSmtpError, UsageError
from services.model.times import moment_of
from services.model.values import Group, User
from tui.cli.complaint import complain
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import is_quiet, say
from tui.cli.output import print_json_text, print_table
from tui.cli.sign_in import directory_of, session_for
from tui.format.audit_text import progress_line
from widgets.plain import visible

SPARED = ("user_id", "credential_id", "user_name", "created_by", "expires", "domain", "status", "age_days")
"""The columns that a narrow terminal goes without, the first ones first."""

TIMES = ("created", "expires")
"""The columns that have a time."""

ERASE_LINE = "\r\x1b[K"
"""To the left edge, and erase from there (ECMA-48, EL)."""


def list(options: Options, asked: argparse.Namespace) -> int:  # noqa: A001 - the name of the command
    """Print credentials with their findings.

    It fails where something could not be read, or where a finding is one of `--fail-on`.
    """
    unwanted = _unwanted(asked.fail_on)
    names = fields_asked(asked, COLUMNS)
    old_days = OLD_DAYS if asked.older_than is None else asked.older_than
    directory = directory_of(session_for(options))
    if asked.user is not None:
        return _of_one(directory, directory.find(asked.user), old_days, unwanted, (asked.output, names))
    audit = Audit(directory, old_days)
    why_ended = _run(audit)
    _print(records(audit), asked.output, names)
    for what, why in missing(audit):
        say(f"can't read {what}: {why}")
    if why_ended:
        complain(why_ended)
        return why_ended.exit_code
    return max(_verdict(audit.rows, unwanted), ExitCode.FAILED if missing(audit) else ExitCode.DONE)


def _unwanted(named: str | None) -> set[str]:
    """The findings to fail on; none where the option isn't given."""
    unwanted = codes_named(named or "")
    if named is not None and not unwanted:
        raise UsageError(f'--fail-on "{named}" contains no finding.', "Specify one, or use --fail-on any.")
    return unwanted


def _of_one(
    directory: Directory, user: User, old_days: int, unwanted: set[str], shape: tuple[str, Sequence[str]]
) -> ExitCode:
    """`shape` is the format, and the fields that its JSON has."""
    lacking: IncompleteError | None = None
    try:
        credentials = directory.credentials(user)
    except IncompleteError as error:
        credentials, lacking = [*error.part], error
    rows = assessed(user, credentials, _is_administrator(directory, user), old_days)
    gaps = [unread(f"credentials of {user.name}", lacking)] if lacking else []
    _print([*map(record, rows), *gaps], *shape)
    if lacking:
        complain(lacking)
    return max(_verdict(rows, unwanted), ExitCode.FAILED if lacking else ExitCode.DONE)


def _is_administrator(directory: Directory, user: User) -> bool:
    groups: Sequence[Group] = ()
    try:
        groups = directory.groups(user)
    except OciSmtpError as error:
        groups = error.part if isinstance(error, IncompleteError) else ()
        say(f"can't read all groups of {user.name}, so the user might be an administrator. {error.cause}")
    return any(is_for_administrators(group.name) for group in groups)


def _run(audit: Audit) -> OciSmtpError | None:
    """Read all; why it ended before that, where some was read.

    Raises:
        OciSmtpError: nothing was read.
    """
    is_watched = sys.stderr.isatty() and not is_quiet()
    try:
        for _ in audit.run():
            if is_watched:
                print(f"{ERASE_LINE}{visible(progress_line(audit))}", end="", file=sys.stderr, flush=True)
    except OciSmtpError as error:
        if not audit.progress.done:
            raise
        return error
    finally:
        if is_watched:
            print(ERASE_LINE, end="", file=sys.stderr, flush=True)
    return None


def _print(entries: "Iterable[Record]", format_: str, names: Sequence[str]) -> None:
    if format_ == "json":
        print_json_text(as_json(only(entry, names) for entry in entries))
    else:
        print_table(COLUMNS, format_, [map(_for_people if format_ == "table" else cells, entries)], SPARED)


def _for_people(entry: Record) -> tuple[str, ...]:
    times = {name: moment_of(time) for name in TIMES if isinstance(time := entry.get(name), str)}
    return cells({**entry, **times})


def _verdict(rows: Sequence[AuditRow], unwanted: set[str]) -> ExitCode:
    found = [row for row in rows if unwanted.intersection(row.codes)]
    if not found:
        return ExitCode.DONE
    codes = sorted({code for row in found for code in row.codes} & unwanted)
    what = "1 credential matches" if len(found) == 1 else f"{len(found)} credentials match"
    say(f"{what} --fail-on: {', '.join(codes)}.")
    return ExitCode.FAILED
