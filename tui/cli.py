"""The command line. It imports neither Textual nor the SDK: each command does when it needs them."""

import argparse
import contextlib
import os
import sys
from collections.abc import Collection, Sequence
from dataclasses import Field, fields
from typing import Any

from services.errors import EXIT_CODES, ExitCode, OciSmtpError
from services.options import Options
from services.settings import Settings, load_settings, settings_path
from services.terminal_kind import can_draw
from tui.completions import SHELLS, completions
from tui.quick import located, told_version

EPILOG = f"""\
exit codes: {", ".join(f"{code.value} {meaning}" for code, meaning in EXIT_CODES.items())}.
Each option above can also be set as OCI_SMTP_<OPTION>."""

ONE_OFF_MODULES = {
    "generate": "tui.generating",
    "list": "tui.auditing",
    "users": "tui.oneoff",
    "revoke": "tui.oneoff",
    "recover": "tui.recovering",
    "doctor": "tui.doctoring",
}
"""The commands that answer and end, each with where it is."""

WITHOUT_APP = f"These work without: oci-smtp {', '.join(ONE_OFF_MODULES)}; each has --help."

PLACES = {
    "users": "the list of users",
    "senders": "the approved senders of the region",
    "doctor": "why mail is refused with 535",
    "audit": "every credential in the tenancy, with findings",
}
"""Places that are opened without saying more."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    parser = make_parser(arguments)
    try:
        asked = parser.parse_args(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    try:
        return int(_dispatch(asked))
    except OciSmtpError as error:
        _complain(error)
        return int(error.exit_code)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.FAILED)


def make_parser(arguments: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The whole contract of the command line.

    With `arguments`, commands that do not occur in them are without their options, which take longer to declare than
    all the rest.
    """
    parser = argparse.ArgumentParser(
        prog="oci-smtp",
        description="SMTP credentials for OCI Email Delivery. Without a command it opens the app.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show program's version number and exit")
    for each in fields(Options):
        _add_option(parser, each, each.default)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_open(commands, arguments)
    _add_oneoffs(commands, arguments)
    commands.add_parser("keys", help="list every key with the id by which it is remapped")
    locate = commands.add_parser("locate", help="where the settings, the journal and the configuration are")
    locate.add_argument("--schema", action="store_true", help="print the JSON schema of the settings file instead")
    completions = commands.add_parser("completions", help="print what a shell needs to complete this command line")
    completions.add_argument("shell", metavar="SHELL", choices=SHELLS, help="bash, zsh or fish")
    return parser


class _ShowVersion(argparse.Action):
    """As argparse's own, which would wrap the line."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(told_version())
        parser.exit()


def _add_option(parser: argparse.ArgumentParser, each: "Field[Any]", default: object) -> None:
    flag = f"--{each.name.replace('_', '-')}"
    help_ = each.metadata["help"]
    if isinstance(each.default, bool):
        parser.add_argument(flag, action="store_true", help=help_, default=default)
    else:
        kind = type(each.default)
        parser.add_argument(flag, metavar=each.metadata["metavar"], type=kind, help=help_, default=default)


def _add_session_options(parser: argparse.ArgumentParser) -> None:
    """The options that are also taken after a command; there, only what is given counts."""
    for each in fields(Options):
        if each.metadata.get("anywhere"):
            _add_option(parser, each, argparse.SUPPRESS)


def _add_open(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", arguments: Collection[str] | None
) -> None:
    command = commands.add_parser("open", help="open the app at a place")
    if arguments is not None and "open" not in arguments:
        return
    _add_session_options(command)
    places = command.add_subparsers(dest="place", metavar="PLACE", required=True)
    for name, help_ in PLACES.items():
        _add_session_options(places.add_parser(name, help=help_))
    user = places.add_parser("user", help="one user")
    user.add_argument("name", metavar="NAME", help="name, e-mail or OCID")
    settings = places.add_parser("settings", help="yourself")
    for place in (user, settings):
        place.add_argument("--generate", action="store_true", help="open the Generate dialog there")
        _add_session_options(place)


def _add_oneoffs(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", arguments: Collection[str] | None
) -> None:
    generate = commands.add_parser("generate", help="generate a credential and print it once")
    generate.add_argument("user", metavar="USER", help="name, e-mail or OCID")
    generate.add_argument("-d", "--description", metavar="TEXT", required=True, help="what will send with it")
    generate.add_argument("--output", choices=("text", "json"), default="text")
    generate.add_argument("--reveal", action="store_true", help="print the password even to a terminal")
    generate.add_argument(
        "--to", metavar="CHANNEL", action="append", default=[], help="hand it over instead: keyring, age:FILE, ..."
    )
    generate.add_argument(
        "--recipient",
        metavar="KEY",
        action="append",
        default=[],
        help="whom to encrypt for: an age or SSH public key, a file of them, or a whole OpenPGP fingerprint",
    )
    generate.add_argument("--mail-to", metavar="ADDRESS", default="", help="the address of a mail draft")
    list_ = commands.add_parser("list", help="list credentials, never passwords; without USER those of everyone")
    list_.add_argument("user", metavar="USER", nargs="?", help="name, e-mail or OCID")
    list_.add_argument("--older-than", metavar="DAYS", type=int, default=0, help="when a credential counts as old")
    list_.add_argument("--fail-on", metavar="FINDING[,...]", default="", help="exit 1 on one of these findings, or any")
    users = commands.add_parser("users", help="list users")
    users.add_argument("--filter", metavar="TEXT", default="", help="only those whose name or e-mail holds it")
    for command in (list_, users):
        command.add_argument("--output", choices=("table", "csv", "json"), default="table")
    revoke = commands.add_parser("revoke", help="delete a credential")
    revoke.add_argument("user", metavar="USER", help="name, e-mail or OCID")
    revoke.add_argument("credential", metavar="CREDENTIAL", help="OCID or SMTP user name")
    revoke.add_argument("--yes", action="store_true", help="do not ask")
    recover = commands.add_parser("recover", help="list credentials whose issue was interrupted")
    recover.add_argument("--yes", action="store_true", help="settle them: delete what nobody has seen")
    recover.add_argument("--output", choices=("text", "json"), default="text")
    doctor = commands.add_parser("doctor", help="why mail is refused with 535; alone: check terminal, keyring, access")
    doctor.add_argument("--sender", metavar="ADDRESS", default="", help="the envelope's From")
    doctor.add_argument("--user", metavar="USER", default="", help="who owns the credential")
    doctor.add_argument("--message", metavar="TEXT", default="", help="the error, as the mail program shows it")
    doctor.add_argument("--output", choices=("text", "json"), default="text")
    for name, command in commands.choices.items():
        if name in ONE_OFF_MODULES and (arguments is None or name in arguments):
            _add_session_options(command)


def _dispatch(asked: argparse.Namespace) -> int:
    if asked.command == "keys":
        from tui.commands import keys_listing

        print(keys_listing())
        return ExitCode.DONE
    if asked.command == "completions":
        print(completions(make_parser(), asked.shell))
        return ExitCode.DONE
    if asked.command == "locate" and asked.schema:
        return _print_schema()
    settings = load_settings(settings_path(os.environ))
    options = settings.fill(_options(asked), _usual_profile(settings))
    if asked.command == "locate":
        print(located(options.config_path))
        return ExitCode.DONE
    options = _checked(options)
    if asked.command in (None, "open"):
        return _open_app(options, settings, asked)
    from importlib import import_module

    module = import_module(ONE_OFF_MODULES[asked.command])
    return int(getattr(module, asked.command)(options, asked))


def _usual_profile(settings: Settings) -> str:
    if not settings.profiles:  # the usual case, in which nobody needs to know
        return ""
    from services.oracle_cli import default_profile

    return default_profile(os.environ)


def _checked(options: Options) -> Options:
    """Refuse now what would otherwise fail later, and out of sight.

    Raises:
        UsageError: a directory, a way to sign in, an endpoint or a clipboard that cannot be.
    """
    if options.directory:
        from services.directory_setting import directory_setting

        directory_setting(options)
    if options.auth and not options.demo:
        from services.auth_type import auth_type

        auth_type(options.auth)
    if options.smtp_endpoint:
        from services.email import parse_endpoint

        parse_endpoint(options.smtp_endpoint)
    if options.clipboard:
        from services.clipboard.choose import check_setting

        check_setting(options.clipboard)
    return options


def _options(asked: argparse.Namespace) -> Options:
    names = Options.__dataclass_fields__
    return Options(**{name: value for name, value in vars(asked).items() if name in names}).filled_from(os.environ)


def _open_app(options: Options, settings: Settings, asked: argparse.Namespace) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty() and can_draw(os.environ)):
        term = "" if can_draw(os.environ) else f" that can be drawn on, and TERM is '{os.environ['TERM']}'"
        print(f"oci-smtp: the app needs a terminal{term}. {WITHOUT_APP}", file=sys.stderr)
        return ExitCode.USAGE
    from tui.app import run as run_app
    from tui.keymap import keymap
    from tui.start import Start

    place = getattr(asked, "place", "")
    start = Start(place, getattr(asked, "name", ""), getattr(asked, "generate", False)) if place else None
    asked_for = _options(asked)
    return run_app(options, keymap(settings.keys), start, lambda name: settings.for_profile(asked_for, name))


def _print_schema() -> int:
    import json

    from services.settings import schema
    from tui.commands import COMMANDS

    print(json.dumps(schema(item.id for item in COMMANDS), indent=2))
    return ExitCode.DONE


def _complain(error: OciSmtpError) -> None:
    from widgets.plain import visible

    lines = [f"oci-smtp: {error.title}: {error.cause}", error.next_step]
    if error.request_id:
        lines.append(f"OCI: {error.code}, opc-request-id {error.request_id}")
    with contextlib.suppress(OSError):  # the terminal may be gone; the exit code still tells
        print("\n".join(visible(line) for line in lines if line), file=sys.stderr, flush=True)
