"""One step until it is so: what is sent once, what again, and what is waited for."""

from collections.abc import Callable

import pytest

from services.api.waiter import LOOKING_SECONDS, PROPAGATION_SECONDS, StoppedError, settle
from services.model.errors import (
    BusyError,
    ConflictError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from tests.services.sending_user.desk import Clock

Answer = OciSmtpError | None


class Thing:
    """What is to be there: the tries to make it end as `answers` say, the last one again and again."""

    def __init__(self, *answers: Answer, appears_after: int = 0) -> None:
        self.answers = list(answers)
        self.tokens: list[str] = []
        self.looks_until_seen = appears_after
        self.is_made = False

    def look(self) -> bool | None:
        if not self.is_made:
            return None
        self.looks_until_seen -= 1
        return True if self.looks_until_seen < 0 else None

    def make(self, token: str) -> None:
        self.tokens.append(token)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            self.is_made = True
        else:
            raise answer


def answered(error: OutcomeUnknownError) -> OutcomeUnknownError:
    error.was_answered = True
    return error


MISSING = NotAuthorizedError("not there", code="NotAuthorizedOrNotFound")
NO_SUCH_GROUP = RefusedError("Group G does not exist")


@pytest.mark.parametrize(
    "refusal", [BusyError("later"), answered(OutcomeUnknownError("500")), MISSING, NO_SUCH_GROUP, ConflictError("409")]
)
def test_a_request_that_had_no_effect_is_sent_again_with_the_same_token(refusal: OciSmtpError) -> None:
    thing = Thing(refusal, refusal, None)
    assert settle(thing.look, thing.make, Clock().patience, is_fresh=True) == (True, True)
    assert len(thing.tokens) == 3
    assert len(set(thing.tokens)) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        NotAuthorizedError("403", code="NotAllowed"),
        RefusedError("Invalid parameter"),
        UnreachableError("no network"),
    ],
)
def test_a_permanent_error_is_raised_without_waiting(refusal: OciSmtpError) -> None:
    thing, clock = Thing(refusal), Clock()
    with pytest.raises(type(refusal)):
        settle(thing.look, thing.make, clock.patience, is_fresh=True)
    assert clock.pauses == []


@pytest.mark.parametrize("refusal", [MISSING, NO_SUCH_GROUP])
def test_not_found_is_raised_without_waiting_unless_resources_are_new(refusal: OciSmtpError) -> None:
    thing, clock = Thing(refusal), Clock()
    with pytest.raises(type(refusal)):
        settle(thing.look, thing.make, clock.patience)
    assert clock.pauses == []


def test_after_a_lost_response_the_result_is_checked_without_sending_again() -> None:
    thing, clock, told = Thing(OutcomeUnknownError("lost"), appears_after=2), Clock(), list[str]()
    thing.is_made, thing.looks_until_seen = True, 3
    assert settle(thing.look, thing.make, clock.patience, on_wait=told.append) == (True, True)
    assert len(thing.tokens) == 1
    assert "checking the result" in told[0]


def test_a_lost_response_without_a_visible_result_stays_unknown() -> None:
    thing, clock = Thing(OutcomeUnknownError("lost")), Clock()
    with pytest.raises(OutcomeUnknownError):
        settle(thing.look, thing.make, clock.patience)
    assert len(thing.tokens) == 1
    assert LOOKING_SECONDS <= clock.at < PROPAGATION_SECONDS


@pytest.mark.parametrize(("answer", "expected"), [(None, OutcomeUnknownError), (MISSING, NotAuthorizedError)])
def test_waiting_ends_after_the_propagation_time(answer: Answer, expected: type[OciSmtpError]) -> None:
    thing, clock = Thing(answer, appears_after=10_000), Clock()
    with pytest.raises(expected):
        settle(thing.look, thing.make, clock.patience, is_fresh=True)
    assert PROPAGATION_SECONDS <= clock.at < 2 * PROPAGATION_SECONDS


def test_the_wait_is_as_long_as_oci_asked_for() -> None:
    busy = BusyError("later")
    busy.retry_after = 17.0
    thing, clock = Thing(busy, None), Clock()
    settle(thing.look, thing.make, clock.patience)
    assert clock.pauses == [17.0]


@pytest.mark.parametrize("stop_after", [0, 1])
def test_the_admin_can_stop_the_wait(stop_after: int) -> None:
    thing = Thing(MISSING)
    with pytest.raises(StoppedError):
        settle(thing.look, thing.make, Clock(stop_after=stop_after).patience, is_fresh=True)
    assert len(thing.tokens) == stop_after


def test_an_existing_resource_is_not_created() -> None:
    never: Callable[[str], object] = lambda token: pytest.fail("made")  # noqa: E731 - said once, for its type
    assert settle(lambda: "there", never, Clock().patience) == ("there", False)
