"""`oci-smtp doctor`: why mail from a sender is rejected, or whether all is in place, on the command line."""

import argparse
import os
from collections.abc import Sequence

from services.checkup.order import CheckupContext, check_up
from services.checkup.report import as_json, has_fault
from services.config.options import Options
from services.doctor.diagnosis import Question, diagnose
from services.doctor.report import Check, Finding, Report
from services.model.errors import ExitCode
from services.policy.decision import PolicyAnswer
from tui.cli.json_fields import fields_asked, only
from tui.cli.output import print_json, print_lines
from tui.cli.pasted import STDIN, pasted
from tui.cli.report import write_report
from tui.cli.sign_in import directory_of, session_for

SIGNS = {Finding.OK: "ok", Finding.FAULT: "FAULT", Finding.UNKNOWN: "?", Finding.NOTE: "note"}
EXIT_CODES = {
    PolicyAnswer.ALLOWED: ExitCode.DONE,
    PolicyAnswer.REFUSED: ExitCode.FAILED,
    PolicyAnswer.UNDECIDED: ExitCode.UNKNOWN,
}

FIELDS = ("verdict", "causes", "statement")
CHECK_UP_FIELDS = ("verdict", "checks")
"""What the JSON says."""


def doctor(options: Options, asked: argparse.Namespace) -> int:
    """Check every cause, and print the report. 0 allowed, 1 rejected, 5 undecided. Not asked about mail: a check-up."""
    if asked.report:
        return write_report(options, asked.report)
    if not (asked.sender or asked.user or asked.message):
        return _check_up(options, asked.output == "json", fields_asked(asked, CHECK_UP_FIELDS))
    names = fields_asked(asked, FIELDS)
    message = pasted(options, "the error, as the mail program shows it") if asked.message == STDIN else asked.message
    session = session_for(options)
    directory = directory_of(session)
    user = directory.find(asked.user) if asked.user else None
    report = diagnose(session, directory, Question(asked.sender, user, message))
    if asked.output == "json":
        print_json(only(report.as_json(), names))
    else:
        print_lines(lines_of(report))
    return EXIT_CODES[report.verdict]


def _check_up(options: Options, is_json: bool, names: Sequence[str]) -> ExitCode:
    """Check this machine and the way to the tenancy. 0 no fault, 1 a fault."""
    checks = []
    for check in check_up(CheckupContext(options, os.environ, lambda: session_for(options))):
        checks.append(check)
        if not is_json:
            print_lines(lines_of_check(check, "Next step"))
    if is_json:
        print_json(only(as_json(checks), names))
    return ExitCode.FAILED if has_fault(checks) else ExitCode.DONE


def lines_of(report: Report) -> list[str]:
    """The report for people: the verdict, then each check with its evidence and its fix."""
    lines = [str(report.verdict).upper()]
    for check in report.checks:
        lines += lines_of_check(check)
    if report.allowing:
        lines += ["", f"Allowed by: {report.allowing.text}"]
    return lines


def lines_of_check(check: Check, advising: str = "Fix") -> list[str]:
    """A check for people: what was found, its evidence, and its fix after a word such as `Fix`."""
    lines = [f"{SIGNS[check.finding]:<6} {check.detail}"]
    lines += [f"       {line}" for line in check.evidence]
    if check.fix:
        lines.append(f"       {advising}: {check.fix.describe()}")
    return lines
