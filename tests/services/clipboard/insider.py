"""A program inside a terminal that copies and clears on request, and says what it knows."""

import json
import os
import secrets
import shlex
import sys
from pathlib import Path
from typing import Any

from tests.services.clipboard.desktops import until

SCRIPT = """
import json, os, sys, tty
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from services.clipboard.choose import choose
from services.model.secret import Secret

folder = Path(sys.argv[1])
tty.setraw(0)
text, clipboard, number = Secret(""), None, 0

def write(text):
    os.write(1, text.encode())

(folder / "ready").touch()
while True:
    with open(folder / "asked") as asked:
        word, _, rest = asked.read().partition(" ")
    if word == "choose":
        clipboard = choose(write, environ=os.environ)
        said = clipboard.name
    elif word == "copy":
        clipboard = clipboard or choose(write, environ=os.environ)
        said = clipboard.copy(Secret(rest[::-1]))
    else:
        said = getattr(clipboard, word)()
    fields = said._asdict() if hasattr(said, "_asdict") else {"name": said}
    answer = {name: getattr(value, "value", value) for name, value in fields.items()}
    number += 1
    (folder / "beside").write_text(json.dumps(answer))
    os.rename(folder / "beside", folder / f"said-{number}")
"""

ROOT = str(Path(__file__).parents[3])


class Insider:
    """The program; `command` starts it, and each request is answered once it is done."""

    def __init__(self, folder: Path, python: str = sys.executable) -> None:
        self._python = python
        self._folder = folder / f"inside-{secrets.token_hex(3)}"
        self._folder.mkdir()
        os.mkfifo(self._folder / "asked")
        self._number = 0

    @property
    def command(self) -> list[str]:
        """How it is started on a terminal."""
        return [self._python, "-c", SCRIPT, str(self._folder), ROOT]

    @property
    def line(self) -> str:
        """The same as a line for a shell."""
        return shlex.join(self.command)

    def wait(self) -> None:
        """Wait until it has begun."""
        until(lambda: (self._folder / "ready").exists(), 20)

    def ask(self, request: str) -> dict[str, Any]:
        """Have it do something, and wait for what it says."""
        self.wait()
        self._number += 1
        (self._folder / "asked").write_text(request)
        answer = self._folder / f"said-{self._number}"
        until(answer.exists, 20)
        said: dict[str, Any] = json.loads(answer.read_text())
        return said

    def chooses(self) -> str:
        """Which clipboard it takes now."""
        return str(self.ask("choose")["name"])

    def copies(self, text: str) -> dict[str, Any]:
        """Have it copy; the text is in none of its arguments, nor in the request."""
        return self.ask(f"copy {text[::-1]}")
