"""The keys of a real rxvt-unicode are those that are on them."""

import shlex
import subprocess
from collections.abc import Callable, Iterator

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tests.needs import needs
from tests.services.clipboard.desktops import until, xvfb
from tests.tui.terminal.x11_keys import ALT, CONTROL, SHIFT, Keyboard
from tui.terminal.textual_private import terminal_input

Pressed = Callable[[str, int], list[str]]


def names(data: bytes) -> list[str]:
    """What Textual calls the keys that a terminal sends so."""
    typed, parser = terminal_input(), XTermParser()
    found = [*typed.feed(data), *typed.pause(5.0)]
    return [event.key for item in found for event in parser.feed(str(item)) if isinstance(event, events.Key)]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pressed]:
    """Presses a key in a window of rxvt-unicode, and tells what a program in it reads."""
    needs("urxvt")
    home = tmp_path_factory.mktemp("rxvt")
    sent, window = home / "sent", home / "window"
    script = f"stty raw -echo; echo $WINDOWID > {shlex.quote(str(window))}; exec cat > {shlex.quote(str(sent))}"
    with xvfb(home) as environ:
        terminal = subprocess.Popen(["urxvt", "-e", "sh", "-c", script], env=environ, stderr=subprocess.DEVNULL)
        until(lambda: sent.exists() and window.read_text().strip())
        keyboard = Keyboard(environ["DISPLAY"], int(window.read_text()))

        def pressed(name: str, modifiers: int) -> list[str]:
            before = len(sent.read_bytes())
            keyboard.press(name, modifiers)
            keyboard.press("x", 0)
            until(lambda: sent.read_bytes()[before:].endswith(b"x"))
            return names(sent.read_bytes()[before:-1])

        yield pressed
        keyboard.close()
        terminal.terminate()
        terminal.wait(20)


@pytest.mark.parametrize(
    ("name", "modifiers", "meant"),
    [
        ("Home", 0, ["home"]),
        ("End", 0, ["end"]),
        ("Home", SHIFT, ["shift+home"]),
        ("End", SHIFT, ["shift+end"]),
        ("Home", CONTROL, ["ctrl+home"]),
        ("End", CONTROL, ["ctrl+end"]),
        ("Home", CONTROL | SHIFT, ["ctrl+shift+home"]),
        ("End", CONTROL | SHIFT, ["ctrl+shift+end"]),
        ("End", ALT, ["escape", "end"]),
        ("KP_Home", 0, ["home"]),
        ("KP_End", 0, ["end"]),
        ("Prior", 0, ["pageup"]),
        ("Next", 0, ["pagedown"]),
        ("Prior", CONTROL, ["ctrl+pageup"]),
        ("Next", CONTROL, ["ctrl+pagedown"]),
        ("Up", 0, ["up"]),
        ("Down", 0, ["down"]),
        ("Up", CONTROL, ["ctrl+up"]),
        ("Down", CONTROL, ["ctrl+down"]),
        ("Down", SHIFT, ["shift+down"]),
        ("Insert", CONTROL, ["ctrl+insert"]),
        ("Delete", 0, ["delete"]),
        ("Delete", CONTROL, ["ctrl+delete"]),
        ("Tab", SHIFT, ["shift+tab"]),
        ("F1", 0, ["f1"]),
        ("KP_Enter", 0, ["enter"]),
    ],
)
def test_each_rxvt_key_is_recognized(press: Pressed, name: str, modifiers: int, meant: list[str]) -> None:
    assert press(name, modifiers) == meant


def test_the_end_key_of_old_rxvt_and_putty_is_recognized() -> None:
    assert names(b"\x1bOw") == ["end"]
