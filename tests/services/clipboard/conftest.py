import random
import secrets
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.clipboard.choose import choose
from services.clipboard.holder import guarded
from services.clipboard.off import Off
from services.model.secret import Secret
from tests.services.clipboard.desktops import XCLIP, Desk, no_terminal, paste_with, put_with, sway
from tests.services.clipboard.insider import Insider
from tests.services.clipboard.multiplexers import TmuxServer


@pytest.fixture
def plain() -> str:
    """A password of our own with every printable character of ASCII in it."""
    characters = list(string.printable[:95])
    random.SystemRandom().shuffle(characters)
    return "".join(characters) + secrets.token_urlsafe(8)


@pytest.fixture
def password(plain: str) -> Secret:
    """The same password as the program has it."""
    return Secret(plain)


@pytest.fixture(scope="session")
def compositor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to a Wayland without a screen."""
    with sway(tmp_path_factory.mktemp("wayland")) as environ:
        yield environ


@pytest.fixture(params=["external", "on"])
def tmux(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TmuxServer]:
    """A tmux, with either setting of `set-clipboard`."""
    with TmuxServer.start(tmp_path, set_clipboard=request.param) as server:
        yield server


def x11_desk(environ: dict[str, str], setting: str) -> Desk:
    paste = paste_with([*XCLIP, "-out"], environ)
    clipboard = choose(no_terminal, environ=environ, setting=setting)
    return Desk(clipboard, environ, paste, put_with(XCLIP, paste, environ))


@pytest.fixture
def x11(x_display: dict[str, str]) -> Iterator[Desk]:
    """A desktop of X11, whose clipboard xclip sets."""
    desk = x11_desk(x_display, "x11")
    yield desk
    desk.clipboard.clear()


@pytest.fixture
def wayland(compositor: dict[str, str]) -> Iterator[Desk]:
    """A desktop of Wayland, whose clipboard wl-copy sets."""
    paste = paste_with(["wl-paste", "--no-newline"], compositor)
    clipboard = choose(no_terminal, environ=compositor, setting="wayland")
    if isinstance(clipboard, Off):
        pytest.skip("this wl-copy leaves a file in /tmp, and the kernel allows no private one: it is refused")
    # In a /tmp of its own as well, for it would leave a file there.
    tool = guarded([shutil.which("wl-copy") or ""], private_tmp=True)
    yield Desk(clipboard, compositor, paste, put_with(tool, paste, compositor))
    clipboard.clear()


@pytest.fixture
def pyperclip(x_display: dict[str, str]) -> Iterator[Desk]:
    """A desktop whose clipboard pyperclip sets."""
    desk = x11_desk(x_display, "pyperclip")
    yield desk
    desk.clipboard.clear()


@pytest.fixture
def copykitten(x_display: dict[str, str]) -> Iterator[Desk]:
    """A desktop whose clipboard copykitten sets."""
    desk = x11_desk(x_display, "copykitten")
    yield desk
    desk.clipboard.clear()


@pytest.fixture(params=["x11", "wayland"])
def owned(request: pytest.FixtureRequest) -> Desk:
    """A desktop whose clipboard we own by a child."""
    desk: Desk = request.getfixturevalue(request.param)
    return desk


@pytest.fixture(params=["x11", "wayland", "copykitten", "pyperclip"])
def desktop(request: pytest.FixtureRequest) -> Desk:
    """Any desktop whose clipboard can be read."""
    chosen: Desk = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
def insider(tmp_path: Path) -> Insider:
    """A program that runs inside of a terminal, and says what it finds there."""
    return Insider(tmp_path)
