"""Writes the manual page from the parser and the registry: `python -m tests.manpage`."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from textwrap import wrap

from services.config.options import Options
from services.delivery.named import NAMED
from services.model.errors import EXIT_CODES
from tui.cli.parser import make_parser
from tui.commands.registry import COMMANDS

MANPAGE = Path(__file__).parent.parent / "oci-smtp.1"

FILES = (
    ("~/.oci/config", "profiles, as the OCI CLI and SDKs use them"),
    ("~/.config/oci-smtp/config.toml", "settings; for the path on your system, run oci-smtp locate"),
    ("~/.local/state/oci-smtp/journal", "credentials being generated (contains no secrets)"),
)


def manpage() -> str:
    """The page, in the mdoc language (mdoc(7))."""
    parser = make_parser()
    return "\n".join(
        [
            ".Dd $Mdocdate$",
            ".Dt OCI-SMTP 1",
            ".Os",
            ".Sh NAME",
            ".Nm oci-smtp",
            ".Nd manage SMTP credentials for OCI Email Delivery",
            ".Sh SYNOPSIS",
            ".Nm",
            ".Op Ar options",
            ".Op Ar command",
            ".Sh DESCRIPTION",
            *_text(str(parser.description)),
            ".Sh OPTIONS",
            *_text("You can also set each option with an environment variable or in the settings file."),
            *_list((_flags(action), str(action.help)) for action in _options(parser)),
            ".Sh COMMANDS",
            *_list((_synopsis(command), help_) for command, help_ in _commands(parser)),
            ".Ss Destinations for generate \\-\\-to and rotate \\-\\-to",
            *_list((each.usage, each.help) for each in NAMED),
            ".Sh KEYS",
            *_list((item.all_keys, f"{item.section}: {item.help}") for item in COMMANDS if item.keys),
            ".Sh ENVIRONMENT",
            *_list(_variables()),
            ".Sh FILES",
            *_list(FILES),
            ".Sh EXIT STATUS",
            *_list((str(code.value), meaning) for code, meaning in EXIT_CODES.items()),
            ".Sh EXAMPLES",
            "Without an account:",
            ".Pp",
            ".Dl oci-smtp --demo",
            ".Pp",
            "A credential for a program that reads JSON:",
            ".Pp",
            ".Dl oci-smtp generate shop@example.com -d shop --output json | your-program",
            "",
        ]
    )


def _options(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The options of a parser, without those that every parser has."""
    for action in parser._actions:
        if action.option_strings and action.dest != "help":
            yield action


def _flags(action: argparse.Action) -> str:
    flags = ", ".join(action.option_strings)
    value = action.metavar or ("{" + ",".join(action.choices) + "}" if action.choices else "")
    return f"{flags} {value}".strip() if action.nargs != 0 else flags


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Each command that can be run, with its help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: str(choice.help) for choice in action._choices_actions}
            for name, command in action.choices.items():
                places = list(_commands(command))
                yield from places or [(command, helps[name])]


def _synopsis(command: argparse.ArgumentParser) -> str:
    """A command with its arguments, and those options that are its own."""
    shared = {each.name for each in fields(Options)}
    parts = [command.prog.removeprefix("oci-smtp ")]
    for action in command._actions:
        if not action.option_strings:
            name = str(action.metavar or action.dest)
            parts.append(f"[{name}]" if action.nargs == "?" else name)
        elif action.dest not in shared and action.dest != "help":
            flags = _flags(action).rpartition(", ")[2]
            parts.append(flags if action.required else f"[{flags}]")
    return " ".join(parts)


def _variables() -> Iterator[tuple[str, str]]:
    for each in fields(Options):
        oracles = f" (falls back to {each.metadata['oci_cli']})" if "oci_cli" in each.metadata else ""
        yield f"OCI_SMTP_{each.name.upper()}", f"same as --{each.name.replace('_', '-')}{oracles}"
    yield "OCI_SMTP_SETTINGS", "the settings file"
    yield "OCI_SMTP_STATE_DIR", "the directory of the journal"
    yield "OCI_CLI_PASSPHRASE", "the passphrase of the API key"
    yield "OCI_CLI_PKCS11_PIN", "the PIN of the PKCS#11 token that has the key"
    yield "NO_COLOR", "same as --no-color"


def _list(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ".Bl -tag -width Ds"
    for term, meaning in rows:
        yield f".It {_escaped(term, in_macro=True)}"
        yield from _text(meaning)
    yield ".El"


def _text(text: str) -> Iterator[str]:
    """A text: each sentence begins a line, and none is longer than mandoc likes."""
    for sentence in text.replace(". ", ".\n").splitlines():
        yield from map(_escaped, wrap(sentence, 76, break_long_words=False, break_on_hyphens=False))


def _escaped(text: str, in_macro: bool = False) -> str:
    """Text as roff takes it literally (mdoc(7), MACRO SYNTAX; mandoc_char(7))."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("›", "\\(fc").replace("–", "\\(en")
    if in_macro:  # where words of two letters and lone punctuation mean something
        text = " ".join(f"\\&{word}" for word in text.split())
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    MANPAGE.write_text(manpage(), encoding="utf-8")
