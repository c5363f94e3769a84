"""A real mosh, which hands on states: the newest request alone, and none that is like the one before."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.clipboard import CopyState
from tests.services.clipboard.desktops import basic_environ, until
from tests.services.clipboard.insider import Insider
from tests.services.clipboard.moshes import Mosh
from tests.services.clipboard.multiplexers import TmuxServer

SSH = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}


def request(text: str) -> bytes:
    return b"\x1b]52;c;" + b64encode(text.encode()) + b"\x07"


@pytest.fixture
def mosh(tmp_path: Path) -> Iterator[Callable[..., Mosh]]:
    opened: list[Mosh] = []

    def open_(*command: str, **more: str) -> Mosh:
        opened.append(Mosh(command, basic_environ(tmp_path, **more)))
        return opened[-1]

    yield open_
    for each in opened:
        each.end()


def test_a_copy_and_its_clear_reach_the_terminal(
    mosh: Callable[..., Mosh], insider: Insider, tmp_path: Path, plain: str
) -> None:
    with mosh(*insider.command, **SSH).attached(basic_environ(tmp_path)) as terminal:
        assert insider.copies(plain)["state"] == CopyState.SENT.value
        terminal.expect_exact(request(plain))
        insider.ask("clear")
        terminal.expect_exact(request(" "))


def test_copy_and_clear_pass_a_tmux_on_the_computer_of_the_admin(
    mosh: Callable[..., Mosh], insider: Insider, tmp_path: Path, plain: str
) -> None:
    """tmux ignores an empty request, which would be the last of two."""
    server = mosh(*insider.command, **SSH)
    side = tmp_path / "side"
    side.mkdir()
    with TmuxServer.start(side, set_clipboard="on") as tmux, tmux.attached() as terminal:
        key = server.environ({})["MOSH_KEY"]
        tmux.run("new-window", "-e", f"MOSH_KEY={key}", *server.client)
        insider.copies(plain)
        terminal.expect_exact(b";" + b64encode(plain.encode()))
        insider.ask("clear")
        terminal.expect_exact(b";" + b64encode(b" "))


def test_the_same_copy_again_is_sent_again(
    mosh: Callable[..., Mosh], insider: Insider, tmp_path: Path, plain: str
) -> None:
    with mosh(*insider.command, **SSH).attached(basic_environ(tmp_path)) as terminal:
        for _ in range(3):  # the person may have copied something else each time
            insider.copies(plain)
            terminal.expect_exact(request(plain))


def test_each_refresh_sends_the_clear_again_as_a_space(
    mosh: Callable[..., Mosh], insider: Insider, tmp_path: Path, plain: str
) -> None:
    with mosh(*insider.command, **SSH).attached(basic_environ(tmp_path)) as terminal:
        insider.copies(plain)
        terminal.expect_exact(request(plain))
        insider.ask("clear")
        terminal.expect_exact(request(" "))
        for _ in range(2):
            insider.ask("refresh")
            terminal.expect_exact(request(" "))


def test_copy_and_clear_pass_mosh_from_a_tmux_on_the_host(
    mosh: Callable[..., Mosh], tmp_path: Path, plain: str
) -> None:
    """It drops what `load-buffer -w` makes tmux ask, for that names no clipboard."""
    insider = Insider(tmp_path)
    with TmuxServer.start(tmp_path) as tmux:
        tmux.run("new-window", *insider.command)
        attach = ["tmux", "-S", tmux.environ["TMUX"].partition(",")[0], "attach"]
        with mosh(*attach).attached(basic_environ(tmp_path)) as terminal:
            until(lambda: tmux.run("list-clients"))
            said = insider.copies(plain)
            assert said["state"] == CopyState.COPIED.value
            assert "sent to your terminal" in said["message"]
            terminal.expect_exact(request(plain))
            assert plain.encode() in tmux.buffers().values()
            cleared = insider.ask("clear")
            assert "Asked your terminal" in cleared["message"]
            terminal.expect_exact(request(" "))
            assert tmux.buffers() == {}


def test_tmux_with_an_ms_override_forwards_the_copy_through_mosh(
    mosh: Callable[..., Mosh], tmp_path: Path, plain: str
) -> None:
    insider = Insider(tmp_path)
    with TmuxServer.start(tmp_path) as tmux:
        tmux.run("set-option", "-as", "terminal-overrides", r",*:Ms=\E]52;c;%p2%s\007")
        tmux.run("new-window", *insider.command)
        attach = ["tmux", "-S", tmux.environ["TMUX"].partition(",")[0], "attach"]
        with mosh(*attach).attached(basic_environ(tmp_path)) as terminal:
            until(lambda: tmux.run("list-clients"))
            for _ in range(2):
                said = insider.copies(plain)
                assert "and asked tmux to forward it" in said["message"]
                terminal.expect_exact(request(plain))
            insider.ask("clear")
            terminal.expect_exact(request(" "))


@pytest.mark.parametrize("more", [{}, SSH])
def test_no_clipboard_of_this_machine_is_chosen_over_mosh(
    mosh: Callable[..., Mosh], insider: Insider, tmp_path: Path, more: dict[str, str]
) -> None:
    with mosh(*insider.command, DISPLAY=":0", **more).attached(basic_environ(tmp_path)):
        assert insider.chooses() == "your terminal (OSC 52)"
