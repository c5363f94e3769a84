"""Audits for tests of evidence: of a sample tenancy, or put together from rows."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from services.api.read_log import ReadAnswer
from services.audit.audit import Audit
from services.audit.export import Record
from services.demo.tenancy import Tenancy
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.evidence.audited import AuditedTenancy, AuditRun, audited
from services.evidence.gap import Gap
from services.model.errors import OciSmtpError
from tests.services.accounts import session_on

OLD_DAYS = 90
NOON = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
TENANCY = "ocid1.tenancy.oc1..acme"

HOSTILE = (
    "a[/]b",
    "<script>document.title='owned'</script>",
    "\"><img src='https://example.invalid/x' onerror=alert(1)>",
    "</title></style><h1>x",
    "=HYPERLINK(1)",
    "\x1b[31mred\x07\u202egnp.exe",
    "naïve ü 漢字 עברית",
    "&amp;lt; 100% {braces} ${x}",
)
"""User names and descriptions that would be markup, a formula, or a control sequence."""


def row(user: str, number: int = 1, **changes: Any) -> Record:
    """A credential of a user."""
    usual: Record = {
        "user": user,
        "domain": "Default",
        "description": "relay",
        "created": "2026-01-02T03:04:05Z",
        "age_days": 332,
        "status": "ACTIVE",
        "findings": ["old"],
        "user_name": f"ocid1.user.oc1..{user}{number}@{TENANCY}.xx.com",
        "credential_id": f"ocid1.credential.oc1..{user}{number}",
        "user_id": f"ocid1.user.oc1..{user}",
    }
    return {**usual, **changes}


def run_of(*rows: Record, gaps: Sequence[Gap] = (), **changes: Any) -> AuditRun:
    """A run in one tenancy that found these credentials."""
    values: dict[str, Any] = {
        "requests": [ReadAnswer(NOON, "listing the users", "OK", "A/B/C")],
        "users": len({each["user_id"] for each in rows}),
        **changes,
    }
    found = AuditedTenancy(
        "prod",
        TENANCY,
        "acme",
        "eu-frankfurt-1",
        "ocid1.user.oc1..me",
        NOON,
        NOON,
        credentials=rows,
        gaps=gaps,
        **values,
    )
    return AuditRun([found], OLD_DAYS)


def run_on(tenancy: Tenancy, *, domains: bool = False) -> AuditRun:
    """The run of the administrator in a sample tenancy, whatever trouble there is."""
    session = session_on(tenancy)
    requests: list[ReadAnswer] = []
    session.tell_answers(requests.append)
    directory = AllDomains(session, DomainList(session)) if domains else ClassicDirectory(session)
    audit = Audit(directory, OLD_DAYS)
    try:
        for _ in audit.run():
            pass
    except OciSmtpError:
        assert audit.rows, "some of it was read"
    return AuditRun([audited("prod", session, audit, NOON, requests)], OLD_DAYS)
