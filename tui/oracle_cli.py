"""Oracle's own CLI, in place of the app while it asks its questions."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from tui.app import OciSmtpApp


def set_up_config(app: "OciSmtpApp", oci: str) -> None:
    """Run `oci setup config`, the program at that path, in this terminal and wait for it."""
    try:
        with _ctrl_c_is_for_others(app), app.suspend():
            subprocess.run([oci, "setup", "config"], check=False)
            input("\nPress enter to go back to oci-smtp. ")
    except (OSError, EOFError) as error:
        app.say(f"oci setup config could not be run: {getattr(error, 'strerror', None) or 'no input'}.", "warning")
    except SuspendNotSupported:
        app.say("This terminal cannot be lent to another program. Run: oci setup config", "warning")


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
