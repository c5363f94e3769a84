"""The OCI CLI, in place of the app while it asks its questions."""

import os
import subprocess

from textual.app import SuspendNotSupported

from services.system.child_environ import guest_environ
from tui.base.app import AppBase
from tui.base.suspend import terminal_lent

STDIN, STDOUT = 0, 1


def set_up_config(app: AppBase, oci: str) -> None:
    """Run `oci setup config`, the program at that path, in this terminal and wait for it."""
    try:
        with terminal_lent(app):
            subprocess.run([oci, "setup", "config"], env=guest_environ(), check=False)
            _wait_for_enter()
    except OSError as error:
        app.say(f"Can't run oci setup config: {error.strerror}.", "warning")
    except SuspendNotSupported:
        app.say("Can't run another program in this terminal. Run oci setup config in another terminal.", "warning")


def _wait_for_enter() -> None:
    """Let the person read what was said last. Nothing is buffered, so that nothing waits when the terminal is gone."""
    os.write(STDOUT, b"\nPress enter to go back to oci-smtp. ")
    os.read(STDIN, 1024)
