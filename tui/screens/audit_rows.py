"""What the audit knows of a credential, as a line of the list and in whole."""

from services.audit.findings import AuditRow
from tui.format import credential_text
from tui.format.ages import age, date
from tui.screens.users_rows import short_user
from widgets.row_index import Row
from widgets.row_query import fold_case
from widgets.table_columns import Column

COLUMNS = (
    Column("owner", "Owner", fraction=3, min_width=18, priority=0, shorter=short_user),
    Column("description", "Description", fraction=3, min_width=16, priority=2),
    Column("age", "Age", width=9, priority=1),
    Column("findings", "Findings", fraction=2, min_width=20, priority=0),
    Column("status", "Status", width=8, priority=4),
    Column("domain", "Domain", width=10, priority=3),
    Column("created", "Created", width=10, priority=5),
    Column("email", "Owner's email", fraction=2, min_width=24, priority=6),
    Column("expires", "Expires", width=10, priority=7),
    Column("creator", "Created by", fraction=2, min_width=18, priority=8),
)


def row_of(row: AuditRow) -> Row:
    """A line; the gravest findings have the lowest key."""
    owner, credential = row.owner, row.credential
    cells = (
        owner.name,
        credential.description or "(no description)",
        age(credential.created),
        ", ".join(row.codes),
        credential.status,
        owner.domain,
        date(credential.created),
        owner.email,
        date(credential.expires),
        credential.creator,
    )
    keys: list[str | float | None] = [fold_case(cell) for cell in cells]
    keys[2] = -credential.created.timestamp() if credential.created else None
    keys[3] = -sum(10**finding.severity for finding in row.findings)
    return Row(credential.ocid, cells, tuple(keys))


def fields_of(row: AuditRow) -> list[tuple[str, str]]:
    """Label and text of what can be copied by itself."""
    return [
        ("Owner", row.owner.name),
        ("Email", row.owner.email),
        ("Description", row.credential.description),
        ("SMTP user name", row.credential.user_name),
        ("Credential OCID", row.credential.ocid),
        ("Owner OCID", row.owner.ocid),
        *credential_text.fields_of(row.credential),
        ("Findings", " ".join(finding.sentence for finding in row.findings)),
    ]


def status_of(row: AuditRow) -> str:
    """The gravest finding in full and the others by their codes: all the sentences would not fit 80 columns."""
    if not row.findings:
        return ""
    others = ", ".join(row.codes[1:])
    return row.findings[0].sentence + (f" Also: {others}." if others else "")
