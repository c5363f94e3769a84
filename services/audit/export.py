"""An audit as records: for a file of the person's own, and for standard output."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from services.audit.audit import Audit
from services.audit.findings import UNREAD, AuditRow
from services.model.errors import OciSmtpError, UsageError
from services.model.times import rfc3339
from services.storage.csv_cells import csv_text
from services.system.outside_file import expanded

Record = dict[str, str | int | list[str] | None]

COLUMNS = (
    "user",
    "domain",
    "description",
    "created",
    "age_days",
    "status",
    "findings",
    "user_name",
    "credential_id",
    "user_id",
    "created_by",
    "expires",
)
FORMATS = (".csv", ".json")


def records(audit: Audit) -> list[Record]:
    """A record a credential by owner and age, then one for all that is not known, with `unread` as its finding."""
    return [
        *map(record, sorted_rows(audit)),
        *(unread_record(what, why) for what, why in missing(audit)),
    ]


def sorted_rows(audit: Audit) -> list[AuditRow]:
    """What was found, by owner and age."""
    return sorted(audit.rows, key=_by_owner_and_age)


def missing(audit: Audit) -> list[tuple[str, str]]:
    """What the audit does not know, and why; empty where it knows everything."""
    holes = [(hole.what, _why(hole.error)) for hole in audit.holes]
    if audit.is_stopped:
        done = audit.progress.done
        holes.append(("all other users", f"Audit paused after {done:,} users."))
    return holes


def record(row: AuditRow) -> Record:
    """A credential with its owner and findings; `created` and `expires` are in UTC (RFC 3339)."""
    created, expires = row.credential.created, row.credential.expires
    return {
        "user": row.owner.name,
        "domain": row.owner.domain,
        "description": row.credential.description,
        "created": rfc3339(created) if created else "",
        "age_days": (datetime.now(timezone.utc) - created).days if created else None,
        "status": row.credential.status,
        "findings": row.codes,
        "user_name": row.credential.user_name,
        "credential_id": row.credential.ocid,
        "user_id": row.owner.ocid,
        "created_by": row.credential.creator,
        "expires": rfc3339(expires) if expires else "",
    }


def cells(entry: Record, columns: Sequence[str] = COLUMNS) -> tuple[str, ...]:
    """A record as the cells of a table: several findings in one, and nothing for what is not known."""
    return tuple(" ".join(value) if isinstance(value, list) else _text(value) for value in map(entry.get, columns))


def as_csv(entries: Iterable[Record]) -> str:
    """The records as CSV with a header; no cell is a formula."""
    return csv_text(COLUMNS, map(cells, entries))


def as_json(entries: Iterable[Record]) -> str:
    """The records as a JSON array, one a line."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def check_path(path: str) -> Path:
    """The file to write, with `~` resolved.

    Raises:
        UsageError: its name does not say in which format, or it is already there.
    """
    target = Path(expanded(path))
    if target.suffix.lower() not in FORMATS:
        raise UsageError(
            f'Can\'t export to "{path}": the file name must end in .csv or .json.', "The extension selects the format."
        )
    if os.path.lexists(target):
        raise UsageError(f"{target} already exists.", "Choose another name. Existing files aren't overwritten.")
    return target


def write(audit: Audit, path: str) -> Path:
    """Write what the audit knows, and what it does not, into a new file that only we may read; the file.

    Raises:
        UsageError: see `check_path`.
        OciSmtpError: it cannot be written.
    """
    target = check_path(path)
    entries = records(audit)
    text = as_csv(entries) if target.suffix.lower() == ".csv" else as_json(entries)
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode(errors="backslashreplace"))
    except FileExistsError:
        raise UsageError(
            f"{target} already exists.", "Choose another name. Existing files aren't overwritten."
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the file name isn't valid"
        raise OciSmtpError(f"Can't write {target}: {why}.", "Choose another location.") from None
    return target


def unread(what: str, error: OciSmtpError) -> Record:
    """A record for something that could not be read."""
    return unread_record(what, _why(error))


def unread_record(what: str, why: str) -> Record:
    """The same, for a reason that is a text."""
    return {**dict.fromkeys(COLUMNS, ""), "user": what, "description": why, "age_days": None, "findings": [UNREAD]}


def _why(error: OciSmtpError) -> str:
    return f"{error.title}: {error.cause}"


def _by_owner_and_age(row: AuditRow) -> tuple[str, str, float]:
    created = row.credential.created
    return row.owner.domain, row.owner.name.casefold(), created.timestamp() if created else 0.0


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)
