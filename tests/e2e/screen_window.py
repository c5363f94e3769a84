"""The same in a window of a real GNU screen, which can be hidden, detached, and attached again elsewhere."""

import os
import re
import secrets
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tty_line import Size
from tests.needs import needs
from tests.services.clipboard.desktops import until

_LEFT_OUT = re.compile(r"^(TMUX|STY|SSH_)")


class ScreenWindow(Terminal):
    """A terminal with a session of its own in it; the command is in its first window.

    The session's sockets are in `TMPDIR` of `environ`, which must be short.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: Size = SIZES[0]) -> None:
        needs("screen")
        self.name = f"e2e-{secrets.token_hex(4)}"
        sockets = Path(environ["TMPDIR"]) / "screen"
        sockets.mkdir(mode=0o700, exist_ok=True)
        outside = {name: value for name, value in environ.items() if not _LEFT_OUT.match(name)}
        self.outside = {**outside, "SCREENDIR": str(sockets)}
        self._copy = sockets.parent / f"{self.name}.txt"
        remote = {name: value for name, value in environ.items() if name.startswith("SSH_")}
        super().__init__(["screen", "-c", os.devnull, "-S", self.name, *command], {**self.outside, **remote}, size)
        until(lambda: self.session_pid)

    @property
    def session_pid(self) -> int:
        """The process that has the windows."""
        listed = subprocess.run(["screen", "-ls", self.name], env=self.outside, capture_output=True, text=True)
        found = re.search(rf"(\d+)\.{self.name}\s.*(Attached|Detached)", listed.stdout)
        return int(found[1]) if found else 0

    def tell(self, *command: str) -> None:
        """Give screen a command for its first window."""
        subprocess.run(["screen", "-S", self.name, "-p", "0", "-X", *command], env=self.outside, check=True, timeout=20)

    def hide(self) -> None:
        """Show another window instead."""
        self.tell("screen", "sh", "-c", "echo another window; exec cat")
        self.wait_for("another window")

    def show(self) -> None:
        """Show the first window again."""
        self.tell("select", "0")

    def detach(self) -> None:
        """As a person does by ctrl+a d, or a connection that drops."""
        subprocess.run(["screen", "-d", self.name], env=self.outside, timeout=20, stdout=subprocess.DEVNULL)
        until(lambda: not self._has_child())

    def attached_again(self, **more: str) -> Terminal:
        """Another terminal that the session is attached to."""
        return Terminal(["screen", "-r", self.name], {**self.outside, **more})

    @property
    def content(self) -> str:
        """What stands in the first window, whether or not it is shown."""
        self._copy.unlink(missing_ok=True)
        self.tell("hardcopy", str(self._copy))
        until(self._copy.exists)
        return self._copy.read_text(errors="replace")

    def signal_program(self, number: signal.Signals) -> None:
        """Send a signal to the newest program in the first window."""
        os.kill(self.program_pid, number)

    @property
    def program_pid(self) -> int:
        """The process in the first window, or the last one that it started."""
        pid = self.session_pid
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if "watchdog_child" in Path(f"/proc/{children[0]}/cmdline").read_text():
                break
            pid = int(children[0])
        return pid

    def end(self) -> None:
        """Take the session down, and all in it."""
        quit_ = ["screen", "-S", self.name, "-X", "quit"]
        subprocess.run(quit_, env=self.outside, timeout=20, capture_output=True, check=False)
        super().end()
