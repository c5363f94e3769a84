"""How often the request is sent, and when not again."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest

from services.api.retries import REQUEST_SECONDS
from services.credentials import create
from services.credentials.create import MAX_SECONDS, MAX_TRIES, CreateRequest, MaybeCreatedError, send
from services.demo.tenancy import Tenancy
from services.directory import PasswordMissingError
from services.directory.classic import ClassicDirectory
from services.model.errors import (
    BusyError,
    ConflictError,
    LimitReachedError,
    NotAuthenticatedError,
    OciSmtpError,
    OutcomeUnknownError,
    RefusedError,
    UnreachableError,
)
from services.model.secret import Secret
from services.model.values import Credential, IssuedCredential, User

CREATE = "create_smtp_credential"


class Sleepless(threading.Event):
    """An event whose waits take no time and are counted."""

    def __init__(self, stops_at: int = 99) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._stops_at = stops_at

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0.0)
        return len(self.waits) >= self._stops_at


@pytest.fixture
def request_(classic_directory: ClassicDirectory) -> CreateRequest:
    return CreateRequest(classic_directory.find("kim.park"), "billing [ocismtp:0]", "token")


def creates(tenancy: Tenancy) -> list[str | None]:
    return [entry.retry_token for entry in tenancy.request_log if entry.operation == CREATE]


@pytest.mark.parametrize("kind", ["429", "500", "502", "503", "504"])
def test_a_temporary_error_is_retried_with_the_same_retry_token(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest, kind: str
) -> None:
    tenancy.faults.add(kind, CREATE, times=2)
    tries: list[int] = []
    issued = send(classic_directory, request_, tries.append, Sleepless())
    assert tenancy.password_of(issued.credential.ocid) == issued.password.reveal()
    assert tries == [1, 2, 3]
    assert creates(tenancy) == ["token"] * MAX_TRIES


def test_a_retry_after_a_503_returns_the_credential_already_created(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("503", CREATE).done = True
    issued = send(classic_directory, request_, lambda _: None, Sleepless())
    [there] = tenancy.credentials(request_.user.ocid)
    assert issued.password.reveal() == there.password


def test_a_replay_without_a_password_raises_an_error(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.settings.replay_password = False
    tenancy.faults.add("503", CREATE).done = True
    with pytest.raises(PasswordMissingError):
        send(classic_directory, request_, lambda _: None, Sleepless())


@pytest.mark.parametrize(
    ("kind", "error"),
    [("400", RefusedError), ("401", NotAuthenticatedError), ("409", ConflictError), ("412", ConflictError)],
)
def test_a_rejected_request_is_not_retried(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest, kind: str, error: type[OciSmtpError]
) -> None:
    tenancy.faults.add(kind, CREATE, times=0)
    with pytest.raises(error):
        send(classic_directory, request_, lambda _: None, Sleepless())
    assert len(creates(tenancy)) == 1


@pytest.mark.parametrize("kind", ["timeout", "lost", "reset-before", "reset-after", "malformed"])
def test_a_request_with_a_lost_response_is_never_retried(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest, kind: str
) -> None:
    tenancy.faults.add(kind, CREATE, times=0)
    with pytest.raises(OutcomeUnknownError):
        send(classic_directory, request_, lambda _: None, Sleepless())
    assert len(creates(tenancy)) == 1


def test_a_rejection_after_a_503_reports_that_a_credential_might_exist(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("503", CREATE).done = True
    tenancy.faults.add("409", CREATE)
    with pytest.raises(MaybeCreatedError):
        send(classic_directory, request_, lambda _: None, Sleepless())
    assert len(tenancy.credentials(request_.user.ocid)) == 1


def test_send_raises_limit_reached_for_a_user_with_two_credentials(
    tenancy: Tenancy, classic_directory: ClassicDirectory
) -> None:
    user = classic_directory.find("billing.relay")
    with pytest.raises(LimitReachedError):
        send(classic_directory, CreateRequest(user, "third", "token"), lambda _: None, Sleepless())


def test_send_waits_as_long_as_the_retry_after_header_says(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("429", CREATE, retry_after=7)
    tenancy.faults.add("503", CREATE, retry_after="Sun, 06 Nov 1994 08:49:37 GMT")
    stop = Sleepless()
    told: list[float] = []
    send(classic_directory, request_, lambda _: None, stop, told.append)
    assert stop.waits[0] == 7
    assert told == [7], "a date that is over asks for nothing"


def test_send_does_not_wait_when_retry_after_exceeds_the_time_limit(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("429", CREATE, times=0, retry_after=int(MAX_SECONDS) + 1)
    stop = Sleepless()
    with pytest.raises(BusyError):
        send(classic_directory, request_, lambda _: None, stop)
    assert stop.waits == []
    assert len(creates(tenancy)) == 1


@pytest.mark.parametrize(
    ("retry_after", "gone", "waits"),
    [
        (15, 0.0, [15.0]),
        (16, 0.0, []),
        (15, 0.5, []),
        (14, 1.0, [14.0]),
        (0, 14.0, [1.0]),
        (0, 14.5, []),
        (1, 0.0, [1.0]),
    ],
)
def test_send_does_not_retry_when_the_total_could_exceed_45_seconds(
    request_: CreateRequest, monkeypatch: pytest.MonkeyPatch, retry_after: int, gone: float, waits: list[float]
) -> None:
    """It may take 30 by itself."""
    clock = [100.0]
    monkeypatch.setattr(create, "monotonic", lambda: clock[0])
    busy = BusyError("busy")
    busy.retry_after = float(retry_after)

    def take_time() -> None:
        clock[0] += gone

    directory, stop = Scripted([busy], take_time), Sleepless()
    if waits:
        send(directory, request_, lambda _: None, stop)
    else:
        with pytest.raises(BusyError):
            send(directory, request_, lambda _: None, stop)
    assert (stop.waits, directory.asked) == (waits, 1 + len(waits))


def test_the_pause_before_each_retry_grows(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("503", CREATE, times=0)
    stop = Sleepless()
    with pytest.raises(OutcomeUnknownError):
        send(classic_directory, request_, lambda _: None, stop)
    assert stop.waits == [1.0, 2.0]


def test_canceling_during_a_pause_raises_the_error_of_the_last_try(
    tenancy: Tenancy, classic_directory: ClassicDirectory, request_: CreateRequest
) -> None:
    tenancy.faults.add("429", CREATE, times=0)
    with pytest.raises(BusyError):
        send(classic_directory, request_, lambda _: None, Sleepless(stops_at=1))
    tenancy.faults.clear()
    tenancy.faults.add("503", CREATE, times=0)
    with pytest.raises(OutcomeUnknownError):
        send(classic_directory, request_, lambda _: None, Sleepless(stops_at=1))
    assert len(creates(tenancy)) == 2


class Scripted(ClassicDirectory):
    """A directory whose creates answer what the script says, each after so many seconds."""

    def __init__(self, script: list[OciSmtpError], pass_time: Callable[[], None]) -> None:
        self._script = script
        self._pass_time = pass_time
        self.asked = 0

    def create_credential(
        self, user: User, description: str, retry_token: str, expires: datetime | None = None
    ) -> IssuedCredential:
        self.asked += 1
        self._pass_time()
        if self._script:
            raise self._script.pop(0)
        return IssuedCredential(Credential("ocid1.c", "name", description, "ACTIVE"), Secret(retry_token))


def test_a_failed_connection_is_retried(request_: CreateRequest) -> None:
    directory = Scripted([UnreachableError("no route")], lambda: None)
    assert send(directory, request_, lambda _: None, Sleepless()).password == Secret("token")
    assert directory.asked == 2


def test_no_try_begins_that_could_exceed_the_time_limit(
    request_: CreateRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(create, "monotonic", lambda: clock[0])

    def slowly() -> None:
        clock[0] += (MAX_SECONDS - REQUEST_SECONDS) * 0.8

    began: list[float] = []
    directory = Scripted([UnreachableError("no route")] * MAX_TRIES, slowly)
    with pytest.raises(UnreachableError):
        send(directory, request_, lambda _: began.append(clock[0]), Sleepless())
    assert directory.asked == 2
    assert began[-1] + REQUEST_SECONDS <= MAX_SECONDS
