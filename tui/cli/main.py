"""The command line. It imports neither Textual nor the SDK: each command does when it needs them."""

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from types import SimpleNamespace
from typing import TYPE_CHECKING

from services.config.options import LONGEST_SHOWN, Options, check_range, flag_of, variable_of
from services.config.paths import state_folder
from services.config.settings import Settings, load_settings, settings_path
from services.config.terminal_kind import can_draw
from services.directory.prefetch import read_ahead
from services.model.errors import ExitCode, OciSmtpError, UsageError
from tui.cli.notes import be_quiet, complain
from tui.cli.profiles import options_of_each
from tui.format.unresolved import say_unresolved
from tui.startup.fast_path import as_bytes, located, plainly_asked
from tui.startup.start import Start
from widgets.plain import visible

if TYPE_CHECKING:
    import argparse

    Asked = argparse.Namespace | SimpleNamespace

ONE_OFF_MODULES = {
    "generate": "tui.cli.generate",
    "rotate": "tui.cli.rotate",
    "list": "tui.cli.list",
    "audit": "tui.cli.audit",
    "users": "tui.cli.directory_commands",
    "revoke": "tui.cli.directory_commands",
    "recover": "tui.cli.recover",
    "doctor": "tui.cli.doctor",
    "check": "tui.cli.check",
}
"""The commands that answer and end, each with where it is."""

MAY_BE_BYTES = ("config_file", "cert_bundle", "recipient", "settings_file")
"""Names of files that are only read, which any bytes can be."""

REFUSED = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBADF)
"""How standard output rejects what is printed. Errors of files of our own come as an `OciSmtpError`."""

WITHOUT_APP = (
    f"The following commands work without a terminal: {', '.join(ONE_OFF_MODULES)}. "
    "For details, run oci-smtp COMMAND --help."
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    try:
        asked = plainly_asked(arguments) or _parsed(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    try:
        code = int(_dispatch(asked))
        sys.stdout.flush()
        return code
    except OciSmtpError as error:
        complain(error)
        return int(error.exit_code)
    except SystemExit as leaving:
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        if error.errno != errno.EPIPE:  # else the reader has read enough
            print(f"oci-smtp: Can't write the output: {error.strerror}.", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.FAILED)


def _parsed(arguments: Sequence[str]) -> "argparse.Namespace":
    from tui.cli.parser import make_parser

    return make_parser(arguments).parse_args(arguments)


def _dispatch(asked: "Asked") -> int:
    if asked.command == "keys":
        from tui.commands.registry import keys_listing

        print(keys_listing())
        return ExitCode.DONE
    if asked.command == "completions":
        from tui.cli.completions import completions
        from tui.cli.parser import make_parser

        print(completions(make_parser(), asked.shell))
        return ExitCode.DONE
    if asked.command == "locate" and asked.schema:
        return _print_schema()
    is_located = asked.command == "locate"
    _check_is_text(vars(asked))
    settings = load_settings(settings_path(os.environ), bool(os.environ.get("OCI_SMTP_SETTINGS")) and not is_located)
    usual = _usual_profile(settings)
    each = options_of_each(asked, _options(asked), lambda options: settings.fill(options, usual))
    options = each[0]
    if is_located:
        sys.stdout.flush()
        sys.stdout.buffer.write(as_bytes(located(options.config_path), sys.stdout.isatty()))
        return ExitCode.DONE
    options, *_ = asked.each_profile = [_checked(options) for options in each]
    be_quiet(options.quiet)
    if asked.command in (None, "open"):
        return _open_app(options, settings, asked)
    if asked.command != "recover":  # which tells all of it
        say_unresolved(options)
    from importlib import import_module

    module = import_module(ONE_OFF_MODULES[asked.command])
    return int(getattr(module, asked.command)(options, asked))


def _usual_profile(settings: Settings) -> str:
    if not settings.profiles:  # the usual case, in which it isn't needed
        return ""
    from services.config.oci_cli_settings import default_profile

    return default_profile(os.environ)


def _checked(options: Options) -> Options:
    """Reject now what would otherwise fail later, and out of sight.

    Raises:
        UsageError: a directory, a way to sign in, an endpoint, a clipboard, a number, or a state directory that can't
            be.
    """
    state_folder(os.environ)
    _check_is_text(vars(options))  # the variables', too
    for each in fields(Options):
        if value := getattr(options, each.name):
            is_of_variable = os.environ.get(variable_of(each)) == str(value)
            check_range(each, value, variable_of(each) if is_of_variable else flag_of(each))
    if options.directory:
        from services.config.options import directory_setting

        directory_setting(options)
    if options.auth and not options.demo:
        from services.config.auth_type import auth_type

        auth_type(options.auth)
    if options.smtp_endpoint:
        from services.resources.email import parse_endpoint

        parse_endpoint(options.smtp_endpoint)
    if options.clipboard:
        from services.clipboard.choose import check_setting

        check_setting(options.clipboard)
    return options


def _check_is_text(values: Mapping[str, object]) -> None:
    """Reject what no request, no journal, and no output can hold: bytes that are not text where they were typed.

    Raises:
        UsageError: such bytes, in anything but the name of a file that is only read.
    """
    for name, value in values.items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and name not in MAY_BE_BYTES and _has_bytes(text):
                shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
                raise UsageError(f'"{shown}" isn\'t text in the encoding of this terminal.', "Type it again, in UTF-8.")


def _has_bytes(text: str) -> bool:
    """Whether Python took bytes as they are, as lone surrogates (PEP 383)."""
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _options(asked: "Asked") -> Options:
    names = Options.__dataclass_fields__
    return Options(**{name: value for name, value in vars(asked).items() if name in names}).filled_from(os.environ)


def _open_app(options: Options, settings: Settings, asked: "Asked") -> int:
    if options.no_input:
        raise UsageError("The app asks, and --no-input forbids that.", f"Leave out --no-input. {WITHOUT_APP}")
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on the last
    if not (all(stream.isatty() for stream in streams) and can_draw(os.environ)):
        needed = "The app needs an interactive terminal."
        if not can_draw(os.environ):
            needed = f'The app needs a terminal, but TERM is "{visible(os.environ["TERM"])}".'
        seen = sys.stdout if sys.stdout.isatty() and not sys.stderr.isatty() else sys.stderr
        print(f"oci-smtp: {needed} {WITHOUT_APP}", file=seen)
        return ExitCode.USAGE
    start = _start(options, asked)
    from tui.startup.light_textual import import_textual

    import_textual()
    from tui.app import run as run_app
    from tui.commands.keymap import keymap

    asked_for = _options(asked)
    return run_app(options, keymap(settings.keys), start, lambda name: settings.for_profile(asked_for, name))


def _start(options: Options, asked: "Asked") -> Start | None:
    place = getattr(asked, "place", "")
    ahead = read_ahead(options) if place == "settings" else None
    return Start(place, getattr(asked, "name", ""), getattr(asked, "generate", False), ahead) if place else None


def _print_schema() -> int:
    import json

    from services.config.settings import schema
    from tui.commands.registry import COMMANDS

    print(json.dumps(schema(item.id for item in COMMANDS), indent=2))
    return ExitCode.DONE
