"""`oci-smtp list`: the credentials of a user, or the audit of everyone's; also as a comparison with an earlier list."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from services.audit.export import COLUMNS, Record, as_json, cells
from services.audit.findings import OLD_DAYS, AuditRow, codes_named
from services.config.options import Options
from services.evidence.comparison import CHANGE_COLUMNS, changes, told_changes
from services.model.errors import ExitCode, OciSmtpError, UsageError
from services.model.times import moment_of
from tui.cli.json_fields import fields_asked, only
from tui.cli.listing import Listing, listing_of_all, listing_of_failure, listing_of_one
from tui.cli.notes import complain, note, say
from tui.cli.output import print_json_text, print_table
from tui.cli.profiles import Visit, signed_in, tell_trouble
from tui.cli.sign_in import directory_of

if TYPE_CHECKING:
    from services.evidence.earlier import EarlierAudit, EarlierTenancy

SPARED = (
    *("old_status", "old_description", "user_id", "credential_id", "user_name", "created_by", "expires"),
    *("domain", "status", "age_days", "created"),
)
"""The columns that a narrow terminal goes without, the first ones first."""

TIMES = ("created", "expires")
"""The columns that have a time."""

PROFILE = "profile"
"""The column that several profiles add."""


def list(options: Options, asked: argparse.Namespace) -> int:  # noqa: A001 - the name of the command
    """Print credentials with their findings, or with `--since` what came and went.

    It fails where something could not be read, or where a finding is one of `--fail-on`.
    """
    unwanted = _unwanted(asked.fail_on)
    is_alone = len(asked.each_profile) == 1
    columns = (*(() if is_alone else (PROFILE,)), *(CHANGE_COLUMNS if asked.since else COLUMNS))
    names = fields_asked(asked, columns)
    earlier = _earlier(asked.since)
    visits = signed_in(asked.each_profile)
    before = [_before(earlier, visit, is_alone) for visit in visits]
    listings = [_listing(visit, asked, is_alone) for visit in visits]
    shown = [_shown(found, old) for found, old in zip(listings, before, strict=True)]
    _print(_labeled(visits, shown, is_alone), columns, asked.output, names)
    if asked.since:
        note(f"Since {asked.since}: {told_changes([entry for entries in shown for entry in entries])}.")
    return max([_told(found, unwanted, visit.label) for found, visit in zip(listings, visits, strict=True)])


def _unwanted(named: str | None) -> set[str]:
    """The findings to fail on; none where the option isn't given."""
    unwanted = codes_named(named or "")
    if named is not None and not unwanted:
        raise UsageError(f'--fail-on "{named}" contains no finding.', "Specify one, or use --fail-on any.")
    return unwanted


def _earlier(path: str | None) -> "EarlierAudit | None":
    if path is None:
        return None
    from services.evidence.earlier import read_earlier  # which a list alone has no need for

    return read_earlier(path)


def _before(earlier: "EarlierAudit | None", visit: Visit, is_alone: bool) -> "EarlierTenancy | None":
    """What was known of a tenancy, before anything is read of it: the file might be of another one."""
    if earlier is None:
        return None
    return earlier.of(visit.profile, visit.tenancy_ocid, is_alone)


def _listing(visit: Visit, asked: argparse.Namespace, is_alone: bool) -> Listing:
    if isinstance(visit.outcome, OciSmtpError):
        return listing_of_failure(visit.outcome)
    old_days = OLD_DAYS if asked.older_than is None else asked.older_than
    try:
        directory = directory_of(visit.outcome)
        if asked.user is not None:
            return listing_of_one(directory, directory.find(asked.user), old_days)
        return listing_of_all(directory, old_days, visit.label)
    except OciSmtpError as error:
        if is_alone:
            raise
        tell_trouble(visit.profile, error)
        return listing_of_failure(error)


def _shown(found: Listing, before: "EarlierTenancy | None") -> Sequence[Record]:
    """What is printed of a tenancy: the credentials, or the changes since an earlier list."""
    if before is None:
        return found.entries
    old = before.credentials
    if found.user:
        old = [entry for entry in old if entry["user_id"] == found.user.ocid]
    return changes(old, before.gaps, found.credentials, found.gaps)


def _labeled(visits: Sequence[Visit], shown: Sequence[Sequence[Record]], is_alone: bool) -> Iterable[Record]:
    for visit, entries in zip(visits, shown, strict=True):
        for entry in entries:
            yield entry if is_alone else {PROFILE: visit.profile, **entry}


def _print(entries: Iterable[Record], columns: tuple[str, ...], format_: str, names: Sequence[str]) -> None:
    if format_ == "json":
        print_json_text(as_json(only(entry, names) for entry in entries))
    else:
        shape = _for_people if format_ == "table" else cells
        print_table(columns, format_, [(shape(entry, columns) for entry in entries)], SPARED)


def _for_people(entry: Record, columns: Sequence[str]) -> tuple[str, ...]:
    times = {name: moment_of(time) for name in TIMES if isinstance(time := entry.get(name), str)}
    return cells({**entry, **times}, columns)


def _told(found: Listing, unwanted: set[str], label: str) -> ExitCode:
    """Say what couldn't be read, and which findings are to fail; the exit code of a tenancy."""
    for what, why in found.unread:
        say(f"{label}can't read {what}: {why}")
    if found.error:
        complain(found.error)
    if found.is_cut:
        return found.exit_code
    return max(_verdict(found.rows, unwanted, label), found.exit_code)


def _verdict(rows: Sequence[AuditRow], unwanted: set[str], label: str) -> ExitCode:
    found = [row for row in rows if unwanted.intersection(row.codes)]
    if not found:
        return ExitCode.DONE
    codes = sorted({code for row in found for code in row.codes} & unwanted)
    what = "1 credential matches" if len(found) == 1 else f"{len(found)} credentials match"
    say(f"{label}{what} --fail-on: {', '.join(codes)}.")
    return ExitCode.FAILED
