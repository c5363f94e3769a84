"""What `oci-smtp audit --evidence` says of what it has written."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote

from services.evidence.audited import AuditedTenancy, AuditRun
from services.evidence.comparison import told_changes
from services.evidence.tables import not_whole
from tui.cli.json_fields import only
from tui.cli.notes import note, say
from tui.cli.output import print_json, print_lines

FIELDS = ("directory", "is_whole", "tenancies", "signed_with")


def tell_written(run: AuditRun, directory: Path, signed_with: str, output: str, names: Sequence[str]) -> None:
    """Say where the evidence is, and what is in it."""
    for each in run.tenancies:
        for gap in each.gaps if each.is_read else ():
            say(f"{f'{each.profile}: ' if len(run.tenancies) > 1 else ''}can't read {gap.what}: {gap.why}")
    if output == "json":
        record = {
            "directory": str(directory),
            "is_whole": run.is_whole,
            "tenancies": [_record(each) for each in run.tenancies],
            "signed_with": signed_with,
        }
        print_json(only(record, names))
    else:
        print_lines(_lines(run, directory, signed_with))
    note(f"To check the files, run oci-smtp audit --verify {quote(str(directory))}")


def _record(each: AuditedTenancy) -> dict[str, object]:
    return {
        "profile": each.profile,
        "tenancy_id": each.tenancy_id,
        "users_checked": each.users,
        "credentials": len(each.credentials),
        "findings": dict(sorted(each.findings.items())),
        "unread": len(each.gaps),
        "changes": len(each.changes),
    }


def _lines(run: AuditRun, directory: Path, signed_with: str) -> Iterator[str]:
    if not run.is_whole:
        yield not_whole(run)
    for each in run.tenancies:
        if not each.is_read:
            yield f"{each.profile}: nothing could be read"
            continue
        counts = ", ".join(f"{count:,} {code}" for code, count in each.findings.most_common())
        found = f" ({counts})" if counts else ""
        yield f"{each.profile}: {each.users:,} users, {len(each.credentials):,} credentials{found}"
        if run.since:
            yield f"{each.profile}: {told_changes(each.changes)} since {run.since.file}"
    yield f"Evidence: {directory}"
    yield f"Signed with: {signed_with}" if signed_with else "Not signed."
