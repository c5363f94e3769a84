"""Options that several commands have."""

import argparse

from tui.cli.option_values import StoreFields, StoreGiven, given

MAKE_CURRENT = "make the new version of a vault's secret CURRENT, which programs get, without a test sign-in"


def add_output(command: argparse.ArgumentParser, *formats: str) -> None:
    """`-o FORMAT`, or `--json FIELDS`, which is JSON with these fields."""
    output = command.add_mutually_exclusive_group()
    usual = formats[0]
    output.add_argument(
        "-o",
        "--output",
        choices=formats,
        default=usual,
        help=f"{', '.join(formats[:-1])} or {formats[-1]} (default: {usual})",
    )
    output.add_argument(
        "--json", metavar="FIELDS", action=StoreFields, default=(), help="JSON with these fields, such as a,b"
    )


def add_delivery(command: argparse.ArgumentParser) -> None:
    """Where a new credential goes."""
    command.add_argument("--reveal", action="store_true", help="print the password even to a terminal")
    command.add_argument(
        "--to",
        metavar="DESTINATION",
        type=given,
        action="append",
        default=[],
        help="deliver the credential instead of printing it (repeatable): keyring, age:FILE, gpg:FILE, eml:FILE, "
        "mail:USER_NAME, vault:VAULT[/KEY[/NAME]], client:FORMAT:FILE, print:QUEUE",
    )
    command.add_argument(
        "--recipient",
        metavar="KEY",
        type=given,
        action="append",
        default=[],
        help="recipient (repeatable): age or SSH public key, file of public keys, OpenPGP fingerprint, "
        "or - for keys on standard input",
    )
    command.add_argument(
        "--new-version",
        action="store_true",
        help="with vault:VAULT/KEY/NAME, also add a version to a secret that oci-smtp didn't create",
    )
    command.add_argument(
        "--emit",
        metavar="externalsecret[:FILE]",
        action=StoreGiven,
        default="",
        help="with vault:, write a Kubernetes manifest that follows the secret (never with the password)",
    )
    command.add_argument(
        "--mail-to", metavar="ADDRESS", action=StoreGiven, default="", help="recipient address of the mail or draft"
    )
    command.add_argument(
        "--mail-from", metavar="ADDRESS", action=StoreGiven, default="", help="approved sender address to send from"
    )
