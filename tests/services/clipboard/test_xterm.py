"""Real terminals of X11, whose clipboard is read by xclip as a person would paste it."""

import contextlib
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from services.clipboard import CopyState
from tests.needs import needs
from tests.services.clipboard.desktops import XCLIP, basic_environ, paste_with, put_with, until, xvfb
from tests.services.clipboard.insider import Insider
from tests.services.clipboard.moshes import Mosh
from tests.services.clipboard.multiplexers import TmuxServer

SSH = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
ALLOW = ["-xrm", "XTerm*allowWindowOps: true", "-xrm", "XTerm*disallowedWindowOps: 20,21"]


@pytest.fixture(scope="module")
def xterm_display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A display of its own: what an xterm holds stays with it."""
    with xvfb(tmp_path_factory.mktemp("desk")) as environ:
        yield environ


@contextlib.contextmanager
def window(program: str, command: list[str], environ: Mapping[str, str], **more: str) -> Iterator[None]:
    """A terminal with a command in it."""
    needs(program)
    options = ALLOW if program == "xterm" else []
    process = subprocess.Popen(
        [program, *options, "-e", *command],
        env={**environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def test_the_xterm_clipboard_holds_the_text_and_a_space_after_clear(
    tmp_path: Path, xterm_display: dict[str, str], plain: str
) -> None:
    insider, paste = Insider(tmp_path), paste_with([*XCLIP, "-out"], xterm_display)
    with window("xterm", insider.command, xterm_display, **SSH):
        assert insider.copies(plain)["state"] == CopyState.SENT.value
        until(lambda: paste() == plain.encode())
        assert insider.ask("clear")["is_owed"]
        until(lambda: paste() == b" ")
        put_with(XCLIP, paste, xterm_display)(b"a shopping list")
        insider.copies(plain)
        until(lambda: paste() == plain.encode())
        insider.ask("clear")
        insider.ask("refresh")
        until(lambda: paste() == b" ")


def test_xterm_over_mosh_receives_each_copy_and_a_space_after_clear(
    tmp_path: Path, xterm_display: dict[str, str], plain: str
) -> None:
    insider, paste = Insider(tmp_path), paste_with([*XCLIP, "-out"], xterm_display)
    put = put_with(XCLIP, paste, xterm_display)
    server = Mosh(insider.command, basic_environ(tmp_path, **SSH))
    try:
        with window("xterm", server.client, server.environ(xterm_display)):
            for _ in range(2):
                insider.copies(plain)
                until(lambda: paste() == plain.encode())
                put(b"a shopping list")
            insider.copies(plain)
            until(lambda: paste() == plain.encode())
            insider.ask("clear")
            until(lambda: paste() == b" ")
    finally:
        server.end()


@pytest.mark.parametrize(("program", "is_reached"), [("xterm", True), ("urxvt", False)])
def test_the_copy_outcome_in_tmux_matches_what_the_terminal_receives(
    program: str, is_reached: bool, tmp_path: Path, xterm_display: dict[str, str], plain: str
) -> None:
    # tmux names no selection, which xterm takes for the one that the middle button pastes (its ctlseqs, 52).
    select = ["xclip", "-selection", "primary"]
    insider, paste = Insider(tmp_path), paste_with([*select, "-out"], xterm_display)
    put_with(select, paste, xterm_display)(b"a shopping list")
    with TmuxServer.start(tmp_path) as server:
        server.run("set-environment", "SSH_CONNECTION", SSH["SSH_CONNECTION"])
        server.run("new-window", *insider.command)
        attach = ["tmux", "-S", server.environ["TMUX"].partition(",")[0], "attach"]
        with window(program, attach, xterm_display):
            until(lambda: server.run("list-clients"))
            until(lambda: insider.chooses() == "tmux buffer")
            said = insider.copies(plain)
            assert (said["held_back"] == "") is is_reached
            if is_reached:
                until(lambda: paste() == plain.encode())
                insider.ask("clear")
                until(lambda: paste() == b" ")
            else:
                assert insider.ask("clear")["state"] == CopyState.CLEARED.value
                assert paste() == b"a shopping list"


def test_clear_reaches_xterm_when_gnu_screen_shows_another_window(
    tmp_path: Path, xterm_display: dict[str, str], plain: str
) -> None:
    needs("screen")
    insider, paste = Insider(tmp_path), paste_with([*XCLIP, "-out"], xterm_display)
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    with window(
        "xterm",
        ["screen", "-c", "/dev/null", "-S", "x", *insider.command],
        xterm_display,
        SCREENDIR=str(sockets),
        **SSH,
    ):
        insider.copies(plain)
        until(lambda: paste() == plain.encode())
        tell = ["screen", "-S", "x", "-X"]
        subprocess.run(
            [*tell, "screen", "cat"], env={**xterm_display, "SCREENDIR": str(sockets)}, check=True, timeout=20
        )
        insider.ask("clear")
        until(lambda: paste() == b" ")
        subprocess.run([*tell, "quit"], env={**xterm_display, "SCREENDIR": str(sockets)}, check=True, timeout=20)
