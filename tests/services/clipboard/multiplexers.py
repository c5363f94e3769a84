"""Real tmux and GNU screen, and a real terminal line around them."""

import contextlib
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pexpect

from tests.needs import needs
from tests.services.clipboard.desktops import basic_environ, until


@dataclass(frozen=True)
class TmuxServer:
    """A server of our own with one session and the environment of a program inside it."""

    environ: dict[str, str]
    fifo: Path
    """What is written here, the program in the pane writes to its terminal."""

    @classmethod
    @contextlib.contextmanager
    def start(cls, folder: Path, set_clipboard: str = "external") -> Iterator["TmuxServer"]:
        needs("tmux")
        fifo = folder / "pane"
        os.mkfifo(fifo)
        outside = basic_environ(folder, TMUX_TMPDIR=str(folder))
        command = ["tmux", "-L", f"test-{secrets.token_hex(4)}", "-f", "/dev/null"]
        session = [*command, "new-session", "-d", "-x", "80", "-y", "24", f"exec cat '{fifo}'"]
        subprocess.run(session, env=outside, check=True, timeout=10)
        try:
            subprocess.run([*command, "set-option", "-s", "set-clipboard", set_clipboard], env=outside, check=True)
            where = subprocess.check_output([*command, "display-message", "-p", "#{socket_path},#{pid},0"], env=outside)
            yield cls({**outside, "TMUX": where.decode().strip()}, fifo)
        finally:
            subprocess.run([*command, "kill-server"], env=outside, check=False, stderr=subprocess.DEVNULL)

    def run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(["tmux", *arguments], env=self.environ, input=stdin, stdout=subprocess.PIPE, timeout=10)
        return done.stdout

    def buffers(self) -> dict[str, bytes]:
        """All paste buffers, by name."""
        names = self.run("list-buffers", "-F", "#{buffer_name}").decode().split()
        return {name: self.run("show-buffer", "-b", name) for name in names}

    @contextlib.contextmanager
    def attached(self) -> Iterator["pexpect.spawn[bytes]"]:
        """A person's terminal, attached to the session."""
        outside = {name: value for name, value in self.environ.items() if name != "TMUX"}
        socket = self.environ["TMUX"].partition(",")[0]
        terminal = pexpect.spawn("tmux", ["-S", socket, "attach"], env=outside, dimensions=(24, 80), timeout=10)
        try:
            until(lambda: self.run("list-clients"))
            yield terminal
        finally:
            terminal.close(force=True)


@contextlib.contextmanager
def screen_session(folder: Path) -> Iterator[tuple["pexpect.spawn[bytes]", Path]]:
    """A person's terminal with GNU screen in it, and the fifo of the program inside."""
    needs("screen")
    fifo = folder / "window"
    os.mkfifo(fifo)
    sockets = folder / "sockets"
    sockets.mkdir(mode=0o700)
    terminal = pexpect.spawn(
        "screen",
        ["-c", "/dev/null", "-S", f"test-{secrets.token_hex(4)}", "sh", "-c", f"exec cat '{fifo}'"],
        env=basic_environ(folder, SCREENDIR=str(sockets)),
        dimensions=(24, 80),
        timeout=10,
    )
    try:
        yield terminal, fifo
    finally:
        terminal.close(force=True)


@contextlib.contextmanager
def inside(fifo: Path) -> Iterator[Callable[[str], None]]:
    """How the program inside writes to its terminal."""
    with fifo.open("w", encoding="utf-8") as file:

        def write(text: str) -> None:
            file.write(text)
            file.flush()

        yield write
