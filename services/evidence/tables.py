"""Evidence as CSV: every credential, every request, and what changed. What isn't known stands in the first rows."""

from collections.abc import Iterable

from services.audit.export import COLUMNS, cells, unread_record
from services.evidence.audited import AuditRun
from services.evidence.comparison import CHANGE_COLUMNS
from services.model.times import rfc3339
from services.storage.csv_cells import csv_text

PROFILE = "profile"
REQUEST_COLUMNS = (PROFILE, "time", "request", "outcome", "opc_request_id")


def credentials_csv(run: AuditRun) -> str:
    """Every credential of every tenancy; first a row with `unread` for all that is not known."""
    rows = [(each.profile, unread_record(gap.what, gap.why)) for each in run.tenancies for gap in each.gaps]
    rows += [(each.profile, entry) for each in run.tenancies for entry in each.credentials]
    return csv_text((PROFILE, *COLUMNS), ((profile, *cells(entry)) for profile, entry in rows))


def changes_csv(run: AuditRun) -> str:
    """What came and went since the earlier audit."""
    rows = ((each.profile, *cells(entry, CHANGE_COLUMNS)) for each in run.tenancies for entry in each.changes)
    return csv_text((PROFILE, *CHANGE_COLUMNS), [*_warning(run, len(CHANGE_COLUMNS)), *rows])


def requests_csv(run: AuditRun) -> str:
    """Every request that the run sent to read the tenancies, with the ID that OCI gave it."""
    rows = (
        (each.profile, rfc3339(answer.when), answer.doing, answer.outcome, answer.request_id)
        for each in run.tenancies
        for answer in each.requests
    )
    return csv_text(REQUEST_COLUMNS, [*_warning(run, len(REQUEST_COLUMNS) - 1), *rows])


def _warning(run: AuditRun, columns: int) -> Iterable[tuple[str, ...]]:
    """A first row that says what the other files say at their top, with as many columns after the first."""
    if run.is_whole:
        return []
    return [(not_whole(run), *[""] * columns)]


def not_whole(run: AuditRun) -> str:
    """The sentence at the top of a file that isn't whole."""
    things = "1 thing" if run.gaps == 1 else f"{run.gaps:,} things"
    return f"This audit isn't whole: {things} couldn't be read."
