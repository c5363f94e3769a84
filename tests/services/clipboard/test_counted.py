"""What we hand to osascript and PowerShell. A stand-in plays the clipboard: there is neither system here to ask."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.clipboard import NOTHING_OF_OURS, Clipboard, CopyState
from services.clipboard.choose import choose
from services.model.secret import Secret
from tests.services.clipboard.desktops import basic_environ, no_terminal

STAND_IN = f"""#!{sys.executable} -I
import base64, re, sys
from pathlib import Path

arguments = sys.argv[1:]
if "-EncodedCommand" in arguments:
    script = base64.b64decode(arguments[-1]).decode("utf-16-le")
    expected = re.findall("-cne '([0-9]+)'", script)
else:
    script = arguments[arguments.index("-e") + 1]
    expected = arguments[arguments.index("-e") + 2 :]
with Path("arguments").open("a") as file:
    print(*arguments, script, file=file)
count = Path("count").read_text()
if not expected:
    Path("board").write_bytes(sys.stdin.buffer.read())
    print("equal", count)
elif expected == [count]:
    Path("board").write_bytes(b"")
    print("cleared")
else:
    print("other")
"""
MARKS = {
    "macos": ("osascript", ["org.nspasteboard.ConcealedType"]),
    "windows": (
        "powershell.exe",
        ["ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"],
    ),
}


@pytest.fixture(params=MARKS)
def system(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def counted(system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    program = tmp_path / MARKS[system][0]
    program.write_text(STAND_IN)
    program.chmod(0o755)
    (tmp_path / "count").write_text("41")
    monkeypatch.chdir(tmp_path)
    environ = basic_environ(tmp_path)
    return choose(no_terminal, environ={**environ, "PATH": f"{tmp_path}:{environ['PATH']}"}, setting=system)


def test_the_secret_goes_in_on_stdin_only(
    counted: Clipboard, system: str, tmp_path: Path, plain: str, password: Secret
) -> None:
    assert counted.copy(password).state is CopyState.COPIED
    assert (tmp_path / "board").read_text() == plain
    arguments = (tmp_path / "arguments").read_text()
    assert plain not in arguments
    assert all(mark in arguments for mark in MARKS[system][1])


def test_clear_removes_the_copy_of_the_app(counted: Clipboard, tmp_path: Path, password: Secret) -> None:
    counted.copy(password)
    assert counted.clear().state is CopyState.CLEARED
    assert (tmp_path / "board").read_text() == ""


def test_clear_leaves_text_that_was_copied_later(counted: Clipboard, tmp_path: Path, password: Secret) -> None:
    counted.copy(password)
    (tmp_path / "board").write_text("a shopping list")
    (tmp_path / "count").write_text("42")
    outcome = counted.clear()
    assert "wasn't cleared" in outcome.message
    assert (tmp_path / "board").read_text() == "a shopping list"


@pytest.mark.parametrize("says", ["echo other 41", "exit 1"])
def test_a_copy_that_the_system_does_not_confirm_is_unavailable(
    counted: Clipboard, system: str, tmp_path: Path, password: Secret, says: str
) -> None:
    (tmp_path / MARKS[system][0]).write_text(f"#!/bin/sh\ncat > /dev/null; {says}\n")
    assert counted.copy(password).state is CopyState.UNAVAILABLE
    assert counted.clear() == NOTHING_OF_OURS


@pytest.mark.parametrize("says", ["", "echo equal", "echo equal x", "echo equal 41; exit 1", "kill $$"])
@pytest.mark.parametrize("is_copied_before", [False, True])
def test_a_copy_of_unknown_outcome_is_never_called_cleared(
    counted: Clipboard, system: str, tmp_path: Path, password: Secret, says: str, is_copied_before: bool
) -> None:
    program = tmp_path / MARKS[system][0]
    if is_copied_before:
        counted.copy(Secret("an earlier text"))
    program.write_text(f"#!/bin/sh\ncat > board; echo 42 > count; {says}\n")
    assert counted.copy(password).state is CopyState.UNAVAILABLE
    program.write_text(STAND_IN)
    cleared = counted.clear()
    assert (cleared.state, cleared.message.endswith("might hold a copy from oci-smtp.")) == (
        CopyState.UNAVAILABLE,
        True,
    )
    assert counted.copy(password).state is CopyState.COPIED
    assert counted.clear().state is CopyState.CLEARED


def test_a_clear_that_failed_can_be_asked_for_again(
    counted: Clipboard, system: str, tmp_path: Path, password: Secret
) -> None:
    counted.copy(password)
    program = tmp_path / MARKS[system][0]
    program.write_text("#!/bin/sh\nexit 1\n")
    assert counted.clear().state is CopyState.UNAVAILABLE
    program.write_text(STAND_IN)
    assert counted.clear().state is CopyState.CLEARED
    assert counted.clear() == NOTHING_OF_OURS


def test_the_cleanup_command_clears_the_copy_without_the_secret(
    counted: Clipboard, tmp_path: Path, plain: str, password: Secret
) -> None:
    assert counted.cleanup() is None
    counted.copy(password)
    cleanup = counted.cleanup()
    assert cleanup is not None
    assert plain not in repr(cleanup)
    subprocess.run(cleanup.command, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "board").read_text() == ""
