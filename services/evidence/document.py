"""Evidence as JSON, for programs and for a later comparison."""

import json
from collections.abc import Iterable

from services.audit.export import Record
from services.evidence.audited import AuditedTenancy, AuditRun
from services.evidence.gap import Gap
from services.model.times import rfc3339

KIND = "oci-smtp audit evidence"
SCHEMA = 1
"""Rises when an older program would misunderstand the file."""


def as_document(run: AuditRun) -> str:
    """The whole run. Whether it is whole stands first, and each credential on a line."""
    head: dict[str, object] = {
        "kind": KIND,
        "schema": SCHEMA,
        "is_whole": run.is_whole,
        "unread": run.gaps,
        "versions": run.versions,
        "thresholds": {"old_days": run.old_days},
    }
    if run.since:
        head["since"] = {"file": run.since.file, "sha256": run.since.sha256}
    tenancies = ",\n".join(_tenancy(each) for each in run.tenancies)
    return f'{_open(head)},\n"tenancies": [\n{tenancies}\n]}}\n'


def _tenancy(each: AuditedTenancy) -> str:
    head: dict[str, object] = {
        "profile": each.profile,
        "is_whole": each.is_whole,
        "tenancy_id": each.tenancy_id,
        "tenancy": each.tenancy,
        "region": each.region,
        "user_id": each.user_id,
        "began": rfc3339(each.began),
        "ended": rfc3339(each.ended),
        "users_checked": each.users,
        "requests": len(each.requests),
        "findings": dict(sorted(each.findings.items())),
        "unread": [_gap(gap) for gap in each.gaps],
    }
    lists = {"credentials": each.credentials, "changes": each.changes}
    return f"{_open(head)},\n{','.join(_list(name, records) for name, records in lists.items())}}}"


def _open(head: dict[str, object]) -> str:
    """An object that isn't closed."""
    return json.dumps(head, ensure_ascii=False)[:-1]


def _list(name: str, records: Iterable[Record]) -> str:
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    return f'"{name}": [\n{lines}\n]' if lines else f'"{name}": []'


def _gap(gap: Gap) -> dict[str, str]:
    return {
        "what": gap.what,
        "why": gap.why,
        "code": gap.code,
        "opc_request_id": gap.request_id,
        "source": gap.source,
        "user_id": gap.user_id,
    }
