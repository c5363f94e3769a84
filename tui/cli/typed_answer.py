"""What a person types at a question of the command line."""

import sys


def is_yes(question: str) -> bool:
    """Ask on standard error; whether `yes` was typed. What isn't text in this terminal's encoding is no yes."""
    print(f"{question} Type yes: ", end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip().lower() == "yes"
    except UnicodeDecodeError:
        return False
