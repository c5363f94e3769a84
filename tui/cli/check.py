"""`oci-smtp check`: what will fail with the settings of an email client, on the command line."""

import argparse
import os
from dataclasses import replace

from services.api.session import Session
from services.client_check.client_check import check_settings, read_file, text_of
from services.client_check.client_report import ClientReport
from services.client_check.endpoint import trusted_servers
from services.client_check.readers.url import URL
from services.client_check.sender_region import sender_check
from services.config.options import Options
from services.model.errors import ExitCode, UsageError
from tui.cli.doctor import lines_of_check
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import note
from tui.cli.output import print_json, print_lines
from tui.cli.pasted import STDIN, pasted_bytes
from tui.cli.sign_in import session_for

VERDICTS = {
    "fault": ("FAULT: something in these settings will fail", ExitCode.FAILED),
    "undecided": ("UNDECIDED: no fault found, but some settings couldn't be checked", ExitCode.UNKNOWN),
    "no-fault": ("NO FAULT FOUND in these settings", ExitCode.DONE),
}

FIELDS = ("verdict", "format", "accounts", "checks")
"""What the JSON says."""


def check(options: Options, asked: argparse.Namespace) -> int:
    """Check the settings, and print what was found. 0 no fault, 1 a fault, 5 undecided."""
    names = fields_asked(asked, FIELDS)
    path: str = asked.settings_file
    if URL.match(path):
        raise UsageError(
            "A URL in a command line shows its password to other users of this machine.",
            "Put the URL in a file, or send it with | to oci-smtp check -.",
        )
    text = text_of(pasted_bytes(options, "the settings"), "standard input") if path == STDIN else read_file(path)

    def sign_in() -> Session:
        """A sender that was named is worth a question; one that happens to be in the file isn't."""
        note("Checking the sender in your tenancy…")
        return session_for(options if asked.sender else replace(options, no_input=True))

    report = check_settings(
        text,
        "" if path == STDIN else os.path.basename(path),
        asked.format,
        trusted_servers(options),
        asked.sender,
        sender_check(sign_in),
    )
    if asked.output == "json":
        print_json(only(report.as_json(), names))
    else:
        print_lines(lines_of(report))
    return VERDICTS[report.verdict][1]


def lines_of(report: ClientReport) -> list[str]:
    """The report for people: the verdict, the format, then each check with its evidence and what to do."""
    lines = [VERDICTS[report.verdict][0], f"Format: {report.format}. Accounts: {report.accounts}.", ""]
    for each in report.checks:
        lines += lines_of_check(each, "Next step")
    return lines
