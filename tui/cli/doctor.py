"""`oci-smtp doctor`: why mail from a sender is rejected, or whether all is in place, on the command line."""

import argparse
import os
from collections.abc import Iterable, Sequence

from services.api.session import Session
from services.checkup.order import CheckupContext, check_up
from services.checkup.report import as_json, has_fault
from services.config.options import Options
from services.directory import Directory
from services.doctor.diagnosis import Question, diagnose
from services.doctor.report import Check, Report
from services.model.errors import ExitCode
from services.policy.decision import PolicyAnswer
from tui.cli.json_fields import fields_asked, only
from tui.cli.output import print_json, print_lines
from tui.cli.pasted import STDIN, pasted
from tui.cli.report import write_report
from tui.cli.sign_in import directory_of, session_for
from tui.format.findings import SIGNS, verdict_word

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
    if not (asked.sender or asked.user or asked.message or asked.recipient):
        return _check_up(options, asked.output == "json", fields_asked(asked, CHECK_UP_FIELDS))
    names = fields_asked(asked, FIELDS)
    message = pasted(options, "the error, as the mail program shows it") if asked.message == STDIN else asked.message
    session = session_for(options)
    directory = directory_of(session)
    user = directory.find(asked.user) if asked.user else None
    question = Question(asked.sender, user, message, asked.recipient)
    if asked.output == "json":
        report = diagnose(session, directory, question)
        print_json(only(report.as_json(), names))
    else:
        report = _diagnose_for_people(session, directory, question)
    return EXIT_CODES[report.verdict]


def _diagnose_for_people(session: Session, directory: Directory, question: Question) -> Report:
    """Print the verdict with the checks that decide, and then the others, which may take longer."""
    decided: list[Check] = []

    def print_verdict(report: Report) -> None:
        decided.extend(report.checks)
        print_lines([verdict_word(report), *_lines_of(decided)])

    report = diagnose(session, directory, question, on_verdict=print_verdict)
    print_lines(_lines_of(report.checks[len(decided) :]))
    if report.allowing:
        print_lines(["", f"Allowed by: {report.allowing.text}"])
    return report


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


def _lines_of(checks: Iterable[Check]) -> list[str]:
    """Each check with its evidence and its fix, for people."""
    return [line for check in checks for line in lines_of_check(check)]


def lines_of_check(check: Check, advising: str = "Fix") -> list[str]:
    """A check for people: what was found, its evidence, and its fix after a word such as `Fix`."""
    lines = [f"{SIGNS[check.finding]:<6} {check.detail}"]
    lines += [f"       {line}" for line in check.evidence]
    if check.fix:
        lines.append(f"       {advising}: {check.fix.describe()}")
    return lines
