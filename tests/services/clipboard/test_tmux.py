"""Real tmux servers, with the default `set-clipboard external` and with `on`."""

from base64 import b64encode
from pathlib import Path

import pytest

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyState
from services.clipboard.choose import choose
from services.model.secret import Secret
from tests.needs import needs
from tests.services.clipboard.desktops import no_terminal, until
from tests.services.clipboard.multiplexers import TmuxServer, inside
from tests.services.clipboard.spies import spy_on


def clipboard_of(server: TmuxServer) -> Clipboard:
    clipboard = choose(no_terminal, environ={**server.environ, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
    assert clipboard.name == "tmux buffer"
    return clipboard


def encoded(text: str) -> bytes:
    return b64encode(text.encode())


@pytest.mark.parametrize("text", ["pässwörd 漢字 🔑", " spaces around ", "#{pid} #(id)", "-b", "line\n"])
def test_unusual_text_arrives_byte_for_byte(tmux: TmuxServer, text: str) -> None:
    assert clipboard_of(tmux).copy(Secret(text)).state is CopyState.COPIED
    assert list(tmux.buffers().values()) == [text.encode()]


def test_every_printable_character_is_copied_and_clear_deletes_the_buffer(
    tmux: TmuxServer, plain: str, password: Secret
) -> None:
    clipboard = clipboard_of(tmux)
    outcome = clipboard.copy(password)
    ((name, held),) = tmux.buffers().items()
    assert held == plain.encode()
    assert outcome.state is CopyState.COPIED
    assert name in outcome.message
    cleared = clipboard.clear()
    assert cleared.state is CopyState.CLEAR_SENT
    assert name in cleared.message
    assert tmux.buffers() == {}
    assert plain not in repr([outcome, cleared])
    assert clipboard.clear() == NOTHING_OF_OURS


def test_other_buffers_are_not_touched(tmux: TmuxServer, password: Secret) -> None:
    tmux.run("load-buffer", "-", stdin=b"before")
    tmux.run("load-buffer", "-b", "mine", "-", stdin=b"named")
    before = tmux.buffers()
    clipboard = clipboard_of(tmux)
    clipboard.copy(Secret("user name"))
    clipboard.copy(password)
    tmux.run("load-buffer", "-", stdin=b"after")
    clipboard.clear()
    after = tmux.buffers()
    assert {name: after[name] for name in before} == before
    assert sorted(after.values()) == [b"after", b"before", b"named"]


def test_clear_leaves_the_buffer_of_another_program_on_the_server(
    tmux: TmuxServer, plain: str, password: Secret
) -> None:
    first, second = clipboard_of(tmux), clipboard_of(tmux)
    first.copy(password)
    second.copy(Secret("other"))
    second.clear()
    assert list(tmux.buffers().values()) == [plain.encode()]


def test_the_terminal_gets_the_text_then_a_space_and_again_on_refresh(
    tmux: TmuxServer, plain: str, password: Secret
) -> None:
    clipboard = clipboard_of(tmux)
    with tmux.attached() as terminal:
        clipboard.copy(password)
        terminal.expect_exact(b";" + encoded(plain))
        clipboard.refresh()  # nothing was cleared yet: this must not clear
        clipboard.clear()
        terminal.expect_exact(b";" + encoded(" "))
        clipboard.refresh()
        terminal.expect_exact(b";" + encoded(" "))
        clipboard.copy(Secret("next"))
        clipboard.refresh()  # nor may this
        terminal.expect_exact(b";" + encoded("next"))
        assert b"]52;" not in terminal.before.rpartition(b"\x1b]52")[0]
    assert list(tmux.buffers().values()) == [b"next"]


def test_no_child_gets_the_secret_in_arguments_or_environment(
    tmux: TmuxServer, tmp_path: Path, plain: str, password: Secret
) -> None:
    log = tmp_path / "log"
    spies = spy_on(["tmux"], tmp_path / "spies", log)
    environ = {**tmux.environ, "PATH": f"{spies}:{tmux.environ['PATH']}"}
    clipboard = choose(no_terminal, environ=environ, setting="tmux")
    assert clipboard.copy(password).state is CopyState.COPIED
    clipboard.clear()
    seen = log.read_bytes()
    assert b"load-buffer" in seen
    assert plain.encode() not in seen


def test_the_tmux_buffer_is_chosen_for_a_session_attached_over_ssh(tmux: TmuxServer) -> None:
    needs("xclip")
    environ = {**tmux.environ, "DISPLAY": ":0"}
    assert choose(no_terminal, environ=environ).name == "X11 clipboard"
    tmux.run("set-environment", "SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")
    assert choose(no_terminal, environ=environ).name == "tmux buffer"
    tmux.run("set-environment", "-r", "SSH_CONNECTION")
    assert choose(no_terminal, environ=environ).name == "X11 clipboard"


def test_the_advice_warns_that_tmux_on_the_admins_computer_keeps_a_copy(
    tmux: TmuxServer, plain: str, password: Secret
) -> None:
    if tmux.run("show-options", "-sv", "set-clipboard").strip() != b"on":
        tmux.run("set-option", "-s", "set-clipboard", "on")
    ssh = {"SSH_TTY": "/dev/pts/1", "TERM": "tmux-256color", "PATH": tmux.environ["PATH"]}
    with tmux.attached(), inside(tmux.fifo) as write_terminal:
        clipboard = choose(write_terminal, environ=ssh)
        copied = clipboard.copy(password)
        until(lambda: plain.encode() in tmux.buffers().values())
        cleared = clipboard.clear()
        until(lambda: tmux.run("show-buffer") == b" ")
        assert plain.encode() in tmux.buffers().values()  # out of our reach
    assert copied.state is CopyState.SENT
    assert cleared.state is CopyState.CLEAR_SENT
    assert "tmux delete-buffer" in copied.advice
    assert "tmux delete-buffer" in cleared.advice
