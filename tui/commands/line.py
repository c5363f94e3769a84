"""The `:` line: words of the registry, each with what may follow it."""

import difflib
from typing import NamedTuple

from services.model.errors import UsageError
from tui.commands.registry import BY_LINE

EXAMPLES = {"NAME": "anna", "PATH": "audit.csv"}
"""What can follow a word on the `:` line, by what the registry calls it."""

ALIASES = {"quit": "q", "exit": "q", "me": "settings", "creds": "settings", "h": "help", "u": "users"}


class CommandLine(NamedTuple):
    """A command and what was typed after its word."""

    command: str
    argument: str = ""


def parse_line(text: str) -> CommandLine:
    """What was typed after `:`, understood.

    Raises:
        UsageError: the word is unknown, or what must follow it is missing.
    """
    word, _, argument = text.strip().partition(" ")
    word = ALIASES.get(word, word)
    command = BY_LINE.get(word)
    if command is None:
        near = difflib.get_close_matches(word, BY_LINE, n=1)
        hint = f"Did you mean :{near[0]}?" if near else f"Commands: {', '.join(sorted(BY_LINE))}."
        raise UsageError(f"Unknown command: :{word}.", hint)
    if command.needs_argument and not argument.strip():
        raise UsageError(f":{word} needs {command.argument}.", f"Example: :{word} {EXAMPLES[command.argument]}")
    return CommandLine(command.id, argument.strip())


def complete(text: str) -> list[str]:
    """The words that a beginning may become."""
    if " " in text:
        return []
    return sorted(word for word in BY_LINE if word.startswith(text))
