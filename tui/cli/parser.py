"""The whole contract of the command line, as argparse understands it."""

import argparse
from collections.abc import Collection
from dataclasses import Field, fields
from functools import partial
from typing import Any

from services.config.options import GROUPS, Options, flag_of, help_of
from services.model.errors import EXIT_CODES
from tui.cli.argument_groups import MAKE_CURRENT, add_delivery, add_output
from tui.cli.argument_parser import GuessingParser
from tui.cli.audit_arguments import add_audit
from tui.cli.completions import SHELLS
from tui.cli.fleet_arguments import add_fleet_generation
from tui.cli.option_values import StoreEach, StoreGiven, days, given, number
from tui.cli.rotate_arguments import add_rotate
from tui.startup.fast_path import told_version
from tui.startup.start import PLACES

EPILOG = f"""\
exit codes: {", ".join(f"{code.value} {meaning}" for code, meaning in EXIT_CODES.items())}.
You can also set each option with an environment variable named OCI_SMTP_<OPTION>.
You can also give connection options after a command."""


RECOVERY_ANSWERS = {
    "keep": "keep the credential of this record: you have the password",
    "delete": "delete the credential of this record",
    "close": "close this record without deleting a credential",
}
"""What a person can say about a record."""

SHARED = "You can also use connection options here. To list them, run oci-smtp --help."


def make_parser(arguments: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The whole contract of the command line.

    With `arguments`, commands that do not occur in them are without their options, which take longer to declare than
    all the rest.
    """
    parser = GuessingParser(
        prog="oci-smtp",
        usage="oci-smtp [OPTION ...] [COMMAND ...]",  # argparse's own takes eight lines
        description="Manage SMTP credentials for OCI Email Delivery. With no command, opens the app.",
        epilog=EPILOG,
    )
    parser.add_argument(
        "--version",
        action=_ShowVersion,
        nargs=0,
        default=argparse.SUPPRESS,
        help="print the version and exit",
    )
    groups = {name: parser.add_argument_group(f"{name} options") for name in GROUPS}
    for each in fields(Options):
        _add_option(groups[each.metadata["group"]], each, each.default)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog=parser.prog)
    parser.commands = commands.choices
    parser.arguments = arguments or ()
    _add_open(commands, arguments)
    _add_oneoffs(commands, arguments)
    commands.add_parser("keys", help="list key bindings and the command IDs used to remap them")
    locate = commands.add_parser("locate", help="print the paths of the settings, journal, and OCI configuration files")
    locate.add_argument("--schema", action="store_true", help="print the JSON schema of the settings file instead")
    completions = commands.add_parser("completions", help="print a shell completion script")
    completions.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")
    return parser


class _ShowVersion(argparse.Action):
    """As argparse's own, which would wrap the line."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(told_version())
        parser.exit()


def _add_option(
    parser: "argparse.ArgumentParser | argparse._ArgumentGroup", each: "Field[Any]", default: object
) -> argparse.Action:
    flag = flag_of(each)
    help_ = help_of(each)
    if isinstance(each.default, bool):
        return parser.add_argument(flag, action="store_true", help=help_, default=default)
    bounds = {name: each.metadata[name] for name in ("least", "most") if name in each.metadata}
    is_number = isinstance(each.default, int)
    keep = StoreEach if each.metadata.get("repeatable") else StoreGiven
    kind: dict[str, Any] = {"type": partial(number, **bounds)} if is_number else {"action": keep}
    return parser.add_argument(flag, metavar=each.metadata["metavar"], help=help_, default=default, **kind)


def _add_session_options(parser: argparse.ArgumentParser) -> None:
    """The options that are also taken after a command; there, only what is given counts."""
    for each in fields(Options):
        if each.metadata.get("anywhere"):
            action = _add_option(parser, each, argparse.SUPPRESS)
            action.is_shared = True  # type: ignore[attr-defined]  # where `OwnOptionsFormatter` looks for it
    parser.epilog = SHARED


def _add_open(commands: "argparse._SubParsersAction[GuessingParser]", arguments: Collection[str] | None) -> None:
    command = commands.add_parser("open", help="open the app at a screen")
    if arguments is not None and "open" not in arguments:
        return
    _add_session_options(command)
    places = command.add_subparsers(dest="place", metavar="SCREEN", required=True)
    command.commands = places.choices
    for name, help_ in PLACES.items():
        _add_session_options(places.add_parser(name, help=help_))
    user = places.add_parser("user", help="a user")
    user.add_argument("name", metavar="NAME", help="user name, email, or OCID")
    settings = places.add_parser("settings", help="User settings: your own user")
    for place in (user, settings):
        place.add_argument("--generate", action="store_true", help="open the Generate dialog")
        _add_session_options(place)


def _add_oneoffs(commands: "argparse._SubParsersAction[GuessingParser]", arguments: Collection[str] | None) -> None:
    generate = commands.add_parser("generate", help="generate a credential and print it once")
    generate.add_argument("user", metavar="USER", nargs="?", help="user name, email, or OCID")
    generate.add_argument("-d", "--description", metavar="TEXT", help="description (required)")
    generate.add_argument(
        "--expires",
        metavar="DAYSd|DATE",
        action=StoreGiven,
        default="",
        help="request an expiry: 90d, or a date such as 2027-03-01 (00:00 UTC); identity domains only",
    )
    add_output(generate, "text", "json")
    add_delivery(generate)
    add_fleet_generation(generate)
    generate.add_argument("--make-current", action="store_true", help=MAKE_CURRENT)
    add_rotate(commands)
    list_ = commands.add_parser("list", help="list SMTP credentials of USER, or of all users (never passwords)")
    list_.add_argument("user", metavar="USER", nargs="?", help="user name, email, or OCID")
    list_.add_argument("--older-than", metavar="DAYS", type=days, help="age at which credentials are old (default: 90)")
    list_.add_argument(
        "--fail-on",
        metavar="FINDING[,...]",
        action=StoreGiven,
        help="exit with 1 if a credential has one of these findings (or any)",
    )
    list_.add_argument(
        "--since",
        metavar="OLD.json",
        action=StoreGiven,
        help="print only what came and went since an earlier list -o json, or the audit.json of evidence",
    )
    users = commands.add_parser("users", help="list users")
    users.add_argument("--filter", metavar="TEXT", default="", help="only users whose name or email contains TEXT")
    for command in (list_, users):
        add_output(command, "table", "csv", "json")
    revoke = commands.add_parser("revoke", help="delete a credential, and its password in this machine's keyring")
    revoke.add_argument("user", metavar="USER", help="user name, email, or OCID")
    revoke.add_argument("credential", metavar="CREDENTIAL", help="OCID or SMTP user name")
    revoke.add_argument("--yes", action="store_true", help="skip the confirmation prompt")
    recover = commands.add_parser("recover", help="list credentials whose generation was interrupted")
    recover.add_argument(
        "--yes", action="store_true", help="resolve them: delete credentials whose password was never shown"
    )
    answer = recover.add_mutually_exclusive_group()
    for option, does in RECOVERY_ANSWERS.items():
        answer.add_argument(f"--{option}", metavar="ID", action=StoreGiven, default="", help=does)
    answer.add_argument(
        "--destinations",
        action="store_true",
        help="check where passwords of interrupted and deleted credentials are, and offer to delete them there",
    )
    recover.add_argument(
        "--credential", metavar="OCID", action=StoreGiven, default="", help="with --delete: which credential it is"
    )
    add_output(recover, "text", "json")
    doctor = commands.add_parser("doctor", help="diagnose rejected email, or check this machine")
    doctor.add_argument("--sender", metavar="ADDRESS", action=StoreGiven, default="", help="envelope From address")
    doctor.add_argument("--user", metavar="USER", action=StoreGiven, default="", help="user that owns the credential")
    doctor.add_argument(
        "--recipient",
        metavar="ADDRESS",
        action=StoreGiven,
        default="",
        help="recipient to check on the suppression list",
    )
    doctor.add_argument(
        "--message",
        metavar="TEXT|-",
        action=StoreGiven,
        default="",
        help="error message from the mail program (-: standard input)",
    )
    doctor.add_argument(
        "--report",
        metavar="FILE",
        action=StoreGiven,
        default="",
        help="write a report for a bug to a new file, without secrets, user names, and OCIDs",
    )
    add_output(doctor, "text", "json")
    check = commands.add_parser("check", help="check the settings of an email client (never prints the password)")
    check.add_argument(
        "settings_file", metavar="FILE", type=given, help="settings file of the email client (-: standard input)"
    )
    check.add_argument(
        "--format",
        metavar="FORMAT",
        action=StoreGiven,
        default="",
        help="format of FILE, if its name and content don't tell: url, gitlab, nodemailer, grafana, spring, django, "
        "msmtp, postfix-main, postfix, or env",
    )
    check.add_argument(
        "--sender",
        metavar="ADDRESS",
        action=StoreGiven,
        default="",
        help="envelope From address to check for the region of the server (default: the one in FILE)",
    )
    add_output(check, "text", "json")
    add_audit(commands)
    for name, command in commands.choices.items():
        if name != "open" and (arguments is None or name in arguments):
            _add_session_options(command)
