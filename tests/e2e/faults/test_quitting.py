"""Quitting while something hangs: the first key says what a second one does, and that one quits at once."""

import pytest

from services.credentials.journal_record import JournalState
from services.model.errors import ExitCode
from tests.e2e.faults.ending import settle_in_the_end, until
from tests.e2e.faults.lab import Bench
from tests.e2e.program import FIELD
from tests.e2e.terminal import Terminal

SECONDS = 8.0
"""A quit that waited for an answer would take longer."""


def typed(bench: Bench) -> Terminal:
    """The Generate dialog, with its request on its way."""
    terminal = bench.open(*bench.at_generate)
    terminal.wait_for_keyboard(FIELD)
    terminal.type("hangs")
    terminal.press("enter")
    return terminal


def hanging(bench: Bench) -> Terminal:
    """The same, without an answer for a long time."""
    bench.lab.tenancy.latencies["create_smtp_credential"] = 3 * SECONDS
    terminal = typed(bench)
    until(lambda: any(record.state is JournalState.SENT for record in bench.journal.records()), "nothing was sent")
    terminal.wait_for("Generating…")
    return terminal


def quits(terminal: Terminal) -> None:
    """Press the key, read what it says, and press it again."""
    terminal.press("ctrl+q")
    terminal.wait_for("Press ctrl+q again to quit.")
    terminal.press("ctrl+q")
    terminal.wait_for(lambda: not terminal.is_running, seconds=SECONDS)


def said_at_the_end(terminal: Terminal) -> str:
    return terminal.transcript.rpartition(b"\x1b[?1049l")[2].decode()


def test_ctrl_q_twice_quits_while_the_request_hangs(bench: Bench) -> None:
    terminal = hanging(bench)
    quits(terminal)
    assert terminal.exit_code == ExitCode.UNKNOWN
    assert f"A credential might exist for {bench.person.name}." in said_at_the_end(terminal)
    assert "Run oci-smtp recover." in said_at_the_end(terminal)
    bench.check()
    bench.calm()
    settle_in_the_end(bench)
    assert bench.ocids == set()


def test_ctrl_q_twice_without_a_pause_quits(bench: Bench) -> None:
    terminal = hanging(bench)
    terminal.press("ctrl+q", "ctrl+q")
    terminal.wait_for(lambda: not terminal.is_running, seconds=SECONDS)
    assert terminal.exit_code == ExitCode.UNKNOWN


def test_another_key_between_two_ctrl_q_presses_prevents_quitting(bench: Bench) -> None:
    terminal = hanging(bench)
    terminal.press("ctrl+q")
    terminal.wait_for("Press ctrl+q again to quit.")
    terminal.press("x", "ctrl+q")
    terminal.wait_for("SMTP credential ─")


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
def test_escape_and_ctrl_c_explain_that_ctrl_q_twice_quits(bench: Bench, key: str) -> None:
    terminal = hanging(bench)
    terminal.press(key)
    terminal.wait_for("ctrl+q twice")
    before = terminal.text
    terminal.wait_for(lambda: terminal.text != before, "ctrl+q twice")


def test_ctrl_q_twice_quits_while_the_app_deletes_a_credential(bench: Bench) -> None:
    terminal = typed(bench)
    terminal.wait_for("SMTP credential ─")
    bench.lab.tenancy.latencies["delete_smtp_credential"] = 3 * SECONDS
    terminal.press("escape")
    terminal.wait_for("Password not saved")
    terminal.press("j", "enter")
    terminal.wait_for("Deleting the credential")
    quits(terminal)
    assert terminal.exit_code == ExitCode.UNKNOWN
    bench.calm()
    settle_in_the_end(bench)
    assert bench.ocids == set()


def test_quitting_with_an_unsaved_password_warns_about_the_next_start(bench: Bench) -> None:
    terminal = typed(bench)
    terminal.wait_for("SMTP credential ─")
    terminal.press("ctrl+q")
    terminal.wait_for("Password not saved", "Press ctrl+q again to quit.", "next start")
    terminal.press("ctrl+q")
    assert terminal.exit_code == ExitCode.UNKNOWN
    assert "oci-smtp recover" in said_at_the_end(terminal)
    settle_in_the_end(bench)
    assert bench.ocids == set()
