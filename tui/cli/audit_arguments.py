"""The arguments of `audit`."""

import argparse

from tui.cli.argument_groups import add_output
from tui.cli.argument_parser import GuessingParser
from tui.cli.option_values import StoreGiven, days


def add_audit(commands: "argparse._SubParsersAction[GuessingParser]") -> None:
    """Declare `audit`."""
    audit = commands.add_parser("audit", help="write files for auditors, or verify them (never passwords)")
    what = audit.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--evidence",
        metavar="DIR",
        action=StoreGiven,
        help="write JSON, CSV, an HTML page, and a SHA-256 manifest to a new or empty directory; they contain user "
        "names and OCIDs",
    )
    what.add_argument(
        "--verify", metavar="DIR", action=StoreGiven, help="check such a directory against its manifest and signature"
    )
    audit.add_argument(
        "--sign", metavar="KEY", action=StoreGiven, help="with --evidence: sign the manifest with this SSH key file"
    )
    audit.add_argument(
        "--signers",
        metavar="FILE",
        action=StoreGiven,
        help="with --verify: allowed signers, of whom one must have signed (ssh-keygen(1), ALLOWED SIGNERS)",
    )
    audit.add_argument(
        "--since",
        metavar="OLD.json",
        action=StoreGiven,
        help="with --evidence: also show what came and went since an earlier list -o json, or audit.json of evidence",
    )
    audit.add_argument(
        "--older-than",
        metavar="DAYS",
        type=days,
        help="with --evidence: age at which credentials are old (default: 90)",
    )
    add_output(audit, "text", "json")
