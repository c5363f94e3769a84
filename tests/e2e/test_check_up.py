"""`oci-smtp doctor` where a person sits: the terminal is asked, and tmux is tried."""

from tests.e2e.program import Opener
from tests.e2e.terminal import Terminal
from tests.e2e.tmux_pane import TmuxPane

WIDE = (110, 60)


def test_doctor_checks_tmux_and_verifies_a_test_copy(open_app: Opener) -> None:
    app = open_app("--demo", "doctor", kind=TmuxPane, size=WIDE)
    app.wait_for(
        "110 columns and 60 lines",
        "The terminal reports its capabilities.",
        "set-clipboard",
        "A test copy to the tmux buffer was verified.",
        "You have permission to read the policies.",
    )


def test_doctor_completes_when_the_terminal_does_not_respond(open_app: Opener) -> None:
    app = open_app("--demo", "doctor", size=WIDE)
    app.wait_for(
        "doesn't report its capabilities", "your terminal (OSC 52)", "You have permission to read the policies."
    )
    assert app.exit_code == 0
    assert app.clipboard is None, "nothing is sent where it cannot be read back"


def test_a_dumb_terminal_gets_a_message_instead_of_the_app(open_app: Opener, environ: dict[str, str]) -> None:
    environ["TERM"] = "dumb"
    app: Terminal = open_app("--demo", size=WIDE)
    app.wait_for("The app needs a terminal, but TERM is", "recover, doctor")
    assert app.exit_code == 2
    assert b"\x1b" not in app.transcript
