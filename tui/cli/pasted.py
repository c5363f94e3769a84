"""`-` where a text is given: the text comes from standard input."""

import sys

from services.config.options import Options
from services.model.errors import UsageError
from tui.cli.notes import note

STDIN = "-"
MOST_BYTES = 1_048_576
"""Of a text that is pasted: an error is a few lines, a log some thousand."""


def pasted(options: Options, what: str) -> str:
    """What standard input holds, without white space around it; at a terminal, until ctrl+d.

    Raises:
        UsageError: there is nothing, too much, or no person to paste it.
    """
    return pasted_bytes(options, what).decode(errors="replace").strip()


def pasted_bytes(options: Options, what: str) -> bytes:
    """The same, byte by byte.

    Raises:
        UsageError: as `pasted`.
    """
    if sys.stdin.isatty():
        if options.no_input:
            raise UsageError("Standard input is a terminal, and --no-input forbids asking.", f"Send {what} with |.")
        note(f"Paste {what}. Then press enter and ctrl+d.")
    content = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UsageError(f"Standard input has more than {MOST_BYTES:,} bytes.", f"Send {what} alone.")
    if not content.strip():
        raise UsageError("Standard input is empty.", f"Send {what} with |, or name it in place of -.")
    return content
