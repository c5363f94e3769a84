"""What `oci-smtp list` and `oci-smtp audit` find in one tenancy, before it is printed or written."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.audit.audit import Audit
from services.audit.export import Record, missing, record, records, unread
from services.audit.findings import AuditRow, assessed, is_for_administrators
from services.directory import Directory
from services.evidence.gap import Gap, gap_of_failure, gaps_of, why_of
from services.model.errors import ExitCode, IncompleteError, OciSmtpError
from services.model.values import Group, User
from tui.cli.notes import say
from tui.cli.status_line import StatusLine
from tui.format.audit_text import progress_line


@dataclass(frozen=True)
class Listing:
    """The credentials of one tenancy, or of one user of it, and what couldn't be read."""

    rows: Sequence[AuditRow] = ()
    entries: Sequence[Record] = ()
    """The rows as records, then one for all that is not known."""
    gaps: Sequence[Gap] = ()
    unread: Sequence[tuple[str, str]] = ()
    """What couldn't be read of several users, and why."""
    error: OciSmtpError | None = None
    """Why it ended before its end, or why it isn't whole."""
    user: User | None = None
    """Whose credentials they are; None where they are everyone's."""
    exit_code: ExitCode = ExitCode.DONE

    @property
    def is_cut(self) -> bool:
        """Whether an audit ended before its end."""
        return self.error is not None and self.user is None

    @property
    def credentials(self) -> list[Record]:
        """The records of credentials alone."""
        return [*self.entries[: len(self.rows)]]


def listing_of_all(directory: Directory, old_days: int, label: str = "") -> Listing:
    """The audit of everyone's; `label` stands before its progress.

    Raises:
        OciSmtpError: nothing could be read.
    """
    audit = Audit(directory, old_days)
    why_ended = run_audit(audit, label)
    entries, unknown = records(audit), missing(audit)
    code = why_ended.exit_code if why_ended else ExitCode.FAILED if unknown else ExitCode.DONE
    return Listing([*audit.rows], entries, gaps_of(audit), unknown, why_ended, exit_code=code)


def listing_of_one(directory: Directory, user: User, old_days: int) -> Listing:
    """The credentials of one user."""
    lacking: IncompleteError | None = None
    try:
        credentials = directory.credentials(user)
    except IncompleteError as error:
        credentials, lacking = [*error.part], error
    rows = assessed(user, credentials, _is_administrator(directory, user), old_days)
    entries = [record(row) for row in rows]
    if lacking is None:
        return Listing(rows, entries, user=user)
    what = f"credentials of {user.name}"
    gap = Gap(what, why_of(lacking), lacking.code, lacking.request_id, user_id=user.ocid)
    told = [*entries, unread(what, lacking)]
    return Listing(rows, told, [gap], error=lacking, user=user, exit_code=ExitCode.FAILED)


def listing_of_failure(error: OciSmtpError) -> Listing:
    """Of a tenancy of which nothing could be read."""
    gap = gap_of_failure(error)
    return Listing((), [unread(gap.what, error)], [gap], exit_code=error.exit_code)


def run_audit(audit: Audit, label: str = "") -> OciSmtpError | None:
    """Read all, with its progress on a terminal; why it ended before that, where some was read.

    Raises:
        OciSmtpError: nothing was read.
    """
    line = StatusLine()
    try:
        for _ in audit.run():
            line.show(label + progress_line(audit))
    except OciSmtpError as error:
        if not audit.progress.done:
            raise
        return error
    finally:
        line.clear()
    return None


def _is_administrator(directory: Directory, user: User) -> bool:
    groups: Sequence[Group] = ()
    try:
        groups = directory.groups(user)
    except OciSmtpError as error:
        groups = error.part if isinstance(error, IncompleteError) else ()
        say(f"can't read all groups of {user.name}, so the user might be an administrator. {error.cause}")
    return any(is_for_administrators(group.name) for group in groups)
