"""The banner and the dialog for what an earlier program left open: what can be said, and what it does."""

import signal

import pytest

from services.record import State
from tests.e2e.faults.lab import Bench
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
    terminal.wait_for("1 credential is unfinished", "U shows what happened")
    terminal.press("U")
    terminal.wait_for("Unfinished credential", bench.person.name[:20], "fault matrix", "Later")
    return terminal


def test_kept_is_believed(bench: Bench) -> None:
    ocid = left_shown(bench)
    terminal = asked(bench)
    terminal.wait_for("I have the password: keep it", "Delete the credential")
    terminal.press("enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="unfinished")
    assert bench.journal.records()[0].state is State.CONFIRMED
    assert bench.ocids == {ocid}


def test_delete_frees_the_place(bench: Bench) -> None:
    left_shown(bench)
    terminal = asked(bench)
    terminal.press("down", "enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="unfinished")
    assert bench.ocids == set()
    bench.check_settled()


@pytest.mark.parametrize("keys", [("down", "down", "enter"), ("escape",)])
def test_later_asks_again_at_the_next_start(bench: Bench, keys: tuple[str, ...]) -> None:
    ocid = left_shown(bench)
    terminal = asked(bench)
    terminal.press(*keys)
    terminal.wait_for("1 credential is unfinished", gone="Unfinished credential")
    terminal.press("ctrl+q")
    assert terminal.exit_code == 0
    asked(bench)
    assert bench.ocids == {ocid}


def test_a_delete_that_fails_is_told_and_can_be_tried_again(bench: Bench) -> None:
    left_shown(bench)
    terminal = asked(bench)
    bench.fault("500", "delete_smtp_credential")
    terminal.press("down", "enter")
    terminal.wait_for("Outcome unknown")
    assert len(bench.ocids) == 1
    terminal.press("escape")
    terminal.wait_for("1 credential is unfinished", gone="Unfinished credential")
    assert bench.recover() == 0
    assert bench.ocids == set()


def test_looking_again_finds_a_late_create_and_deletes_it(bench: Bench) -> None:
    left_pending(bench, 4)
    terminal = asked(bench)
    terminal.wait_for("Look again", "Do not wait")
    bench.let_late_creates_appear()
    assert len(bench.ocids) == 1
    terminal.press("enter")
    terminal.wait_for(lambda: not bench.journal.unfinished(), gone="unfinished")
    assert bench.ocids == set()


def test_an_unknown_outcome_blocks_the_next_until_the_person_will_not_wait(bench: Bench) -> None:
    left_pending(bench, 99)
    posts = bench.posts
    assert bench.run(*bench.generate) == 5
    assert "Not settled yet" in bench.told()
    assert bench.posts == posts
    terminal = asked(bench)
    terminal.press("down", "enter")
    terminal.wait_for(lambda: bench.journal.unfinished()[0].waived)
    assert bench.run(*bench.generate) == 0, bench.told()
    bench.check()


def test_a_dialog_that_was_overtaken_deletes_nothing(bench: Bench) -> None:
    ocid = left_shown(bench)
    first, second = asked(bench), asked(bench)
    first.press("enter")
    first.wait_for(lambda: not bench.journal.unfinished())
    second.press("down", "enter")
    second.wait_for("Changed meanwhile")
    assert bench.ocids == {ocid}


def test_read_only_settles_nothing(bench: Bench) -> None:
    left_shown(bench)
    [record] = bench.journal.records()
    bench.journal.move(record, State.CREATED)
    terminal = bench.open("--read-only")
    terminal.wait_for("READ-ONLY", "acmedemo")
    assert bench.run("recover", "--yes", "--read-only") == 2
    assert len(bench.ocids) == 1
    assert bench.journal.records()[0].state is State.CREATED


def test_recover_without_yes_only_tells(bench: Bench) -> None:
    assert bench.run("recover") == 0
    assert "Nothing is unfinished" in bench.told()
    assert bench.run(*bench.generate, plan=Plan(SHOWN)) == -signal.SIGKILL
    assert bench.run("recover") == 5
    assert "Nobody has seen its password: --yes deletes it." in bench.told()
    assert len(bench.ocids) == 1
    assert bench.run("recover", "--yes") == 0
    assert "deleted, its place is free again" in bench.told()


def test_records_that_cannot_be_read_are_told_and_left_alone(bench: Bench) -> None:
    bench.recover()
    assert bench.run(*bench.generate) == 0
    damaged, newer = (bench.journal.directory / f"{digit * 12}.json" for digit in "ab")
    damaged.write_text('{"intent": ')
    newer.write_text('{"schema": 9, "state": "SOMETHING"}')
    for arguments in (("recover",), ("recover", "--yes"), ("recover", "--yes", "--output", "json")):
        assert bench.run(*arguments) == 5
        assert f"Can't read {damaged}" in bench.told()
        assert f"{newer} was written by a newer oci-smtp" in bench.told()
        assert "Nothing is unfinished" not in bench.told()
    assert (damaged.read_text(), newer.read_text()) == ('{"intent": ', '{"schema": 9, "state": "SOMETHING"}')
