import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.forked_program import ForkedProgram, can_be_forked
from tests.e2e.nursery import Nursery
from tests.e2e.program import PROGRAM, Opener, environment
from tests.e2e.served import Served
from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tmux_pane import TmuxPane
from tests.e2e.tty_line import Size


@pytest.fixture
def home() -> Iterator[Path]:
    """A home directory with nothing in it; its path is short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="e2e-"))
    yield folder
    until = time.monotonic() + 10
    while folder.exists():  # a shell of tmux that was just ended may still write its history there
        shutil.rmtree(folder, ignore_errors=time.monotonic() < until)


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs start where a person would be, never in the checkout."""
    monkeypatch.chdir(home)


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    """The environment of a person with nothing set up."""
    return environment(home)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Starts the program without its imports."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One tenancy for the tests of a file: let each use other users than the rest."""
    tenancy = Served(tmp_path_factory.mktemp("served"))
    yield tenancy
    tenancy.stop()


@pytest.fixture
def trouble(served: Served) -> Iterator[Served]:
    """The tenancy, for tests that let it misbehave; it is well again afterwards."""
    yield served
    served.calm()


@pytest.fixture
def open_app(environ: dict[str, str], nursery: Nursery) -> Iterator[Opener]:
    """Opens the program in terminals of any kind; on a plain one its imports are done already."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        kind: type[Terminal] = Terminal,
        size: Size = SIZES[0],
        program: Sequence[str] = (PROGRAM,),
    ) -> Terminal:
        command = [*program, *arguments]
        if kind is Terminal and can_be_forked(command, environ):
            opened.append(ForkedProgram(nursery, command[1:], environ, size))
        else:
            opened.append(kind(command, environ, size))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.end()


@pytest.fixture(params=[Terminal, TmuxPane], ids=["pty", "tmux"])
def kind(request: pytest.FixtureRequest) -> type[Terminal]:
    """What the program is opened in."""
    chosen: type[Terminal] = request.param
    return chosen


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> Size:
    """How large the terminal is: columns and lines."""
    chosen: Size = request.param
    return chosen


@pytest.fixture
def open_served(open_app: Opener, served: Served) -> Opener:
    """Opens the program on the served tenancy."""

    def start(*arguments: str, **how: Any) -> Any:
        return open_app(*served.options, *arguments, **how)

    return start
