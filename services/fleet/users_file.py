"""The file that names the users of a plan: CSV with a header, or one user a line."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from services.model.errors import UsageError
from services.system.outside_file import expanded, read_text, reason

COLUMNS = ("user", "description", "recipient", "mail_to")
"""`user` is required. `recipient` can have several keys with line breaks or ` | ` between them."""

MOST_BYTES = 50_000_000
"""A hundred thousand users with a key each."""

BETWEEN = " | "


class NamedUser(NamedTuple):
    """One user that the file names."""

    user: str
    """A user name, an email address, or an OCID."""
    description: str = ""
    recipients: tuple[str, ...] = ()
    mail_to: str = ""


def read_users(path: str) -> list[NamedUser]:
    """The users in the file, in its order.

    Raises:
        UsageError: it can't be read, names no user, or has a column or a row that can't be meant.
    """
    file = Path(expanded(path))
    try:
        text = read_text(file, MOST_BYTES)
    except OSError as error:
        raise UsageError(
            f"Can't read {file}: {reason(error)}.", "Specify a CSV file with a column named user."
        ) from None
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UsageError(f"{file} isn't valid CSV: {error}.", "Save it again as CSV with commas.") from None
    if not rows:
        raise UsageError(f"{file} names no user.", "Add one user a line.")
    header = [cell.strip().lower() for cell in rows[0]]
    named = _with_header(file, header, rows[1:]) if "user" in header else _without_header(file, rows)
    if not named:
        raise UsageError(f"{file} names no user.", "Add one user a line.")
    return named


def _without_header(file: Path, rows: list[list[str]]) -> list[NamedUser]:
    if any(len(row) > 1 for row in rows):
        raise UsageError(
            f"{file} has several columns and no header.", f"Name the columns: {', '.join(COLUMNS)}. Required: user."
        )
    return [NamedUser(row[0].strip()) for row in rows]


def _with_header(file: Path, header: list[str], rows: list[list[str]]) -> list[NamedUser]:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown or len(set(header)) < len(header):
        what = f'has an unknown column: "{unknown[0]}"' if unknown else "has a column twice"
        raise UsageError(f"{file} {what}.", f"Columns: {', '.join(COLUMNS)}. Required: user.")
    named = []
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if len(row) != len(header) or not cells.get("user"):
            raise UsageError(
                f"Row {number} of {file} has no user, or not as many columns as the header.", "Correct it."
            )
        named.append(_named(cells))
    return named


def _named(cells: dict[str, str]) -> NamedUser:
    keys = cells.get("recipient", "").replace("\n", BETWEEN).split(BETWEEN)
    recipients = tuple(key.strip() for key in keys if key.strip())
    return NamedUser(cells["user"], cells.get("description", ""), recipients, cells.get("mail_to", ""))
