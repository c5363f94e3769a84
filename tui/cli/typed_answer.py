"""What a person types at a question of the command line."""

import argparse
import sys

from services.config.options import Options
from services.model.errors import UsageError
from services.model.secret import Secret
from widgets.plain import visible


def can_ask(options: Options) -> bool:
    """Whether there is a person to ask: a terminal, and no --no-input."""
    return sys.stdin.isatty() and not options.no_input


def is_yes(question: str) -> bool:
    """Ask on standard error; whether `yes` was typed. What isn't text in this terminal's encoding is no yes."""
    print(f"{question} Type yes: ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip().lower() == "yes"
    except UnicodeDecodeError:
        return False


def is_confirmed(options: Options, asked: argparse.Namespace, question: str, without: str) -> bool:
    """Whether --yes was given, or `yes` is typed; `without` says what to add where no person can be asked.

    Raises:
        UsageError: there is no person to ask.
    """
    if asked.yes:
        return True
    if not can_ask(options):
        why = "--no-input forbids it" if options.no_input else "standard input isn't a terminal"
        raise UsageError(f"Can't ask for confirmation: {why}.", without)
    return is_yes(question)


def typed_unseen(prompt: str) -> tuple[Secret | None, str]:
    """What is typed, unseen, after `NAME: ` or `NAME of ...: `; and why there is nothing, or an empty text."""
    from getpass import getpass

    try:
        return Secret(getpass(visible(prompt))), ""
    except (EOFError, OSError):
        why = "no {} was entered"
    except UnicodeError:
        why = "the {} that was entered isn't text in this terminal's encoding"
    print(file=sys.stderr)  # the line of the prompt was not ended
    name = prompt.split()[0].rstrip(":")
    return None, why.format(name if name.isupper() else name.lower())
