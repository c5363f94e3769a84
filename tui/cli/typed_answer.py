"""What a person types at a question of the command line."""

import sys

from services.config.options import Options


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
