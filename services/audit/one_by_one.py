"""Reading a source that gives credentials user by user only: several requests at once."""

from collections import deque
from collections.abc import Iterator

from services.api.error_mapping import DOMAINS_OWN_CODES
from services.audit.row_reader import RowReader, UserHoldings
from services.audit.throttled_requests import CancelledError, ThrottledRequests
from services.audit.worker_pool import WorkerPool
from services.directory.source import UserSource
from services.model.errors import (
    BusyError,
    IncompleteError,
    NotAuthenticatedError,
    OciSmtpError,
    RateLimitedError,
    UnreachableError,
)
from services.model.override import override
from services.model.values import User

AHEAD = 500
"""While at least this many users wait for their check, the next page is requested, so that it comes in time."""

FEW_IN_A_ROW = 2
"""Users that can be rejected one after the other where one thread asks: a user is asked about twice."""

Trouble = CancelledError | OciSmtpError


class PerUserReader(RowReader):
    """One request a user, at most `threads` at once."""

    def __init__(self, source: UserSource, calls: ThrottledRequests, threads: int) -> None:
        self._source = source
        self._calls = calls
        self._threads = threads
        self._users = source.users()
        self._waiting: deque[User] = deque()
        self._busy_in_a_row = 0
        self.listed = 0
        self.is_listed = False
        self.lacking: list[IncompleteError] = []
        self._rejected_once: set[str] = set()
        self._rejections_in_a_row = 0

    @override
    def run(self) -> Iterator[list[UserHoldings]]:
        self._rejected_once.clear()
        self._rejections_in_a_row = 0
        crew = WorkerPool(self._look_at, self._threads)
        trouble: Trouble | None = None
        try:
            while self._waiting or crew.busy or not self.is_listed:
                trouble = self._list_more(crew) if crew.busy + len(self._waiting) < AHEAD else None
                while self._waiting and crew.busy < AHEAD and not trouble:
                    crew.take(self._waiting.popleft())
                held, met = self._sorted_out(crew)
                trouble = trouble or met
                yield held
                if trouble:
                    yield self._wound_up(crew)
                    raise trouble
        except GeneratorExit:
            self._calls.cancel()
            raise
        finally:
            crew.dismiss()

    def _look_at(self, user: User) -> UserHoldings:
        """A user with the credentials, or with why they could not be read. Runs in a thread of the crew."""
        try:
            return UserHoldings(user, self._calls.make(lambda: self._source.credentials(user)))
        except IncompleteError as error:
            return UserHoldings(user, error.part, error)

    def _list_more(self, crew: WorkerPool[User, UserHoldings]) -> Trouble | None:
        """Take another page of users, if there is one; what came in between."""
        if self.is_listed:
            return None
        try:
            page = self._calls.make(lambda: next(self._users, None))
        except IncompleteError as error:
            self.lacking.append(error)
            page = None
        except (CancelledError, OciSmtpError) as trouble:
            return trouble
        self.is_listed = page is None
        self._waiting.extend(page or ())
        self.listed += len(page or ())
        return None

    def _sorted_out(self, crew: WorkerPool[User, UserHoldings]) -> tuple[list[UserHoldings], Trouble | None]:
        """What the crew has found by now, and why it should stop. Whom it could not look at waits again."""
        held: list[UserHoldings] = []
        met: Trouble | None = None
        for user, outcome in crew.outcomes():
            if isinstance(outcome, UserHoldings):
                self._busy_in_a_row = self._rejections_in_a_row = 0
                held.append(outcome)
            elif isinstance(outcome, NotAuthenticatedError) and self._may_pass(user, outcome):
                self._waiting.append(user)
            elif isinstance(outcome, OciSmtpError) and not self._ends_all(outcome):
                held.append(UserHoldings(user, error=outcome))
            elif isinstance(outcome, (CancelledError, OciSmtpError)):
                self._waiting.append(user)
                met = met or outcome
            else:
                raise outcome
        return held, met

    def _ends_all(self, error: OciSmtpError) -> bool:
        """Whether it concerns everyone, and not the one user that was asked about."""
        if isinstance(error, NotAuthenticatedError):
            return self._rejections_in_a_row > max(self._threads, FEW_IN_A_ROW)
        if isinstance(error, BusyError):
            self._busy_in_a_row += 1
        return isinstance(error, (RateLimitedError, UnreachableError)) or self._busy_in_a_row > self._threads

    def _may_pass(self, user: User, error: NotAuthenticatedError) -> bool:
        """Whether to ask about that user once more, after the others: the rejection might be of every request."""
        if error.code in DOMAINS_OWN_CODES:  # one of those is said of a user that IAM cannot look up
            return False
        self._rejections_in_a_row += 1
        is_first = user.ocid not in self._rejected_once
        self._rejected_once.add(user.ocid)
        return is_first and not self._ends_all(error)

    def _wound_up(self, crew: WorkerPool[User, UserHoldings]) -> list[UserHoldings]:
        """Let no more requests start, and wait for those in progress."""
        self._calls.cancel()
        held: list[UserHoldings] = []
        while crew.busy:
            held += self._sorted_out(crew)[0]
        return held
