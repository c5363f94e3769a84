"""What we hand to osascript. A stand-in plays the pasteboard: there is no macOS here to ask."""

import subprocess
from pathlib import Path

import pytest

from services.clipboard import Clipboard, State
from services.clipboard.choose import choose
from services.secret import Secret
from tests.services.clipboard.conftest import no_terminal
from tests.services.clipboard.desktops import basic_environ

STAND_IN = """#!/bin/sh
printf '%s\\n' "$@" >> arguments
if [ -n "$5" ]; then
  [ "$5" = "$(cat count)" ] || { echo other; exit; }
  : > board; echo cleared
else
  cat > board; echo "equal $(cat count)"
fi
"""


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    program = tmp_path / "osascript"
    program.write_text(STAND_IN)
    program.chmod(0o755)
    (tmp_path / "count").write_text("41")
    monkeypatch.chdir(tmp_path)
    environ = basic_environ(tmp_path)
    return choose(no_terminal, environ={**environ, "PATH": f"{tmp_path}:{environ['PATH']}"}, setting="macos")


def test_the_secret_goes_in_on_stdin_only(mac: Clipboard, tmp_path: Path, plain: str, password: Secret) -> None:
    assert mac.copy(password).state is State.COPIED
    assert (tmp_path / "board").read_text() == plain
    arguments = (tmp_path / "arguments").read_text()
    assert plain not in arguments
    assert "org.nspasteboard.ConcealedType" in arguments


def test_clear_empties_what_is_ours(mac: Clipboard, tmp_path: Path, password: Secret) -> None:
    mac.copy(password)
    assert mac.clear().state is State.CLEARED
    assert (tmp_path / "board").read_text() == ""


def test_clear_leaves_what_was_copied_since(mac: Clipboard, tmp_path: Path, password: Secret) -> None:
    mac.copy(password)
    (tmp_path / "board").write_text("a shopping list")
    (tmp_path / "count").write_text("42")
    outcome = mac.clear()
    assert "left alone" in outcome.message
    assert (tmp_path / "board").read_text() == "a shopping list"


def test_another_process_can_clear_what_is_ours_without_knowing_it(
    mac: Clipboard, tmp_path: Path, plain: str, password: Secret
) -> None:
    assert mac.cleanup() is None
    mac.copy(password)
    cleanup = mac.cleanup()
    assert cleanup is not None
    assert plain not in repr(cleanup)
    subprocess.run(cleanup.command, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "board").read_text() == ""
