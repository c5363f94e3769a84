"""Who is attached, by what, and from where: decided at each copy, and never claimed where it cannot be known."""

import contextlib
import os
import re
import secrets
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pexpect
import pytest

from services.checkup.clipboard import check_clipboard
from services.checkup.multiplexer import check_multiplexer
from services.clipboard import CopyState
from services.doctor.report import Finding
from tests.needs import needs
from tests.services.clipboard.desktops import basic_environ, until
from tests.services.clipboard.insider import ROOT, Insider
from tests.services.clipboard.multiplexers import TmuxServer
from tests.sshd import Sshd

SSH = {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", "SSH_TTY": "/dev/pts/99"}
SCREEN = "your terminal (through GNU screen)"
OSC52 = "your terminal (OSC 52)"
WITHOUT_MS = ["rxvt-unicode", "konsole", "putty", "linux", "vt220"]


def encoded(text: str) -> bytes:
    return b";" + b64encode(text.encode())


@pytest.fixture
def tmux_server(tmp_path: Path) -> Iterator[TmuxServer]:
    with TmuxServer.start(tmp_path) as found:
        yield found


@contextlib.contextmanager
def terminal(command: list[str], environ: Mapping[str, str], **more: str) -> Iterator["pexpect.spawn[bytes]"]:
    """A person's terminal with a command on it."""
    spawned = pexpect.spawn(command[0], command[1:], env={**environ, **more}, dimensions=(24, 80), timeout=20)
    try:
        yield spawned
    finally:
        spawned.close(force=True)


def attach(server: TmuxServer, **more: str) -> "contextlib.AbstractContextManager[pexpect.spawn[bytes]]":
    """A terminal with another environment, attached to the session."""
    outside = {name: value for name, value in server.environ.items() if name != "TMUX"}
    return terminal(["tmux", "-S", server.environ["TMUX"].partition(",")[0], "attach"], outside, **more)


def clients(server: TmuxServer) -> list[str]:
    return server.run("list-clients", "-F", "#{client_termname}").decode().split()


class TestTmuxWithoutMs:
    """tmux asks no terminal whose description has no Ms."""

    @pytest.mark.parametrize("term", WITHOUT_MS)
    def test_a_copy_stays_in_the_tmux_buffer_and_reports_the_missing_ms(
        self, tmux_server: TmuxServer, insider: Insider, term: str, plain: str
    ) -> None:
        needs("tput")
        if subprocess.run(["tput", "-T", term, "cols"], capture_output=True).returncode:
            pytest.skip("its description is in the package ncurses-term")
        tmux_server.run("new-window", *insider.command)
        with attach(tmux_server, TERM=term) as person:
            until(lambda: clients(tmux_server))
            said = insider.copies(plain)
            assert said["state"] == CopyState.COPIED.value
            assert plain.encode() in tmux_server.buffers().values()
            assert term in said["held_back"]
            assert "has no Ms" in said["held_back"]
            assert said["doubt"] == "", "the terminal is not to blame"
            assert "asked" not in said["message"]
            cleared = insider.ask("clear")
            assert cleared["state"] == CopyState.CLEARED.value
            assert "asked" not in cleared["message"].lower()
            assert tmux_server.buffers() == {}
            person.expect(pexpect.TIMEOUT, timeout=0.1)
            assert b"]52;" not in person.before

    def test_the_checkup_reports_the_missing_ms_as_a_note(self, tmux_server: TmuxServer) -> None:
        with attach(tmux_server, TERM="rxvt-unicode"):
            until(lambda: clients(tmux_server))
            [about_tmux] = check_multiplexer(tmux_server.environ)
            about_clipboard = check_clipboard("tmux", tmux_server.environ)
        for check in (about_tmux, about_clipboard):
            assert check.finding is Finding.NOTE
            assert "rxvt-unicode has no Ms" in check.detail
            assert check.fix
        assert "Ms missing" in " ".join(about_tmux.evidence)

    def test_the_checkup_shows_the_ms_of_a_terminal_that_has_ms(self, tmux_server: TmuxServer) -> None:
        with attach(tmux_server, TERM="xterm-256color"):
            until(lambda: clients(tmux_server))
            assert "Ms" not in check_clipboard("tmux", tmux_server.environ).detail
            [check] = check_multiplexer(tmux_server.environ)
        assert re.search(r"TERM=xterm-256color, Ms .*52;", " ".join(check.evidence))

    def test_a_terminal_with_the_clipboard_feature_gets_the_copy(
        self, tmux_server: TmuxServer, insider: Insider, plain: str
    ) -> None:
        tmux_server.run("set-option", "-as", "terminal-features", ",rxvt*:clipboard")
        tmux_server.run("new-window", *insider.command)
        with attach(tmux_server, TERM="rxvt-unicode") as person:
            until(lambda: clients(tmux_server))
            assert insider.copies(plain)["held_back"] == ""
            person.expect_exact(encoded(plain))


class TestTmuxClients:
    def test_a_clear_reaches_the_terminal_with_the_copy_after_another_attaches(
        self, tmux_server: TmuxServer, insider: Insider, plain: str
    ) -> None:
        tmux_server.run("new-window", *insider.command)
        with attach(tmux_server) as first:
            until(lambda: len(clients(tmux_server)) == 1)
            insider.copies(plain)
            first.expect_exact(encoded(plain))
            with attach(tmux_server) as second:
                until(lambda: len(clients(tmux_server)) == 2)
                second.send(" ")  # now it is the one that was used last
                until(lambda: b"\x1b" in second.read_nonblocking(100, 10))
                insider.ask("clear")
                first.expect_exact(encoded(" "))

    def test_a_clear_without_an_attached_terminal_goes_to_the_next_terminal(
        self, tmux_server: TmuxServer, insider: Insider, plain: str
    ) -> None:
        tmux_server.run("new-window", *insider.command)
        with attach(tmux_server) as person:
            until(lambda: clients(tmux_server))
            insider.copies(plain)
            person.expect_exact(encoded(plain))
        until(lambda: not clients(tmux_server))
        cleared = insider.ask("clear")
        assert cleared["is_owed"]
        assert "No terminal is attached" in cleared["message"]
        assert "asked" not in cleared["message"].lower()
        assert tmux_server.buffers() == {}
        with attach(tmux_server) as person:
            until(lambda: clients(tmux_server))
            assert "asked" in insider.ask("refresh")["message"].lower()
            person.expect_exact(encoded(" "))

    @pytest.mark.parametrize("term", ["tmux-256color", "screen-256color", "tmux"])
    def test_every_result_in_nested_tmux_advises_to_delete_the_outer_buffer(
        self, tmux_server: TmuxServer, insider: Insider, tmp_path: Path, plain: str, term: str
    ) -> None:
        """The outer one keeps a copy that we cannot delete."""
        tmux_server.run("new-window", *insider.command)
        side = tmp_path / "side"
        side.mkdir()
        with TmuxServer.start(side, set_clipboard="on") as outer, outer.attached():
            outer.run("set-option", "-g", "default-terminal", term)
            socket = tmux_server.environ["TMUX"].partition(",")[0]
            outer.run("new-window", "env", "-u", "TMUX", "tmux", "-S", socket, "attach")
            until(lambda: clients(tmux_server) == [term])
            until(lambda: b"Ms: (string)" in tmux_server.run("show-messages", "-T"))
            copied = insider.copies(plain)
            until(lambda: plain.encode() in outer.buffers().values())
            cleared, again = insider.ask("clear"), insider.ask("refresh")
        for said in (copied, cleared, again):
            assert "tmux delete-buffer" in said["advice"]


class TestWhichMultiplexer:
    def test_a_tmux_that_is_gone_is_not_used(self, tmp_path: Path, insider: Insider) -> None:
        stale = f"{tmp_path}/default,1,0"
        with terminal(insider.command, basic_environ(tmp_path), TMUX=stale, TMUX_PANE="%0", **SSH):
            assert insider.chooses() == OSC52

    @pytest.mark.parametrize("is_running", [True, False])
    def test_inside_screen_a_tmux_from_outside_is_not_used(
        self, tmp_path: Path, insider: Insider, tmux_server: TmuxServer, is_running: bool, plain: str
    ) -> None:
        needs("screen")
        tmux = tmux_server.environ["TMUX"] if is_running else f"{tmp_path}/default,1,0"
        with screen(tmp_path, insider.command, TMUX=tmux, TMUX_PANE="%0", **SSH) as person:
            assert insider.chooses() == SCREEN
            insider.copies(plain)
            person.expect_exact(b"\x1b]52;c" + encoded(plain))
        assert plain.encode() not in tmux_server.buffers().values()

    def test_tmux_is_used_even_if_the_screen_variable_sty_is_set(self, tmp_path: Path, insider: Insider) -> None:
        with TmuxServer.start(tmp_path) as server:
            server.run("set-environment", "STY", "1.stale")
            server.run("new-window", "-e", "STY=1.stale", *insider.command)
            assert insider.chooses() == "tmux buffer"

    @pytest.mark.skipif(os.geteuid() != 0, reason="su asks for a password")
    def test_tmux_is_found_after_su_clears_the_environment(
        self, tmux_server: TmuxServer, insider: Insider, plain: str, tmp_path: Path
    ) -> None:
        tmux_server.run("set-environment", "SSH_CONNECTION", SSH["SSH_CONNECTION"])
        tmux_server.run("new-window", "su", "-", "root", "-c", insider.line)
        with attach(tmux_server) as person:
            until(lambda: clients(tmux_server))
            assert insider.chooses() == "tmux buffer"
            insider.copies(plain)
            person.expect_exact(encoded(plain))
            insider.ask("clear")
            person.expect_exact(encoded(" "))
            assert tmux_server.buffers() == {}

    @pytest.mark.skipif(os.geteuid() != 0, reason="su asks for a password")
    def test_screen_is_found_after_su_clears_the_environment(
        self, tmp_path: Path, insider: Insider, plain: str
    ) -> None:
        with screen(tmp_path, ["su", "-", "root", "-c", insider.line], **SSH) as person:
            assert insider.chooses() == SCREEN
            insider.copies(plain)
            person.expect_exact(b"\x1b]52;c" + encoded(plain))

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
    def test_a_user_without_access_to_the_tmux_socket_uses_osc_52(self, tmux_server: TmuxServer) -> None:
        with open_folder() as folder:
            insider = Insider(folder, _python_of("nobody"))
            subprocess.run(["chmod", "-R", "a+rwX", str(folder)], check=True)
            tmux_server.run("new-window", "su", "-", "nobody", "-s", "/bin/sh", "-c", insider.line)
            name = insider.chooses()
            said = insider.copies("a text")
        assert name == OSC52
        assert said["state"] == CopyState.SENT.value
        assert "set-clipboard on" in said["advice"]


def _python_of(user: str) -> str:
    """An interpreter that another user may run."""
    for python in (sys.executable, "/usr/bin/python3"):
        program = (
            f"import sys; sys.path[0] = {ROOT!r}; import services.model.secret; sys.exit(sys.version_info < (3, 10))"
        )
        command = ["su", user, "-s", "/bin/sh", "-c", shlex.join([python, "-c", program])]
        if subprocess.run(command, capture_output=True).returncode == 0:
            return python
    pytest.skip(f"{user} may not run any Python, or may not read the sources")


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user reaches."""
    folder = Path(f"/var/tmp/open-{secrets.token_hex(4)}")
    folder.mkdir(mode=0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def screen(folder: Path, command: list[str], **more: str) -> Iterator["pexpect.spawn[bytes]"]:
    """GNU screen on a person's terminal, with the command in it, and the end of both."""
    needs("screen")
    sockets = folder / "sockets"
    sockets.mkdir(mode=0o700, exist_ok=True)
    name = f"test-{secrets.token_hex(4)}"
    environ = basic_environ(folder, SCREENDIR=str(sockets))
    try:
        with terminal(["screen", "-c", "/dev/null", "-S", name, *command], environ, **more) as person:
            yield person
    finally:
        subprocess.run(["screen", "-S", name, "-X", "quit"], env=environ, capture_output=True)


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[Callable[[str], list[str]]]:
    """How a command is run over a real SSH connection to this machine, on a terminal."""
    server = Sshd(tmp_path)
    yield lambda line: list(server.command(line))
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="sshd of another user asks for more")
class TestFromWhere:
    """A session that was begun on the desktop of this machine, and is attached over SSH later."""

    def test_a_screen_session_reattached_over_ssh_copies_to_the_ssh_terminal(
        self, tmp_path: Path, insider: Insider, x_display: dict[str, str], ssh: Callable[[str], list[str]], plain: str
    ) -> None:
        needs("screen")
        sockets = tmp_path / "sockets"
        sockets.mkdir(mode=0o700)
        environ = basic_environ(tmp_path, SCREENDIR=str(sockets))
        name = f"test-{secrets.token_hex(4)}"
        here = ["screen", "-c", "/dev/null", "-S", name, *insider.command]
        try:
            with terminal(here, environ, DISPLAY=x_display["DISPLAY"]):
                assert insider.chooses() == "X11 clipboard"
                again = f"SCREENDIR={shlex.quote(str(sockets))} screen -d -r {name}"
                with terminal(ssh(again), environ) as person:
                    until(lambda: insider.chooses() == SCREEN, 20)
                    insider.copies(plain)
                    person.expect_exact(b"\x1b]52;c" + encoded(plain))
                with terminal(["screen", "-d", "-r", name], environ):
                    until(lambda: insider.chooses() == "X11 clipboard", 20)
        finally:
            subprocess.run(["screen", "-S", name, "-X", "quit"], env=environ, capture_output=True)

    def test_a_tmux_session_reattached_over_ssh_copies_to_the_ssh_terminal(
        self,
        tmux_server: TmuxServer,
        insider: Insider,
        x_display: dict[str, str],
        ssh: Callable[[str], list[str]],
        plain: str,
    ) -> None:
        tmux_server.run("set-option", "-g", "update-environment", "")  # a session that does not learn of SSH_CONNECTION
        tmux_server.run("new-window", "-e", f"DISPLAY={x_display['DISPLAY']}", *insider.command)
        with attach(tmux_server):
            until(lambda: clients(tmux_server))
            assert insider.chooses() == "X11 clipboard"
        socket = tmux_server.environ["TMUX"].partition(",")[0]
        with terminal(ssh(f"tmux -S {shlex.quote(socket)} attach -d"), tmux_server.environ) as person:
            until(lambda: clients(tmux_server))
            assert insider.chooses() == "tmux buffer"
            insider.copies(plain)
            person.expect_exact(encoded(plain))

    def test_a_detached_screen_does_not_use_the_clipboard_of_this_machine(
        self, tmp_path: Path, insider: Insider, x_display: dict[str, str]
    ) -> None:
        with screen(tmp_path, insider.command, DISPLAY=x_display["DISPLAY"]):
            assert insider.chooses() == "X11 clipboard"
            sockets = str(tmp_path / "sockets")
            listed = subprocess.run(["screen", "-ls"], env={**os.environ, "SCREENDIR": sockets}, capture_output=True)
            [name] = re.findall(rb"\d+\.test-\S+", listed.stdout)
            subprocess.run(
                ["screen", "-d", name.decode()], env={**os.environ, "SCREENDIR": sockets}, capture_output=True
            )
            until(lambda: insider.chooses() == SCREEN)
            insider.copies("a text")
            assert insider.ask("clear")["is_owed"]
