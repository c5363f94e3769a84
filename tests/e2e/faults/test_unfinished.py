"""The banner and the dialog for what an earlier program left open: what can be said, and what it does."""

import signal
from collections.abc import Callable

import pytest

from services.credentials.journal_record import JournalState
from services.demo.colleague import DELETE_USER, Act
from tests.e2e.faults.colleagues import takes_the_mark_out
from tests.e2e.faults.lab import Bench, Lab
from tests.e2e.faults.runner import RENAMED, Plan
from tests.e2e.terminal import Terminal

SHOWN = 4
"""The fourth durable write of an issue without trouble."""


def left_shown(bench: Bench) -> str:
    """A program died when the password may have been seen; the credential's OCID."""
    assert bench.run(*bench.generate, plan=Plan(SHOWN, RENAMED)) == -signal.SIGKILL
    [ocid] = bench.ocids
    return ocid


def left_pending(bench: Bench, lists: int) -> None:
    """A program ended without an answer; the credential appears when it was looked for that often."""
    bench.fault("late", lists=lists)
    assert bench.run(*bench.generate) == 5
    bench.calm()


def asked(bench: Bench) -> Terminal:
    """The app, with the dialog open."""
    terminal = bench.open()
    terminal.wait_for("1 credential was interrupted", "Press U to review")
    terminal.press("U")
    terminal.wait_for("Interrupted credential", bench.person.name[:20], "fault matrix", "Later")
    return terminal


def test_keep_closes_the_record(bench: Bench) -> None:
    ocid = left_shown(bench)
    terminal = asked(bench)
    terminal.wait_for("Keep it (I have the password)", "Delete the credential")
    terminal.press("down", "enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="credential was interrupted")
    assert bench.journal.records()[0].state is JournalState.CONFIRMED
    assert bench.ocids == {ocid}


def test_delete_frees_the_slot(bench: Bench) -> None:
    left_shown(bench)
    terminal = asked(bench)
    terminal.press("down", "down", "enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="credential was interrupted")
    assert bench.ocids == set()
    bench.check_settled()


@pytest.mark.parametrize("keys", [("enter",), ("escape",)])
def test_later_asks_again_at_the_next_start(bench: Bench, keys: tuple[str, ...]) -> None:
    ocid = left_shown(bench)
    terminal = asked(bench)
    terminal.press(*keys)
    terminal.wait_for("1 credential was interrupted", gone="Interrupted credential")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    asked(bench)
    assert bench.ocids == {ocid}


def test_a_failed_deletion_is_reported_and_can_be_retried(bench: Bench) -> None:
    left_shown(bench)
    terminal = asked(bench)
    bench.fault("500", "delete_smtp_credential")
    terminal.press("down", "down", "enter")
    terminal.wait_for("Outcome unknown")
    assert len(bench.ocids) == 1
    terminal.press("escape")
    terminal.wait_for("1 credential was interrupted", gone="Interrupted credential")
    assert bench.recover() == 0
    assert bench.ocids == set()


def left_asking(bench: Bench) -> str:
    """A program ended without an answer, and the credential was created; its OCID."""
    bench.fault("lost")
    assert bench.run(*bench.generate) == 5
    bench.calm()
    [ocid] = bench.ocids
    return ocid


def asked_which(bench: Bench) -> Terminal:
    """The app, with the dialog that asks about a credential that may be ours."""
    terminal = asked(bench)
    terminal.wait_for("If so, its password is lost", "Possible match", "Delete “fault matrix")
    return terminal


def test_check_again_finds_a_late_credential_and_asks_before_deleting(bench: Bench) -> None:
    left_pending(bench, 6)
    terminal = asked(bench)
    terminal.wait_for("Check again", "Don't wait", "you're asked")
    bench.let_late_creates_appear()
    assert len(bench.ocids) == 1
    terminal.press("down", "enter")
    terminal.wait_for("Interrupted credential", "might be one of", "Delete “fault matrix", gone="Check again")
    assert len(bench.ocids) == 1
    assert bench.journal.unfinished()[0].state is JournalState.ASK


def test_typing_the_end_of_its_user_name_deletes_a_possible_match(bench: Bench) -> None:
    left_asking(bench)
    ending = bench.ending
    terminal = asked_which(bench)
    terminal.press("down", "down", "enter")
    terminal.wait_for("Delete SMTP credential", "colleague generated it", "can't undo this")
    terminal.type(ending)
    terminal.press("enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="credential was interrupted")
    assert bench.ocids == set()
    bench.check_settled()


def test_starting_the_app_deletes_nothing_after_a_colleague_moves_the_marker(bench: Bench) -> None:
    """A mark proves nothing: the older credential carries it, and the new one looks like any other."""
    ocid = left_asking(bench)
    takes_the_mark_out(bench)
    terminal = asked(bench)
    terminal.wait_for("its password is lost", "looks like any other")
    assert bench.ocids == {ocid}
    assert "from before" not in terminal.text


@pytest.mark.parametrize("left", [left_shown, left_asking])
def test_a_record_can_be_closed_after_a_confirmation(bench: Bench, left: Callable[[Bench], str]) -> None:
    ocid = left(bench)
    terminal = asked(bench)
    terminal.press("end", "enter")
    terminal.wait_for("Close the record", "No credential is deleted", "slots")
    terminal.press("enter")  # the focus is on Cancel
    terminal.wait_for("Interrupted credential", gone="No credential is deleted, and")
    assert bench.journal.unfinished()
    terminal.press("enter") if terminal.text.count("> Close the record") else terminal.press("end", "enter")
    terminal.wait_for("No credential is deleted, and")
    terminal.press("tab", "enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="credential was interrupted")
    assert bench.journal.records()[0].state is JournalState.CLOSED
    assert bench.ocids == {ocid}
    assert bench.run(*bench.generate) in (0, 3), "the user is not blocked any more"


@pytest.mark.parametrize(
    "state", [JournalState.SENT, JournalState.CREATED, JournalState.SHOWN, JournalState.DISCARDING]
)
def test_the_app_offers_and_the_cli_closes_the_record_of_a_deleted_user(lab: Lab, state: JournalState) -> None:
    bench = next(made for made in iter(lab.bench, None) if made.person.ocid != lab.tenancy.admin_ocid)
    left_shown(bench)
    [record] = bench.journal.records()
    bench.journal.move(record, state, **({"credential_ocid": ""} if state is JournalState.SENT else {}))
    bench.lab.tenancy.colleague.do(Act(DELETE_USER, bench.person.ocid))
    terminal = asked(bench)
    if state is not JournalState.SHOWN:
        terminal.wait_for("Not resolved", "was deleted", "closed.")
    terminal.press("end")
    terminal.wait_for("> Close the record")
    terminal.press("escape")
    bench.close()
    assert bench.run("recover", "--yes") == 5
    assert f"oci-smtp recover {record.intent}" not in bench.told()
    assert "--close ID" in bench.told()
    assert bench.run("recover", "--close", record.intent) == 0, bench.told()
    assert "The state of its credential is unknown" in bench.told()
    assert bench.run("recover") == 0
    assert "No interrupted credentials" in bench.told()


def test_an_unknown_outcome_blocks_generate_until_the_admin_chooses_not_to_wait(bench: Bench) -> None:
    left_pending(bench, 99)
    posts = bench.posts
    assert bench.run(*bench.generate) == 5
    assert "Not resolved" in bench.told()
    assert bench.posts == posts
    terminal = asked(bench)
    terminal.press("down", "down", "enter")
    terminal.wait_for(lambda: bench.journal.unfinished()[0].waived)
    assert bench.run(*bench.generate) == 0, bench.told()
    bench.check()


def test_delete_reports_a_conflict_after_another_app_kept_the_credential(bench: Bench) -> None:
    ocid = left_shown(bench)
    first, second = asked(bench), asked(bench)
    first.press("down", "enter")
    first.wait_for(lambda: not bench.journal.unfinished())
    second.press("down", "down", "enter")
    second.wait_for("Conflict")
    assert bench.ocids == {ocid}


def test_read_only_resolves_nothing(bench: Bench) -> None:
    left_shown(bench)
    [record] = bench.journal.records()
    bench.journal.move(record, JournalState.CREATED)
    terminal = bench.open("--read-only")
    terminal.wait_for("READ-ONLY", "acmedemo")
    assert bench.run("recover", "--yes", "--read-only") == 2
    assert len(bench.ocids) == 1
    assert bench.journal.records()[0].state is JournalState.CREATED


def test_recover_deletes_a_credential_that_was_never_shown_only_with_yes(bench: Bench) -> None:
    assert bench.run("recover") == 0
    assert "No interrupted credentials" in bench.told()
    assert bench.run(*bench.generate, plan=Plan(SHOWN)) == -signal.SIGKILL
    assert bench.run("recover") == 5
    assert "The password was never shown. --yes deletes the credential." in bench.told()
    assert len(bench.ocids) == 1
    assert bench.run("recover", "--yes") == 0
    assert "was created but never shown: deleted." in bench.told()


def test_recover_lists_possible_matches_and_deletes_the_named_credential(bench: Bench) -> None:
    ocid = left_asking(bench)
    [record] = bench.journal.records()
    assert bench.run("recover") == 5
    assert "One or more credentials might match. --yes lists them." in bench.told()
    assert bench.run("recover", "--yes") == 5
    assert ocid in bench.told()
    assert "with the marker of the request" in bench.told()
    assert "--delete ID --credential OCID" in bench.told()
    assert bench.run("recover", "--delete", record.intent) == 2
    assert "To list possible matches, run oci-smtp recover --yes." in bench.told()
    assert bench.run("recover", "--delete", record.intent, "--credential", bench.bystander) == 1
    assert bench.run("recover", "--keep", record.intent) == 1
    assert bench.ocids == {ocid}
    assert bench.run("recover", "--delete", record.intent, "--credential", ocid, "--read-only") == 2
    assert bench.run("recover", "--delete", record.intent, "--credential", ocid, "--output", "json") == 0
    assert '"state": "DISCARDED"' in bench.told()
    assert bench.ocids == set()
    assert bench.run("recover", "--yes") == 0


@pytest.mark.parametrize(
    ("answer", "state"), [("--keep", JournalState.CONFIRMED), ("--delete", JournalState.DISCARDED)]
)
def test_recover_accepts_an_answer_about_a_shown_credential(bench: Bench, answer: str, state: JournalState) -> None:
    ocid = left_shown(bench)
    [record] = bench.journal.records()
    assert bench.run("recover", "--yes") == 5
    assert "If you have the password, run oci-smtp recover --keep ID. If not, use --delete ID." in bench.told()
    assert bench.run("recover", answer, record.intent) == 0, bench.told()
    assert bench.journal.records()[0].state is state
    assert bench.ocids == ({ocid} if answer == "--keep" else set())


@pytest.mark.parametrize("given", ["000000000000", "", "../../etc/passwd", "\x1b]52;c;eA==\a"])
@pytest.mark.parametrize("answer", ["--keep", "--delete", "--close"])
def test_recover_rejects_an_unknown_record(bench: Bench, answer: str, given: str) -> None:
    left_shown(bench)
    assert bench.run("recover", answer, given) == 2
    assert "\x1b" not in bench.told()
    assert bench.journal.unfinished()[0].state is JournalState.SHOWN


def test_recover_reports_unreadable_records_and_does_not_change_them(bench: Bench) -> None:
    bench.recover()
    assert bench.run(*bench.generate) == 0
    damaged, newer = (bench.journal.directory / f"{digit * 12}.json" for digit in "ab")
    damaged.write_text('{"intent": ')
    newer.write_text('{"schema": 9, "state": "SOMETHING"}')
    for arguments in (("recover",), ("recover", "--yes"), ("recover", "--yes", "--output", "json")):
        assert bench.run(*arguments) == 5
        assert f"Can't read {damaged}" in bench.told()
        assert f"{newer} was written by a newer oci-smtp" in bench.told()
        assert "No interrupted credentials" not in bench.told()
    assert (damaged.read_text(), newer.read_text()) == ('{"intent": ', '{"schema": 9, "state": "SOMETHING"}')
