"""`oci-smtp doctor`: why mail from a sender is refused, on the command line."""

import argparse

from services.doctor import Check, Finding, Question, Report, diagnose
from services.errors import ExitCode, UsageError
from services.options import Options
from services.policy import Answer
from tui.printing import print_json
from tui.signing_in import directory_of, session_for
from widgets.plain import visible

SIGNS = {Finding.OK: "ok", Finding.FAULT: "FAULT", Finding.UNKNOWN: "?", Finding.NOTE: "note"}
EXIT_CODES = {Answer.ALLOWED: ExitCode.DONE, Answer.REFUSED: ExitCode.FAILED, Answer.UNDECIDED: ExitCode.UNKNOWN}


def doctor(options: Options, asked: argparse.Namespace) -> int:
    """Check every cause, and print the report. 0 allowed, 1 refused, 5 undecided."""
    if not (asked.sender or asked.user or asked.message):
        raise UsageError("Nothing was asked.", "Give --sender ADDRESS and --user USER, or --message '535 ...'.")
    session = session_for(options)
    directory = directory_of(session)
    user = directory.find(asked.user) if asked.user else None
    report = diagnose(session, directory, Question(asked.sender, user, asked.message))
    if asked.output == "json":
        print_json(report.as_json())
    else:
        print("\n".join(visible(line) for line in lines_of(report)))
    return EXIT_CODES[report.verdict]


def lines_of(report: Report) -> list[str]:
    """The report for people: the verdict, then each check with its evidence and its fix."""
    lines = [str(report.verdict).upper()]
    for check in report.checks:
        lines += _lines_of_check(check)
    if report.statement:
        lines += ["", f"Allowed by: {report.statement.text}"]
    return lines


def _lines_of_check(check: Check) -> list[str]:
    lines = [f"{SIGNS[check.finding]:<6} {check.detail}"]
    lines += [f"       {line}" for line in check.evidence]
    if check.fix:
        lines.append(f"       To mend it: {check.fix.describe()}")
    return lines
