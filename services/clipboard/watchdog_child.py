"""A script that outlives us for a moment and tidies up after us where we could not.

    python -I -S watchdog_child.py <messages >/dev/the-terminal

It reads one message a line. The last whole one counts when its stdin ends, which happens whatever way we end:
`{"bye": true}` for an end in good order, else what to do:

    {"sequence": TEXT, "commands": [{"argv": [TEXT], "stdin": TEXT}], "restores": BOOLEAN,
     "attributes": {"ours": A, "before": A} or null}

A is what `termios.tcgetattr` gives; `restores` says whether the terminal was ours. It never sees a secret.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterable
from typing import Any

WHOLE_SECONDS = 10
"""After this much it stops: a terminal that is stopped (ctrl+s) would hold it for ever."""
COMMAND_SECONDS = 2.0

TERMINAL = 1

END_OF_STRING = "\x1b\\"
"""Ends whatever sequence we died in the middle of."""

RESTORE = (
    "\x1b[?2026l"  # synchronised output
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l"  # bracketed paste, focus, resize reports
    "\x1b[<u"  # kitty's keyboard protocol, which is kept apart for the alternate screen
    "\x1b[?1049l\x1b[?25h\x1b[?7h\x1b[0m"  # alternate screen, cursor, line wrap, colors
)
"""What Textual's `stop_application_mode` writes, and what it may have switched on besides (xterm's ctlseqs)."""


def last_message(lines: Iterable[bytes]) -> dict[str, Any]:
    """The last whole message; empty where there was none. What was cut off by the end of its writer is passed over."""
    message: dict[str, Any] = {}
    for line in lines:
        with contextlib.suppress(ValueError):
            message = json.loads(line)
    return message


def write(text: str) -> None:
    """Write to the terminal, if it is still there."""
    with contextlib.suppress(OSError):
        os.write(TERMINAL, text.encode())


def restore_attributes(attributes: dict[str, list[Any]]) -> None:
    """Set the terminal line as it was before us, unless another program, such as a shell, set it since."""
    ours, before = (_from_json(attributes[key]) for key in ("ours", "before"))
    with contextlib.suppress(termios.error):
        if termios.tcgetattr(TERMINAL) == ours:
            termios.tcsetattr(TERMINAL, termios.TCSANOW, before)


def _from_json(attributes: list[Any]) -> list[Any]:
    """Control characters are bytes, or numbers for VMIN and VTIME; JSON has them as text."""
    characters = [item.encode("latin-1") if isinstance(item, str) else item for item in attributes[6]]
    return [*attributes[:6], characters]


def run(argv: list[str], stdin: str) -> None:
    """Run a tool for a short while; its outcome doesn't matter now."""
    with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        subprocess.run(
            argv,
            input=stdin.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )


def main() -> None:
    """Wait for the end, then tidy up."""
    # What ends us this way ends the other as well, and only then is there something to do.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    message = last_message(sys.stdin.buffer)
    if message.get("bye") or not message:
        return
    signal.alarm(WHOLE_SECONDS)
    if message["attributes"]:
        restore_attributes(message["attributes"])
    if told := message["sequence"] + (RESTORE if message["restores"] else ""):
        write(END_OF_STRING + told)
    for command in message["commands"]:
        run(command["argv"], command["stdin"])


if __name__ == "__main__":
    main()
