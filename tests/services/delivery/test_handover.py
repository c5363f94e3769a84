"""A new credential goes to each destination and to the output: where nothing has it, it is deleted."""

import threading
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest

from services.credentials import rollback
from services.credentials.issue import Issue
from services.credentials.journal_record import JournalState
from services.delivery import DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.handover import Delivery, Handover, UndeliveredError, hand_over, package_of
from services.demo.tenancy import Tenancy
from services.model.destination import KEYRING, Destination
from services.model.errors import ExitCode, OciSmtpError
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage
from tests.services.delivery.offices import NONE, Box, Holding, Office
from tests.services.desk import Disk

WORKS, REFUSED, UNREACHABLE = (
    SmtpResult(outcome, "", "", SmtpStage.AUTH)
    for outcome in (SmtpOutcome.WORKS, SmtpOutcome.CREDENTIAL_REFUSED, SmtpOutcome.UNREACHABLE)
)


class Counter(Office):
    """Where credentials are generated for a user who has none."""

    def issue(self) -> Issue:
        return self.rotator._issuing.issue(self.user(NONE), "new", lambda *_: None, threading.Event())

    @property
    def state(self) -> JournalState:
        return self.journal.records()[-1].state

    def give(self, *channels: DeliveryChannel, issue: Issue | None = None, **options: object) -> Handover:
        issue = issue or self.issue()
        try:
            return hand_over(issue, package_of(issue, self.user(NONE), self.where), channels, **options)  # type: ignore[arg-type]
        finally:
            issue.left()


class Paper:
    """An output that prints, or can't; and a reader who takes what is printed, or doesn't."""

    def __init__(
        self, counter: Counter, *, has_password: bool = True, trouble: str = "", is_taken: bool = True
    ) -> None:
        self.has_password = has_password
        self.seen: list[tuple[JournalState, Sequence[Delivery], SmtpResult | None]] = []
        self._counter = counter
        self._trouble = trouble
        self._is_taken = is_taken

    def write(self, deliveries: Sequence[Delivery], proof: SmtpResult | None) -> str:
        self.seen.append((self._counter.state, deliveries, proof))
        return self._trouble

    def is_taken(self) -> bool:
        return self._is_taken


@pytest.fixture
def counter(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    return Counter(tenancy, tmp_path / "state")


def closed() -> Box:
    return Box(error=NotDeliveredError("The box is closed."))


def test_a_credential_that_the_output_delivers_is_kept_and_confirmed(counter: Counter) -> None:
    paper = Paper(counter)
    made = counter.give(output=paper)
    assert (made.is_kept, made.exit_code, counter.state) == (True, ExitCode.DONE, JournalState.CONFIRMED)
    assert [state for state, _, _ in paper.seen] == [JournalState.SHOWN], "before anyone can see the password"


def test_printed_output_without_a_known_reader_leaves_the_outcome_unknown(counter: Counter) -> None:
    made = counter.give(output=Paper(counter, is_taken=False))
    assert (made.is_kept, made.exit_code, counter.state) == (False, ExitCode.UNKNOWN, JournalState.SHOWN)
    assert len(counter.held(NONE)) == 1


def test_a_failed_output_without_destinations_deletes_the_credential(counter: Counter) -> None:
    with pytest.raises(UndeliveredError) as caught:
        counter.give(output=Paper(counter, trouble="No space left on device"))
    assert caught.value.cause == "Can't write the output (No space left on device), so the credential was deleted."
    assert "Free some disk space" in caught.value.next_step
    assert (counter.held(NONE), counter.state) == ([], JournalState.DISCARDED)


def test_a_failed_output_keeps_a_credential_that_a_destination_has(counter: Counter) -> None:
    made = counter.give(Box(), output=Paper(counter, trouble="Broken pipe"))
    assert (made.is_kept, made.exit_code, made.why_not_printed) == (True, ExitCode.FAILED, "Broken pipe")
    assert (len(counter.held(NONE)), counter.state) == (1, JournalState.CONFIRMED)


def test_a_failed_destination_keeps_a_credential_that_the_output_delivers(counter: Counter) -> None:
    made = counter.give(closed(), output=Paper(counter))
    assert (made.is_kept, made.exit_code, counter.state) == (True, ExitCode.FAILED, JournalState.CONFIRMED)


def test_the_credential_is_deleted_when_both_destination_and_output_fail(counter: Counter) -> None:
    with pytest.raises(UndeliveredError, match="Delivery failed, so the credential was deleted"):
        counter.give(closed(), output=Paper(counter, trouble="Broken pipe"))
    assert counter.held(NONE) == []


def test_an_output_without_the_password_does_not_count_as_a_delivery(counter: Counter) -> None:
    paper = Paper(counter, has_password=False)
    with pytest.raises(UndeliveredError, match="Delivery failed"):
        counter.give(closed(), output=paper)
    assert (counter.held(NONE), paper.seen) == ([], [])
    made = counter.give(Box(is_verified=False), output=paper)
    assert (made.is_kept, made.exit_code) == (False, ExitCode.UNKNOWN)


def test_the_journal_records_shown_before_a_destination_gets_the_password(counter: Counter) -> None:
    states: list[JournalState] = []

    class Watched(Box):
        def deliver(self, package: Package) -> Receipt:
            states.append(counter.state)
            return super().deliver(package)

    counter.give(Watched())
    assert states == [JournalState.SHOWN]


def test_every_destination_is_tried_and_each_result_is_reported(counter: Counter) -> None:
    told: list[Delivery] = []
    made = counter.give(Box(), closed(), Box(), on_delivery=told.append)
    assert tuple(told) == made.deliveries
    assert [each.is_verified for each in made.deliveries] == [True, False, True]
    assert [each.message for each in made.deliveries] == ["It's in the box.", "", "It's in the box."]
    assert (made.is_kept, made.exit_code) == (True, ExitCode.FAILED)


def test_a_credential_that_reached_no_destination_is_not_tested(counter: Counter) -> None:
    def prove() -> SmtpResult:
        raise AssertionError("there is nothing to test")

    with pytest.raises(UndeliveredError):
        counter.give(closed(), prove=prove)
    with pytest.raises(UndeliveredError):
        counter.give(closed(), prove=prove, output=Paper(counter, has_password=False))


def test_a_credential_that_is_only_printed_is_tested_before_printing(counter: Counter) -> None:
    paper = Paper(counter)
    made = counter.give(output=paper, prove=lambda: WORKS)
    assert made.proof is WORKS
    assert paper.seen[0][2] is WORKS


@pytest.mark.parametrize(
    ("proof", "code"), [(WORKS, ExitCode.DONE), (REFUSED, ExitCode.FAILED), (UNREACHABLE, ExitCode.FAILED)]
)
def test_the_exit_code_reflects_the_result_of_the_test_sign_in(
    counter: Counter, proof: SmtpResult, code: ExitCode
) -> None:
    made = counter.give(Box(), prove=lambda: proof)
    assert (made.is_kept, made.exit_code) == (True, code)


def test_a_successful_test_sign_in_promotes_a_held_back_delivery(counter: Counter) -> None:
    holding, plain = Holding(), Box()
    plain.promote = lambda: "never"  # type: ignore[method-assign]
    made = counter.give(holding, plain, prove=lambda: WORKS)
    assert [each.message for each in made.deliveries] == ["It's in the box. It's in use.", "It's in the box."]
    assert made.exit_code is ExitCode.DONE


@pytest.mark.parametrize(
    ("proof", "promote_unproven", "promotions"),
    [(None, False, 0), (None, True, 1), (REFUSED, True, 0), (REFUSED, False, 0), (UNREACHABLE, True, 0)],
)
def test_promote_unproven_promotes_an_untested_delivery_but_not_a_failed_one(
    counter: Counter, proof: SmtpResult | None, promote_unproven: bool, promotions: int
) -> None:
    holding = Holding()
    prove = (lambda: proof) if proof else None
    [delivery] = counter.give(holding, prove=prove, promote_unproven=promote_unproven).deliveries
    assert holding.promotions == promotions
    assert delivery.message.endswith("It's in use." if promotions else "It's held back.")


def test_an_untested_delivery_is_not_promoted_by_default(counter: Counter) -> None:
    holding = Holding()
    counter.give(holding)
    assert holding.promotions == 0


def test_a_failed_promotion_is_reported_and_the_credential_is_kept(counter: Counter) -> None:
    error = OciSmtpError("No.")
    made = counter.give(Holding(error), prove=lambda: WORKS)
    assert made.deliveries[0].unpromoted is error
    assert made.deliveries[0].message == "It's in the box. It's held back."
    assert (made.is_kept, made.exit_code) == (True, ExitCode.FAILED)


def test_a_full_disk_after_the_shown_record_keeps_the_credential(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    monkeypatch.setattr("services.storage.atomic_write.os", disk)
    issue = counter.issue()
    disk.full_after(1)  # that it was shown
    made = counter.give(Box(), issue=issue)
    assert "No space left on device" in made.deliveries[0].unnoted
    assert "No space left on device" in made.unconfirmed
    assert (made.is_kept, len(counter.held(NONE)), counter.state) == (True, 1, JournalState.SHOWN)


def test_nothing_is_delivered_when_the_journal_cannot_record_shown(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, box = Disk(), Box()
    monkeypatch.setattr("services.storage.atomic_write.os", disk)
    issue = counter.issue()
    disk.full_after(0)
    with pytest.raises(OciSmtpError, match="No space left on device"):
        counter.give(box, issue=issue)
    assert box.passwords == []


def test_the_error_names_a_destination_that_might_still_hold_the_password(counter: Counter) -> None:
    where = Destination(KEYRING, "entry", datetime.now(timezone.utc))

    class Noting(Box):
        def deliver(self, package: Package) -> Receipt:
            package.note(where)
            raise NotDeliveredError("The box is closed.")

    with pytest.raises(UndeliveredError) as caught:
        counter.give(Noting())
    assert [each.name for each in caught.value.destinations] == ["entry"]
