"""What an audit has to say about a credential: each finding declared once."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum

from services.config.ocids import OCID
from services.model.errors import UsageError
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User

OLD_DAYS = 90
"""Oracle's checklist has credentials renewed every 90 days (docs.oracle.com, solutions/oci-security-checklist)."""

EXPIRY_DAYS = 14
"""How long before its expiry a credential is reported: time for a person to rotate it."""

_ADMINISTRATORS = re.compile(r"admin(istrator)?s$", re.IGNORECASE)
"""How groups of administrators are named: Oracle's own are `Administrators` and `Domain_Administrators`."""

UNREAD = "unread"
"""Stands where findings would, for what the audit could not read."""

ANY = "any"
"""All findings together, where some are to be named."""


class Severity(IntEnum):
    """How soon a person should check it."""

    NOTE = 0
    WARNING = 1
    ALARM = 2


@dataclass(frozen=True)
class Subject:
    """A credential with what is known about it. `held` counts those of the same owner; ages are in days."""

    owner: User
    credential: Credential
    held: int
    is_administrator: bool
    old_days: int
    now: datetime


@dataclass(frozen=True)
class AuditFinding:
    """Something to say about a credential. `code` is public: scripts name it."""

    code: str
    severity: Severity
    sentence: str
    applies: Callable[[Subject], bool]


def _is_old(subject: Subject) -> bool:
    created = subject.credential.created
    return created is not None and subject.now - created > timedelta(days=subject.old_days)


def _expires_soon(subject: Subject) -> bool:
    """Within `EXPIRY_DAYS`, or in the past: it can still be there, for OCI doesn't document that it deletes it."""
    expires = subject.credential.expires
    return expires is not None and expires - subject.now < timedelta(days=EXPIRY_DAYS)


def _is_made_by_other(subject: Subject) -> bool:
    """Whether another user generated it. Where one of them has no OCID, that isn't known."""
    creator, owner = subject.credential.created_by, subject.owner.ocid
    return bool(OCID.fullmatch(creator) and OCID.fullmatch(owner)) and creator != owner


FINDINGS = (
    AuditFinding(
        "inactive",
        Severity.ALARM,
        "The owner is inactive, but the credential still exists.",
        lambda subject: subject.owner.status in ("INACTIVE", "DELETING", "DELETED"),
    ),
    AuditFinding(
        "administrator",
        Severity.ALARM,
        "The owner is in a group with an administrator name. Use a dedicated sending user instead.",
        lambda subject: subject.is_administrator,
    ),
    AuditFinding(
        "expires-soon",
        Severity.WARNING,
        f"The expiry of the credential is within {EXPIRY_DAYS} days, or has passed. Rotate it.",
        _expires_soon,
    ),
    AuditFinding(
        "old",
        Severity.WARNING,
        "The credential is old. Rotate it.",
        _is_old,
    ),
    AuditFinding(
        "limit",
        Severity.NOTE,
        "The owner has reached the limit of two credentials.",
        lambda subject: subject.held >= SMTP_CREDENTIAL_LIMIT,
    ),
    AuditFinding(
        "no-sign-in",
        Severity.NOTE,
        "OCI has no record of a sign-in of the owner. That's normal for a sending user but unusual for a person.",
        lambda subject: bool(subject.owner.status) and subject.owner.last_login is None,
    ),
    AuditFinding(
        "no-description",
        Severity.NOTE,
        "The credential has no description, so it's unclear what uses it.",
        lambda subject: not subject.credential.description.strip(),
    ),
    AuditFinding(
        "made-by-other",
        Severity.NOTE,
        "Another user generated the credential, so that user might have its password.",
        _is_made_by_other,
    ),
)
"""The gravest first."""


@dataclass(frozen=True)
class AuditRow:
    """One credential, its owner, and what is to be said about it, the gravest first."""

    owner: User
    credential: Credential
    findings: tuple[AuditFinding, ...]

    @property
    def codes(self) -> list[str]:
        """The findings by their codes."""
        return [finding.code for finding in self.findings]


def assessed(
    owner: User, credentials: Sequence[Credential], is_administrator: bool, old_days: int = OLD_DAYS
) -> list[AuditRow]:
    """All the credentials of an owner, each with its findings."""
    now = datetime.now(timezone.utc)
    rows = []
    for credential in credentials:
        subject = Subject(owner, credential, len(credentials), is_administrator, old_days, now)
        rows.append(AuditRow(owner, credential, tuple(found for found in FINDINGS if found.applies(subject))))
    return rows


def is_for_administrators(group: str) -> bool:
    """Whether a group of that name is, by its name, one of administrators."""
    return _ADMINISTRATORS.search(group) is not None


def codes_named(text: str) -> set[str]:
    """The findings in a list of codes with commas between them; `any` is all.

    Raises:
        UsageError: there is no such finding.
    """
    known = [finding.code for finding in FINDINGS]
    named = {part.strip() for part in text.split(",") if part.strip()}
    unknown = sorted(named - {*known, ANY})
    if unknown:
        raise UsageError(f'Unknown finding: "{unknown[0]}".', f"Options: {', '.join([*known, ANY])}.")
    return set(known) if ANY in named else named
