"""`oci setup config` in the app's own terminal, with a program in the place of the OCI CLI that asks a question."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import PROGRAM, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal

ORACLES = """\
#!/bin/sh
test "$1 $2" = "setup config" || exit 9
trap 'echo interrupted by ctrl+c' INT
printf 'Enter a user OCID: '
read answer || read answer
cp "$answer" "$HOME/.oci/config"
chmod 600 "$HOME/.oci/config"
"""


@pytest.fixture
def oracles_cli(home: Path, environ: dict[str, str]) -> Path:
    """An `oci` in PATH that asks one question: which file to copy to ~/.oci/config."""
    oci = home / "bin" / "oci"
    oci.parent.mkdir()
    oci.write_text(ORACLES)
    oci.chmod(0o755)
    (home / ".oci").mkdir()
    environ["PATH"] = f"{oci.parent}:{environ['PATH']}"
    return oci


def test_oci_setup_config_runs_in_the_terminal_and_its_file_is_used(
    open_app: Opener, served: Served, oracles_cli: Path
) -> None:
    endpoint = served.ready["endpoint"]
    app = open_app(program=(PROGRAM, "--identity-endpoint", endpoint, "--email-endpoint", endpoint))
    app.wait_for("Welcome", "Create a configuration")
    app.press("down", "enter")
    app.wait_for("Enter a user OCID")
    app.press("ctrl+c")
    app.wait_for("interrupted by ctrl+c")
    app.type(f"{served.config_file}\r")
    app.wait_for("Press enter to go back")
    app.press("enter")
    app.wait_for("Identity & Security", "acmedemo", gone="Welcome")
    app.press("ctrl+q")
    assert app.exit_code == 0


@pytest.mark.parametrize(
    ("strike", "code"),
    [
        (Terminal.close_terminal, 128 + signal.SIGHUP),
        (lambda terminal: (terminal.signal(signal.SIGTERM), terminal.type("\rX\r")), 128 + signal.SIGTERM),
    ],
    ids=["hangup", "SIGTERM"],
)
def test_ending_the_app_during_oci_setup_config_prints_no_traceback(
    open_app: Opener, oracles_cli: Path, strike: Callable[[Terminal], object], code: int
) -> None:
    app = open_app()
    app.wait_for("Welcome", "Create a configuration")
    app.press("down", "enter")
    app.wait_for("Enter a user OCID")
    strike(app)
    assert app.exit_code == code
    assert b"Traceback" not in app.transcript
