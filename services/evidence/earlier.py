"""An earlier list of credentials, to compare with: the JSON of `oci-smtp list`, or of evidence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import msgspec

from services.audit.export import Record
from services.audit.findings import UNREAD
from services.evidence.document import KIND, SCHEMA
from services.evidence.gap import Gap, named_gaps
from services.model.errors import UsageError
from services.system.outside_file import expanded, read_bytes, reason

MOST_BYTES = 400_000_000
"""Half a million credentials."""

USE = "Use the output of oci-smtp list -o json, or the audit.json of an evidence directory."

_TENANCY = re.compile(r"@(ocid1\.tenancy\.[^@\s]+)\.[^.@\s]+\.com")
"""An SMTP user name names the tenancy, and ends in two characters and `.com`."""


class _Row(msgspec.Struct):
    """A row of `list`; more columns are fine."""

    user: str
    domain: str
    description: str
    created: str
    age_days: int | None
    status: str
    findings: list[str]
    user_name: str
    credential_id: str
    user_id: str
    profile: str = ""
    change: str | None = None


class _Unread(msgspec.Struct):
    what: str
    why: str
    code: str = ""
    opc_request_id: str = ""
    source: str = ""
    user_id: str = ""


class _Tenancy(msgspec.Struct):
    profile: str
    tenancy_id: str
    credentials: list[_Row]
    unread: list[_Unread]


class _Document(msgspec.Struct):
    kind: str
    schema: int
    tenancies: list[_Tenancy]


@dataclass(frozen=True)
class EarlierTenancy:
    """What was known of one tenancy. `profile` and `tenancy_id` are empty where the file doesn't say."""

    profile: str
    tenancy_id: str
    credentials: list[Record]
    gaps: list[Gap]


@dataclass(frozen=True)
class EarlierAudit:
    """All of a file."""

    file: str
    sha256: str
    tenancies: list[EarlierTenancy]

    def of(self, profile: str, tenancy_id: str, is_only: bool) -> EarlierTenancy:
        """What was known of the tenancy of a profile; `is_only` says that the run has no other profile.

        Raises:
            UsageError: the file has nothing of it, or another tenancy.
        """
        named = [each for each in self.tenancies if each.profile == profile]
        found = named or [each for each in self.tenancies if is_only and len(self.tenancies) == 1]
        if not found:
            self._refuse(f"has nothing of the profile {profile}")
        [earlier] = found[:1]
        if tenancy_id and earlier.tenancy_id and earlier.tenancy_id != tenancy_id:
            self._refuse(f"is of another tenancy ({earlier.tenancy_id})")
        return earlier

    def _refuse(self, why: str) -> NoReturn:
        raise UsageError(f"Can't compare with {self.file}: it {why}.", "Use a file of the same profiles.")


def read_earlier(path: str) -> EarlierAudit:
    """The file that a person names.

    Raises:
        UsageError: it can't be read, or is something else; the error says why.
    """
    file = Path(expanded(path))
    try:
        data = read_bytes(file, MOST_BYTES)
    except OSError as error:
        raise UsageError(f"Can't read {path}: {reason(error)}.", USE) from None
    try:
        tenancies = _of_list(data) if data.lstrip()[:1] == b"[" else _of_document(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UsageError(f"Can't compare with {path}: {_why(error)}.", USE) from None
    return EarlierAudit(path, sha256(data).hexdigest(), tenancies)


def _why(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError):
        return f"it isn't a list of credentials with all columns ({error})"
    if isinstance(error, (msgspec.DecodeError, UnicodeDecodeError, RecursionError)):
        return "it isn't JSON"
    return str(error)


def _of_document(data: bytes) -> list[EarlierTenancy]:
    head = msgspec.json.decode(data)
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise ValueError("it isn't JSON that oci-smtp wrote")
    if not isinstance(head.get("schema"), int) or head["schema"] > SCHEMA:
        raise ValueError("it was written by a newer oci-smtp")
    found = msgspec.convert(head, _Document)
    return [
        EarlierTenancy(
            each.profile,
            each.tenancy_id,
            list(map(_record, each.credentials)),
            [Gap(gap.what, gap.why, gap.code, gap.opc_request_id, gap.source, gap.user_id) for gap in each.unread],
        )
        for each in found.tenancies
    ]


def _of_list(data: bytes) -> list[EarlierTenancy]:
    rows = msgspec.json.decode(data, type=list[_Row])
    if any(row.change is not None for row in rows):
        raise ValueError("it is a comparison, not a list")
    profiles = list(dict.fromkeys(row.profile for row in rows)) or [""]
    return [_of_rows(profile, [row for row in rows if row.profile == profile]) for profile in profiles]


def _of_rows(profile: str, rows: Iterable[_Row]) -> EarlierTenancy:
    credentials: list[Record] = []
    gaps: list[Gap] = []
    for row in rows:
        if row.findings == [UNREAD]:
            gaps += named_gaps(row.user, row.description)
        else:
            credentials.append(_record(row))
    return EarlierTenancy(profile, tenancy_named_in(credentials), credentials, gaps)


def tenancy_named_in(credentials: Iterable[Record]) -> str:
    """The one tenancy that SMTP user names are of; empty where they don't say, or are of several."""
    found = {match[1] for each in credentials if (match := _TENANCY.search(str(each["user_name"])))}
    return found.pop() if len(found) == 1 else ""


def _record(row: _Row) -> Record:
    return {name: getattr(row, name) for name in _Row.__struct_fields__ if name not in ("profile", "change")}
