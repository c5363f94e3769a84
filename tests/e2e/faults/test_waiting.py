"""The Generate dialog while its one request is in progress."""

import re

from services.credentials.journal_record import JournalState
from tests.e2e.faults.ending import until_asked
from tests.e2e.faults.lab import Bench
from tests.e2e.program import FIELD
from tests.e2e.terminal import Terminal


def generating(bench: Bench) -> Terminal:
    """The product as it is, with the request on its way."""
    terminal = bench.open(*bench.at_generate)
    terminal.wait_for_keyboard(FIELD)
    terminal.type("slow")
    terminal.press("enter")
    return terminal


def one_line(terminal: Terminal) -> str:
    """What the dialog says, however it wraps; what stands beside it doesn't belong to it."""
    return " ".join(" ".join(line.split("│")[1] for line in terminal.screen if line.count("│") > 1).split())


def seconds_shown(terminal: Terminal) -> int:
    """What the dialog counts; on a busy machine it may leave a number out."""
    found = re.search(r"Generating… (\d+) s", terminal.text)
    return int(found[1]) if found else 0


def test_the_dialog_shows_the_elapsed_seconds(bench: Bench) -> None:
    bench.lab.tenancy.latencies["create_smtp_credential"] = 3
    terminal = generating(bench)
    terminal.wait_for(lambda: seconds_shown(terminal) > 0)
    before = seconds_shown(terminal)
    terminal.wait_for(lambda: seconds_shown(terminal) > before)
    terminal.wait_for("SMTP credential ─")


def test_the_dialog_shows_how_long_oci_asked_to_wait_before_the_retry(bench: Bench) -> None:
    bench.fault("429", retry_after=3)
    terminal = generating(bench)
    terminal.wait_for("OCI asked to wait 3 s…")
    terminal.wait_for("SMTP credential ─")
    assert bench.posts == 2


def test_escape_cancels_a_wait_that_oci_asked_for(bench: Bench) -> None:
    bench.fault("429", retry_after=14)
    terminal = generating(bench)
    terminal.wait_for("OCI asked to wait 14 s…")
    terminal.press("escape")
    terminal.wait_for("OCI is busy")
    assert bench.posts == 1
    assert bench.ocids == set()


def test_escape_after_the_request_is_sent_explains_the_wait(bench: Bench) -> None:
    bench.lab.tenancy.latencies["create_smtp_credential"] = 8
    terminal = generating(bench)
    terminal.wait_for("Generating…")
    terminal.press("escape")
    terminal.wait_for(lambda: "Waiting for the only response that contains the password" in one_line(terminal))
    terminal.wait_for("SMTP credential ─")
    assert len(bench.ocids) == 1


def test_quitting_after_the_request_is_sent_waits_for_the_response(bench: Bench) -> None:
    bench.lab.tenancy.latencies["create_smtp_credential"] = 8
    terminal = generating(bench)
    terminal.wait_for("Generating…")
    terminal.press("ctrl+q")
    terminal.wait_for("SMTP credential ─")
    assert terminal.is_running


def test_escape_stops_the_check_and_reports_an_unknown_outcome(bench: Bench) -> None:
    bench.fault("reset-before")
    terminal = generating(bench)
    terminal.wait_for("checking whether the credential exists")
    until_asked(bench)
    terminal.press("escape")
    terminal.wait_for("Outcome unknown", "might still appear")
    assert [record.state for record in bench.journal.unfinished()] == [JournalState.PENDING]
    terminal.press("escape")
    terminal.wait_for("SMTP Credentials", gone="Outcome unknown")


def test_a_possible_match_is_reported_and_not_deleted_without_asking(bench: Bench) -> None:
    bench.fault("reset-after")
    terminal = generating(bench)
    terminal.wait_for("Outcome unknown", "might be one of", "enter :recover")
    bench.check()
    assert len(bench.ocids) == 1
    terminal.press("escape")
    terminal.wait_for("SMTP Credentials", gone="Outcome unknown")
    terminal.press("U")
    terminal.wait_for("Interrupted credential", "Possible match", "Delete “slow")
    assert len(bench.ocids) == 1
