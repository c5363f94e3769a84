"""A plan: which users get a new credential, where each goes, and which users can't be. Never a secret in it.

A file with one JSON value a line: the head, then a row for each user. It is written once and never changed: what
became of its rows is in the file of receipts beside it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path

import msgspec

from services.fleet.reasons import Reason
from services.model.errors import OciSmtpError, UsageError
from services.model.values import Credential, User
from services.storage.atomic_write import create_durably
from services.storage.versioned_lines import LineFile

SCHEMA = 1


class PlanKind(str, Enum):
    """What is done for each row."""

    ROTATE = "rotate"
    """A replacement for one credential, which is kept."""
    GENERATE = "generate"
    """A credential for a user who has fewer than two."""


class PlanHead(msgspec.Struct, frozen=True):
    """What the plan is about."""

    kind: PlanKind
    profile: str
    tenancy: str
    region: str
    made_at: datetime
    rows: int
    left_out: int
    requests: int
    """How many requests to OCI it takes at least: none repeated, and what is read once for all not counted."""
    prove: bool = False
    """Whether each new credential is tested with one sign-in."""
    due_days: int = 0
    """Age in days from which a credential is due; 0 where none is rotated."""
    is_whole: bool = True
    """Whether everything could be read that decides who is due."""
    schema: int = SCHEMA


class PlannedRow(msgspec.Struct, frozen=True, tag_field="is", tag="row", omit_defaults=True):
    """One user who gets a new credential."""

    number: int
    """From 1, in the order of the plan."""
    user_ocid: str
    user_name: str
    description: str
    """Of the new credential."""
    to: tuple[str, ...]
    """Its destinations, as `--to` takes them; no other row has the same."""
    domain: str = ""
    recipients: tuple[str, ...] = ()
    """Public keys to encrypt for."""
    mail_to: str = ""
    mail_from: str = ""
    old: Credential | None = None
    """The credential that is replaced; None where there is none to replace."""

    @property
    def user(self) -> User:
        """Whose credential it is."""
        return User(self.user_ocid, self.user_name, domain=self.domain)


class LeftOut(msgspec.Struct, frozen=True, tag_field="is", tag="left out", omit_defaults=True):
    """A user, or something that couldn't be read, for which nothing is done."""

    user_name: str
    reason: Reason
    why: str
    """A whole sentence."""
    user_ocid: str = ""
    domain: str = ""
    credential_ocid: str = ""


Entry = PlannedRow | LeftOut

_HEAD = msgspec.json.Decoder(PlanHead)
_ENTRY: "msgspec.json.Decoder[Entry]" = msgspec.json.Decoder(Entry)


class UnreadablePlanError(OciSmtpError):
    """A plan is not to be understood, so nothing of it is carried out."""

    title = "Unreadable plan"


_FILE = LineFile(
    SCHEMA,
    UnreadablePlanError,
    if_newer="Use that version to carry it out.",
    if_damaged="Make a new plan. Nothing was generated.",
    if_unavailable="Check that the file exists and that you can read it. Nothing was generated.",
)


class Plan:
    """A plan in a file. Its rows are read as they are needed."""

    def __init__(self, path: Path, head: PlanHead, digest: str) -> None:
        self.path = path
        self.head = head
        self.digest = digest
        """SHA-256 of the file, by which receipts know the plan that they are of."""

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """The plan in a file, whole.

        Raises:
            UnreadablePlanError: there is none, or it is damaged, incomplete, or of a newer program.
        """
        digest = hashlib.sha256()
        head: PlanHead | None = None
        rows = left_out = 0
        for line in _FILE.lines(path):
            digest.update(line)
            if head is None:
                head = _FILE.head(path, line, _HEAD)
                continue
            entry = _FILE.decoded(path, line, _ENTRY)
            if isinstance(entry, LeftOut):
                left_out += 1
                continue
            rows += 1
            if entry.number != rows:
                raise _changed(path)
        if head is None or (rows, left_out) != (head.rows, head.left_out):
            raise _changed(path)
        return cls(path, head, digest.hexdigest())

    def entries(self) -> Iterator[Entry]:
        """The rows and those left out, in the order of the file.

        Raises:
            UnreadablePlanError: the file was changed since it was read.
        """
        lines = _FILE.lines(self.path)
        next(lines, None)
        for line in lines:
            yield _FILE.decoded(self.path, line, _ENTRY)

    def rows(self) -> Iterator[PlannedRow]:
        """The rows to carry out."""
        return (entry for entry in self.entries() if isinstance(entry, PlannedRow))

    def check(self, kind: PlanKind, tenancy: str) -> None:
        """Check that the plan can be carried out here, by a command of that kind.

        Raises:
            UsageError: it is of another kind, or of another tenancy.
        """
        if self.head.kind is not kind:
            command = self.head.kind.value
            raise UsageError(
                f"{self.path} is a plan of oci-smtp {command}.", f"Use oci-smtp {command} --apply {self.path}."
            )
        if self.head.tenancy != tenancy:
            raise UsageError(
                f"{self.path} is a plan for another tenancy (profile {self.head.profile}).",
                "Nothing was generated. Use that profile: --profile NAME.",
            )


def write_plan(path: Path, head: PlanHead, rows: Sequence[PlannedRow], left_out: Sequence[LeftOut]) -> None:
    """Write a plan to a new file, mode 0600, so that it is on the disk when this returns.

    Raises:
        UsageError: something of that name already exists.
        OciSmtpError: it can't be written.
    """
    encode = msgspec.json.encode
    data = b"".join(encode(each) + b"\n" for each in (head, *rows, *left_out))
    try:
        create_durably(path, data)
    except FileExistsError:
        raise UsageError(f"{path} already exists.", "Choose another name. Existing files aren't overwritten.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "the file name isn't valid"
        raise OciSmtpError(f"Can't write {path}: {why}.", "Choose another location.") from None


def _changed(path: Path) -> UnreadablePlanError:
    return UnreadablePlanError(
        f"{path} isn't the plan that was made: rows are missing or were changed.", "Make a new plan."
    )
