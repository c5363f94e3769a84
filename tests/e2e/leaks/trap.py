"""A home for the program in which it is watched from all sides."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.leaks.files import found_in_files
from tests.e2e.leaks.forms import squeezed
from tests.e2e.leaks.frames import LEAVE, seen_outside, written_outside
from tests.e2e.leaks.sampler import Sampler
from tests.e2e.program import FIELD, PROGRAM, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tmux_pane import TmuxPane
from tui.dialogs.channels import ROUTES

RUNNER = (sys.executable, str(Path(__file__).with_name("runner.py")))
NOTHING: Mapping[str, str] = {}
TOOLS = ("tmux", "xclip", "gpg", "lp", "lpstat")
_IN_FRAME = re.compile(r"│(.*)│")
_COPY = re.compile(rb"\x1b\]52;[a-z0-9]*;(?!IA==|[\x07\x1b])")


class Trap:
    """Opens the program, and tells afterwards where its secrets are that they should not be.

    The home holds the working directory, the temporary and the XDG directories as well, and a record of arguments and
    environment of each tool, which lives too short to be sampled.
    """

    def __init__(self, home: Path, environ: dict[str, str], open_app: Opener) -> None:
        self.home = home
        self.environ = environ
        self.sampler = Sampler()
        self._open_app = open_app
        self._folder = home / "work"
        self._folder.mkdir()
        self._tools = home / "tools"
        self._tools.mkdir()
        for tool in TOOLS:
            if found := shutil.which(tool):
                self.replace_tool(tool, f'exec {found} "$@"')

    def replace_tool(self, tool: str, script: str) -> None:
        """Let a tool do that, after its arguments and environment were recorded."""
        path = self._tools / tool
        path.write_text(f'#!/bin/sh\n{{ printf "%s\\n" "$0" "$@"; env; }} >> {self._record}\n{script}\n')
        path.chmod(0o755)

    @property
    def tools_run(self) -> str:
        """Arguments and environment of all tools so far."""
        return self._record.read_text() if self._record.exists() else ""

    @property
    def _record(self) -> Path:
        return self.home / "tools-run"

    def command(self, program: Sequence[str] = (PROGRAM,), more: Mapping[str, str] = NOTHING) -> tuple[str, ...]:
        """The program in the working directory, with the recorded tools and more variables."""
        variables = {"PATH": f"{self._tools}:{self.environ['PATH']}", **more}
        settings = [f"{name}={value}" for name, value in variables.items()]
        return ("/usr/bin/env", "-C", str(self._folder), *settings, *program)

    def open(
        self,
        *arguments: str,
        kind: type[Terminal] = Terminal,
        program: Sequence[str] = (PROGRAM,),
        more: Mapping[str, str] = NOTHING,
    ) -> "Watched":
        """Open the program on a terminal of that kind, with more variables in its environment."""
        terminal = self._open_app(*arguments, kind=kind, program=self.command(program, more))
        if isinstance(terminal, TmuxPane):
            self.sampler.watch(int(terminal._pane("#{pid}")))
        return Watched(terminal)

    def check(self, *secrets: str, asked_for: Sequence[Path] = ()) -> None:
        """They are in no file but those asked for, and in no name, no arguments and no environment."""
        self.sampler.stop()
        assert self.sampler.programs(), "it looked at the processes"
        assert not self.sampler.found(secrets)
        assert found_in_files(self.home, secrets) == list(asked_for)


def in_frame(screen: str) -> str:
    """What a dialog on that screen has in it, however it is wrapped, without blanks."""
    return squeezed("".join(_IN_FRAME.findall(screen)))


class Watched:
    """A program on a terminal, and the moments at which a password was meant to be on it."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self._shown: list[range] = []

    def generated(self, tenancy: Served, user: str, server: str = "smtp.email.us-ashburn-1") -> str:
        """Generate a credential in the dialog that is open; its password. `server` is where it is for."""
        app = self.terminal
        app.wait_for_keyboard(FIELD)
        app.type("watched")
        app.wait_for("watched")
        app.press("enter")
        app.wait_for("SMTP credential ─", server, "••••")
        return tenancy.credentials(user)[-1]["password"]

    def hand_over(self, way: str) -> None:
        """Choose a way to hand over, and once it is known that it can be used, continue to its dialog."""
        app = self.terminal
        app.press("s")
        app.wait_for("Save or share ─")
        app.press("home", *["down"] * [route.name for route in ROUTES].index(way))
        app.wait_for(f"> {way}")
        app.press("enter")
        app.wait_for(gone="Save or share ─")

    def says(self, words: str) -> Callable[[], bool]:
        """Whether a dialog says those words when that is asked, however they are wrapped."""
        return lambda: squeezed(words) in self._in_frame

    def draws(self, secret: str) -> bool:
        """Whether all of it stands there now."""
        return secret in self._in_frame

    @property
    def _in_frame(self) -> str:
        """What the dialog has in it, without blanks; what is behind it stands at both sides."""
        return in_frame(self.terminal.text)

    @contextmanager
    def shown(self, secret: str, mask: str = "••••") -> Iterator[None]:
        """The password is shown, and meant to be, until it is masked at the end."""
        start = self._show(secret)
        yield
        self.terminal.wait_for(mask, lambda: not self.draws(secret))
        self._shown.append(range(start, len(self.terminal.transcript)))

    @contextmanager
    def shown_to_the_end(self, secret: str) -> Iterator[None]:
        """The password is shown, and meant to be, until the program leaves its screen."""
        start = self._show(secret)
        yield
        self.terminal.wait_for(lambda: LEAVE in self.terminal.transcript[start:])
        self._shown.append(range(start, self.terminal.transcript.index(LEAVE, start) + 1))

    def _show(self, secret: str) -> int:
        start = len(self.terminal.transcript)
        self.terminal.press("v")
        self.terminal.wait_for(lambda: self.draws(secret))
        return start

    def masked_again(self, secret: str, mask: str = "••••") -> None:
        """Show it, and hide it."""
        with self.shown(secret, mask):
            self.terminal.press("v")

    def close_and_quit(self) -> None:
        """By the keys for that, once the password was taken; where it was copied, this is asked for once."""
        self.terminal.press("enter")
        self.terminal.wait_for(lambda: self._is_asked or self._is_closed)
        if self._is_asked:
            self.terminal.press("enter")
        self.terminal.wait_for(lambda: self._is_closed)
        self.terminal.press("ctrl+q")
        assert self.terminal.exit_code == 0

    @property
    def _is_asked(self) -> bool:
        return "Pasted it?" in self.terminal.text

    @property
    def _is_closed(self) -> bool:
        text = self.terminal.text
        return "of 2" in text and "SMTP credential ─" not in text

    def check(self, secret: str) -> None:
        """It was on the screen, and written to the terminal, only while it was meant to be."""
        transcript = self.terminal.transcript
        assert not seen_outside(transcript, SIZES[0], secret, self._shown)
        assert not written_outside(transcript, secret, self._shown)

    def copies(self) -> int:
        """How many times something that is not blank was sent to the clipboard of the desk."""
        return len(_COPY.findall(self.terminal.transcript))


IN_A_SHELL = ("sh", "-c", '"$@"; cat', "sh")
