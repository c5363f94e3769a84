"""Oracle's own CLI, in place of the app while it asks its questions."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from tui.app import OciSmtpApp

STDIN, STDOUT = 0, 1


def set_up_config(app: "OciSmtpApp", oci: str) -> None:
    """Run `oci setup config`, the program at that path, in this terminal and wait for it."""
    try:
        with _ctrl_c_is_for_others(app), app.suspend():
            subprocess.run([oci, "setup", "config"], check=False)
            _wait_for_enter()
    except OSError as error:
        app.say(f"oci setup config could not be run: {error.strerror}.", "warning")
    except SuspendNotSupported:
        app.say("This terminal cannot be lent to another program. Run: oci setup config", "warning")


def _wait_for_enter() -> None:
    """Let the person read what was said last. Nothing is buffered, to be in nobody's way when the terminal is gone."""
    os.write(STDOUT, b"\nPress enter to go back to oci-smtp. ")
    os.read(STDIN, 1024)


@contextmanager
def _ctrl_c_is_for_others(app: "OciSmtpApp") -> Iterator[None]:
    """Ctrl+c reaches every program in the terminal; here it is meant for the other one.

    A handler that does nothing, instead of none: it is not inherited, so that the other program has its own.
    """
    loop = asyncio.get_running_loop()
    loop.remove_signal_handler(signal.SIGINT)
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        # A timer runs after what the loop has yet to read, in which there may be a ctrl+c of that time.
        loop.call_later(0, app.heed_signals)
