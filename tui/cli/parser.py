"""The whole contract of the command line, as argparse understands it."""

import argparse
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import Field, fields
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn

from services.config.options import GROUPS, MOST_DIGITS, Options, flag_of, help_of, whole_number
from services.model.errors import EXIT_CODES, UsageError
from tui.cli.completions import SHELLS
from tui.startup.fast_path import told_version
from tui.startup.start import OPEN_PLACES, PLACES
from widgets.plain import visible

EPILOG = f"""\
exit codes: {", ".join(f"{code.value} {meaning}" for code, meaning in EXIT_CODES.items())}.
You can also set each option with an environment variable named OCI_SMTP_<OPTION>.
You can also give connection options after a command."""


SHARED = "You can also use connection options here. To list them, run oci-smtp --help."

_REFUSED = re.compile(r"(?P<kind>invalid choice|unrecognized arguments): '?(?P<word>[\w-]+)")
"""The word that argparse says it did not understand."""

_CHOICES = re.compile(r"\(choose from (?P<choices>.*)\)")
"""What it would have understood."""


MOST_DAYS = 36_500
"""A hundred years: no credential is older."""


def make_parser(arguments: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The whole contract of the command line.

    With `arguments`, commands that do not occur in them are without their options, which take longer to declare than
    all the rest.
    """
    parser = _Parser(
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


class _Parser(argparse.ArgumentParser):
    """As argparse's own, with a guess at what was meant, and without the options that every command takes."""

    commands: "Mapping[str, argparse.ArgumentParser]" = MappingProxyType({})
    """The parsers of the words that it takes as commands."""

    arguments: Collection[str] = ()
    """All that was typed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **more})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and what may have been meant; exit with 2."""
        message = visible(message)  # it repeats what was typed, or what a script put there
        found = _REFUSED.search(message)
        guess = self._meant(found, message) if found else ""
        super().error(f"{message}\n{guess}" if guess else message)

    def _meant(self, found: "re.Match[str]", message: str) -> str:
        """The command, place, option, or choice that is like a word, as a question; empty where none is."""
        word = found["word"]
        flags = [flag for parser in (self, *self.commands.values()) for flag in _flags_of(parser)]
        mistyped = [*self._unknown_flags(flags), *([word] if found["kind"] == "unrecognized arguments" else [])]
        if mistyped:
            like = _like(mistyped[0], flags)
            return f"Did you mean {like}?" if like and like not in _flags_of(self) else self._question(like)
        if "argument COMMAND:" in message or "argument SCREEN:" in message:
            places = [] if "argument SCREEN:" in message else [f"open {place}" for place in OPEN_PLACES]
            like = f"--{word}" if f"--{word}" in flags else _like(word, [*self.commands, *places, *flags])
        else:
            choices = _CHOICES.search(message)
            like = _like(word, [each.strip("' ") for each in choices["choices"].split(",")] if choices else [])
            return f"Did you mean {like}?" if like else ""
        return self._question(like)

    def _question(self, like: str) -> str:
        return f"Did you mean: {self.prog} {like}?" if like else ""

    def _unknown_flags(self, flags: Sequence[str]) -> list[str]:
        """Options that are none: what stands after one is taken for a command."""
        given = [each.partition("=")[0] for each in self.arguments if each.startswith("--") and len(each) > 2]
        return [each for each in given if not any(flag.startswith(each) for flag in flags)]


def _flags_of(parser: argparse.ArgumentParser) -> list[str]:
    return [flag for flag in parser._option_string_actions if flag.startswith("--")]


def _like(word: str, known: Sequence[str]) -> str:
    """What is like a word, by its last word: `open users` for `usres`."""
    from difflib import get_close_matches

    by_word = {each.rpartition(" ")[2]: each for each in reversed(known)}
    like = get_close_matches(word, by_word, n=1, cutoff=0.7)
    return by_word[like[0]] if like else ""


class _Formatter(argparse.HelpFormatter):
    """As argparse's own, without the options that every command takes: the help of the program lists them, once."""

    def add_usage(
        self,
        usage: str | None,
        actions: "Iterable[argparse.Action]",
        groups: "Iterable[argparse._MutuallyExclusiveGroup]",
        prefix: str | None = None,
    ) -> None:
        own = [action for action in actions if not _is_shared(action)]
        super().add_usage(usage, own, groups, prefix)

    def add_argument(self, action: argparse.Action) -> None:
        if not _is_shared(action):
            super().add_argument(action)


def _is_shared(action: argparse.Action) -> bool:
    return getattr(action, "is_shared", False)


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
    kind: dict[str, Any] = {"type": partial(_number, **bounds)} if is_number else {"action": _StoreGiven}
    return parser.add_argument(flag, metavar=each.metadata["metavar"], help=help_, default=default, **kind)


def _given(text: str) -> str:
    """A text that is not empty: an empty one is a variable that a script has not set, and means nothing.

    Raises:
        argparse.ArgumentTypeError: it is empty.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("it can't be empty")
    return text


class _StoreGiven(argparse.Action):
    """Keeps a text that is not empty. As a `type` it would be asked about the default as well."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        try:
            setattr(namespace, self.dest, _given(values))
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from None


def _number(text: str, least: int = 1, most: int = 10**MOST_DIGITS - 1) -> int:
    """A whole number.

    Raises:
        argparse.ArgumentTypeError: it is none, or out of range.
    """
    try:
        return whole_number(text, "it", least, most)
    except UsageError as error:
        raise argparse.ArgumentTypeError(f"{error.cause} {error.next_step}") from None


def _days(text: str) -> int:
    return _number(text, 0, MOST_DAYS)


def _add_session_options(parser: argparse.ArgumentParser) -> None:
    """The options that are also taken after a command; there, only what is given counts."""
    for each in fields(Options):
        if each.metadata.get("anywhere"):
            action = _add_option(parser, each, argparse.SUPPRESS)
            action.is_shared = True  # type: ignore[attr-defined]  # where `_Formatter` looks for it
    parser.epilog = SHARED


def _add_output(command: argparse.ArgumentParser, *formats: str) -> None:
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
        "--json", metavar="FIELDS", action=_StoreFields, default=(), help="JSON with these fields, such as a,b"
    )


class _StoreFields(argparse.Action):
    """Keeps the names between the commas, and has the output as JSON."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        names = [name.strip() for name in values.split(",")]
        if not all(names):
            raise argparse.ArgumentError(self, "name fields, with a comma between two: a,b")
        setattr(namespace, self.dest, tuple(dict.fromkeys(names)))
        namespace.output = "json"


def _add_open(commands: "argparse._SubParsersAction[_Parser]", arguments: Collection[str] | None) -> None:
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


def _add_oneoffs(commands: "argparse._SubParsersAction[_Parser]", arguments: Collection[str] | None) -> None:
    generate = commands.add_parser("generate", help="generate a credential and print it once")
    generate.add_argument("user", metavar="USER", help="user name, email, or OCID")
    generate.add_argument("-d", "--description", metavar="TEXT", required=True, help="description (required)")
    _add_output(generate, "text", "json")
    generate.add_argument("--reveal", action="store_true", help="print the password even to a terminal")
    generate.add_argument(
        "--to",
        metavar="DESTINATION",
        type=_given,
        action="append",
        default=[],
        help="deliver the credential instead of printing it (repeatable): keyring, age:FILE, gpg:FILE, eml:FILE, "
        "mail:USER_NAME, vault:VAULT[/KEY[/NAME]], client:FORMAT:FILE, print:QUEUE",
    )
    generate.add_argument(
        "--recipient",
        metavar="KEY",
        type=_given,
        action="append",
        default=[],
        help="recipient (repeatable): age or SSH public key, file of public keys, OpenPGP fingerprint, "
        "or - for keys on standard input",
    )
    generate.add_argument(
        "--mail-to", metavar="ADDRESS", action=_StoreGiven, default="", help="recipient address of the mail or draft"
    )
    generate.add_argument(
        "--mail-from", metavar="ADDRESS", action=_StoreGiven, default="", help="approved sender address to send from"
    )
    list_ = commands.add_parser("list", help="list SMTP credentials of USER, or of all users (never passwords)")
    list_.add_argument("user", metavar="USER", nargs="?", help="user name, email, or OCID")
    list_.add_argument(
        "--older-than", metavar="DAYS", type=_days, help="age at which credentials are old (default: 90)"
    )
    list_.add_argument(
        "--fail-on",
        metavar="FINDING[,...]",
        action=_StoreGiven,
        help="exit with 1 if a credential has one of these findings (or any)",
    )
    users = commands.add_parser("users", help="list users")
    users.add_argument("--filter", metavar="TEXT", default="", help="only users whose name or email contains TEXT")
    for command in (list_, users):
        _add_output(command, "table", "csv", "json")
    revoke = commands.add_parser("revoke", help="delete a credential, and its password in this machine's keyring")
    revoke.add_argument("user", metavar="USER", help="user name, email, or OCID")
    revoke.add_argument("credential", metavar="CREDENTIAL", help="OCID or SMTP user name")
    revoke.add_argument("--yes", action="store_true", help="skip the confirmation prompt")
    recover = commands.add_parser("recover", help="list credentials whose generation was interrupted")
    recover.add_argument(
        "--yes", action="store_true", help="resolve them: delete credentials whose password was never shown"
    )
    answer = recover.add_mutually_exclusive_group()
    answer.add_argument(
        "--keep", metavar="ID", default="", help="keep the credential of this record: you have the password"
    )
    answer.add_argument("--delete", metavar="ID", default="", help="delete the credential of this record")
    answer.add_argument("--close", metavar="ID", default="", help="close this record without deleting a credential")
    answer.add_argument(
        "--destinations",
        action="store_true",
        help="check where passwords of interrupted and deleted credentials are, and offer to delete them there",
    )
    recover.add_argument("--credential", metavar="OCID", default="", help="with --delete: which credential it is")
    _add_output(recover, "text", "json")
    doctor = commands.add_parser("doctor", help="diagnose 535 errors, or check this machine")
    doctor.add_argument("--sender", metavar="ADDRESS", action=_StoreGiven, default="", help="envelope From address")
    doctor.add_argument("--user", metavar="USER", action=_StoreGiven, default="", help="user that owns the credential")
    doctor.add_argument(
        "--message",
        metavar="TEXT|-",
        action=_StoreGiven,
        default="",
        help="error message from the mail program (-: standard input)",
    )
    doctor.add_argument(
        "--report",
        metavar="FILE",
        action=_StoreGiven,
        default="",
        help="write a report for a bug to a new file, without secrets, user names, and OCIDs",
    )
    _add_output(doctor, "text", "json")
    for name, command in commands.choices.items():
        if name != "open" and (arguments is None or name in arguments):
            _add_session_options(command)
