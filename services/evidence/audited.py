"""What one run found in each tenancy, before it is written to any format."""

import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from services.api.read_log import ReadAnswer
from services.api.session import Session
from services.audit.audit import Audit
from services.audit.export import Record, record, sorted_rows
from services.checkup.versions import versions
from services.evidence.gap import Gap, gap_of_failure, gaps_of
from services.model.errors import OciSmtpError

PARTS = ("oci-smtp", "oci", "cryptography")
"""Whose versions are evidence: the program, the OCI SDK, and what signs requests."""


@dataclass(frozen=True)
class AuditedTenancy:
    """One tenancy as a profile saw it. Times are in UTC."""

    profile: str
    tenancy_id: str
    tenancy: str
    """Its name, or its OCID where the name isn't visible."""
    region: str
    user_id: str
    """Who signed in; empty where it was no person."""
    began: datetime
    ended: datetime
    users: int
    """How many were checked."""
    credentials: Sequence[Record] = ()
    gaps: Sequence[Gap] = ()
    requests: Sequence[ReadAnswer] = ()
    changes: Sequence[Record] = ()
    """Since the earlier audit, where the run compares with one."""
    is_read: bool = True
    """Whether anything could be read; else only the gaps say something."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is unknown."""
        return not self.gaps

    @property
    def findings(self) -> Counter[str]:
        """How many credentials have each finding."""
        return Counter(code for entry in self.credentials for code in codes_of(entry))


@dataclass(frozen=True)
class Comparison:
    """Which file the run was compared with; its name without directories, which are of this machine alone."""

    file: str
    sha256: str


@dataclass(frozen=True)
class AuditRun:
    """All tenancies of one run."""

    tenancies: Sequence[AuditedTenancy]
    old_days: int
    """The age in days from which the run finds a credential old."""
    since: Comparison | None = None
    versions: dict[str, str] = field(default_factory=lambda: versions_here())

    @property
    def is_whole(self) -> bool:
        """Whether nothing is unknown in any tenancy."""
        return all(tenancy.is_whole for tenancy in self.tenancies)

    @property
    def gaps(self) -> int:
        """How many things couldn't be read."""
        return sum(len(tenancy.gaps) for tenancy in self.tenancies)


def audited(
    profile: str, session: Session, audit: Audit, began: datetime, requests: Sequence[ReadAnswer]
) -> AuditedTenancy:
    """A tenancy right after its audit has run. `requests` can still grow: its name is read."""
    ended = datetime.now(timezone.utc)
    return AuditedTenancy(
        profile,
        session.tenancy_ocid,
        _name_of(session),
        session.region,
        session.user_ocid,
        began,
        ended,
        audit.progress.done,
        [record(row) for row in sorted_rows(audit)],
        gaps_of(audit),
        requests,
    )


def unread_tenancy(
    profile: str, session: Session | None, error: OciSmtpError, began: datetime, requests: Sequence[ReadAnswer] = ()
) -> AuditedTenancy:
    """A tenancy of which nothing could be read; without a session, the profile can't sign in."""
    ended = datetime.now(timezone.utc)
    gaps = [gap_of_failure(error)]
    if session is None:
        return AuditedTenancy(profile, "", "", "", "", began, ended, 0, gaps=gaps, is_read=False)
    ids = session.tenancy_ocid, session.tenancy_ocid, session.region, session.user_ocid
    return AuditedTenancy(profile, *ids, began, ended, 0, gaps=gaps, requests=requests, is_read=False)


def codes_of(entry: Record) -> list[str]:
    """The findings of a record."""
    found = entry.get("findings")
    return found if isinstance(found, list) else []


def versions_here() -> dict[str, str]:
    """The versions of what made the evidence."""
    found = versions()
    return {**{name: found[name] for name in PARTS}, "python": platform.python_version()}


def _name_of(session: Session) -> str:
    try:
        return session.tenancy_name()
    except OciSmtpError:
        return session.tenancy_ocid
