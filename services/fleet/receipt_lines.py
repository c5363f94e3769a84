"""The lines in a file of receipts."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from itertools import islice
from pathlib import Path

import msgspec

from services.fleet.plan import Plan
from services.model.errors import OciSmtpError
from services.storage.versioned_lines import LineFile

SCHEMA = 1


class RowState(str, Enum):
    """How far a row is."""

    BEGUN = "begun"
    """A run took it: from now on a credential might exist, and the journal knows it by the intent."""
    DONE = "done"
    """It has its credential, which is where the plan says."""
    SKIPPED = "skipped"
    """Nothing was generated, because something has changed since the plan was made."""
    FAILED = "failed"
    """It has no credential, and nothing is left of one; or the credential isn't where it should be, and is named."""
    UNKNOWN = "unknown"
    """A credential might exist. The journal knows it by the intent, and a person must resolve it."""


class ReceiptsHead(msgspec.Struct, frozen=True, tag_field="is", tag="receipts"):
    """The first line."""

    plan: str
    """SHA-256 of the plan that these receipts are of."""
    schema: int = SCHEMA


class Run(msgspec.Struct, frozen=True, tag_field="is", tag="run"):
    """A program began to carry out the plan."""

    run: str
    host: str
    journal: str
    """The directory of its journal, which alone knows what became of a row that it didn't finish."""
    at: datetime


class Receipt(msgspec.Struct, frozen=True, tag_field="is", tag="row", omit_defaults=True):
    """What is known of a row."""

    row: int
    state: RowState
    run: str = ""
    at: datetime | None = None
    intent: str = ""
    """What the journal calls the credential."""
    user_ocid: str = ""
    user_name: str = ""
    credential_ocid: str = ""
    """The new one."""
    smtp_user_name: str = ""
    old_credential_ocid: str = ""
    """The one that it replaces, and that still exists."""
    delivered: tuple[str, ...] = ()
    """Where it is, in the words of each destination."""
    proven: bool | None = None
    """Whether a test sign-in worked; None where there was none."""
    reason: str = ""
    """The code of why it isn't done."""
    why: str = ""


Line = Receipt | Run | ReceiptsHead


class UnreadableReceiptsError(OciSmtpError):
    """The receipts are not to be understood, so nothing of the plan is carried out."""

    title = "Unreadable receipts"


IF_DAMAGED = "Rows might be done without a receipt. Check the users of the plan, and make a new plan."

_FILE = LineFile(
    SCHEMA,
    UnreadableReceiptsError,
    if_newer="Use that version to apply the plan.",
    if_damaged=IF_DAMAGED,
    if_unavailable="Check that the file exists and that you can read it.",
)
_HEAD = msgspec.json.Decoder(ReceiptsHead)
_LINE: "msgspec.json.Decoder[Line]" = msgspec.json.Decoder(Line)


def decoded_line(path: Path, line: bytes) -> Line:
    """What a line says.

    Raises:
        UnreadableReceiptsError: it's damaged.
    """
    return _FILE.decoded(path, line, _LINE)


def decoded_head(path: Path) -> ReceiptsHead:
    """The head of a file.

    Raises:
        UnreadableReceiptsError: it's damaged, or of a newer program.
    """
    first = next(islice(lines_of(path), 1), b"")
    return _FILE.head(path, first, _HEAD)


def lines_of(path: Path) -> Iterator[bytes]:
    """The whole lines of a file; a broken one at its end is of a program that was ended.

    Raises:
        UnreadableReceiptsError: it can't be read.
    """
    return _FILE.lines(path, may_be_cut=True)


def path_of(plan: Path) -> Path:
    """Where the receipts of a plan are."""
    return plan.with_name(f"{plan.name}.receipts")


def receipts_in(plan: Plan) -> Iterator[Receipt]:
    """The receipts of a plan, in the order in which they were written; a row can have several.

    Raises:
        UnreadableReceiptsError: they are damaged, or of another plan.
    """
    path = path_of(plan.path)
    if decoded_head(path).plan != plan.digest:
        raise UnreadableReceiptsError(f"{path} has the receipts of another plan.", "Specify that plan.")
    for line in lines_of(path):
        entry = decoded_line(path, line)
        if isinstance(entry, Receipt):
            yield entry
