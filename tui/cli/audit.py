"""`oci-smtp audit`: files for auditors, and whether such files are as they were written."""

import argparse
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from services.api.read_log import ReadAnswer
from services.audit.audit import Audit
from services.audit.findings import OLD_DAYS
from services.config.options import Options
from services.evidence.audited import AuditedTenancy, AuditRun, Comparison, audited, unread_tenancy
from services.evidence.bundle import check_directory, write_evidence
from services.evidence.comparison import changes
from services.evidence.earlier import EarlierTenancy, read_earlier
from services.evidence.manifest import MANIFEST, SIGNATURE
from services.evidence.ssh_signature import SigningError, check_key, checked_signature, not_signed, sign
from services.model.errors import ExitCode, OciSmtpError, UsageError
from tui.cli.evidence_report import FIELDS, tell_written
from tui.cli.json_fields import fields_asked
from tui.cli.listing import run_audit
from tui.cli.notes import complain, say
from tui.cli.profiles import Visit, signed_in, tell_trouble
from tui.cli.sign_in import directory_of
from tui.cli.termination import ending_in_order
from tui.cli.verified_evidence import verify

ONLY_WITH = {"evidence": ("sign", "since", "older_than"), "verify": ("signers",)}
"""What counts with one of the two things that the command does."""


def audit(options: Options, asked: argparse.Namespace) -> int:
    """Write evidence of each tenancy that was asked for, or verify a directory of it."""
    for kind, others in ONLY_WITH.items():
        for name in others:
            if getattr(asked, name) is not None and getattr(asked, kind) is None:
                raise UsageError(f"--{name.replace('_', '-')} works only with --{kind}.", "Leave it out.")
    return verify(asked) if asked.verify is not None else _write(options, asked)


def _write(options: Options, asked: argparse.Namespace) -> ExitCode:
    """All that can be checked before an audit is checked first, because an audit might take an hour."""
    names = fields_asked(asked, FIELDS)
    directory = check_directory(asked.evidence)
    key = check_key(asked.sign) if asked.sign else ""
    earlier = read_earlier(asked.since) if asked.since else None
    old_days = OLD_DAYS if asked.older_than is None else asked.older_than
    visits = signed_in(asked.each_profile)
    is_alone = len(visits) == 1
    before = [earlier.of(visit.profile, visit.tenancy_ocid, is_alone) if earlier else None for visit in visits]
    codes = {ExitCode.DONE}
    tenancies = [_audited(visit, old, old_days, codes) for visit, old in zip(visits, before, strict=True)]
    if not any(each.is_read for each in tenancies):
        say("No evidence was written.")
        return max(codes)
    run = AuditRun(tenancies, old_days, Comparison(Path(earlier.file).name, earlier.sha256) if earlier else None)
    with ending_in_order():  # so that a signal leaves no part of it
        write_evidence(run, directory)
        signed_with = _signed(directory, key, codes, asks=not options.no_input) if key else ""
    tell_written(run, directory, signed_with, asked.output, names)
    return max(codes)


def _audited(visit: Visit, before: EarlierTenancy | None, old_days: int, codes: set[ExitCode]) -> AuditedTenancy:
    """A tenancy with what is known of it; `codes` gets the exit code of what isn't."""
    found = _read(visit, old_days, codes)
    if not found.is_whole:
        codes.add(ExitCode.FAILED)
    if before is None:
        return found
    return replace(found, changes=changes(before.credentials, before.gaps, found.credentials, found.gaps))


def _read(visit: Visit, old_days: int, codes: set[ExitCode]) -> AuditedTenancy:
    began = datetime.now(timezone.utc)
    session = visit.outcome
    if isinstance(session, OciSmtpError):
        codes.add(session.exit_code)
        return unread_tenancy(visit.profile, None, session, began)
    requests: list[ReadAnswer] = []
    session.tell_answers(requests.append)
    try:
        audit = Audit(directory_of(session), old_days)
        why_ended = run_audit(audit, visit.label)
    except OciSmtpError as error:
        tell_trouble(visit.profile, error)
        codes.add(error.exit_code)
        return unread_tenancy(visit.profile, session, error, began, requests)
    if why_ended:
        tell_trouble(visit.profile, why_ended)
        codes.add(why_ended.exit_code)
    return audited(visit.profile, session, audit, began, requests)


def _signed(directory: Path, key: str, codes: set[ExitCode], *, asks: bool) -> str:
    """Sign the manifest; the key as the signature names it. Evidence that isn't signed is still evidence."""
    try:
        sign(directory / MANIFEST, key, asks=asks)
    except SigningError as error:
        complain(error)
        codes.add(error.exit_code)
        return ""
    except (KeyboardInterrupt, SystemExit):  # ctrl+c at the prompt of ssh-keygen, whose line was not ended
        print(file=sys.stderr)
        complain(not_signed(directory / MANIFEST, key, "signing was canceled"))
        raise
    return checked_signature((directory / MANIFEST).read_bytes(), directory / SIGNATURE).key
