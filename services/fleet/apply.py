"""Carrying out a plan: several rows at once, at a pace that OCI accepts, until all are done or something ends it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from services.api.session import Session
from services.audit.audit import CONCURRENCY, SIGNATURE_REJECTED
from services.audit.progress import Speedometer
from services.audit.throttled_requests import ThrottledRequests
from services.audit.worker_pool import WorkerPool
from services.credentials.journal import Journal
from services.directory import Directory
from services.fleet.paced_directory import paced
from services.fleet.plan import Plan, PlannedRow
from services.fleet.progress import FleetProgress
from services.fleet.reasons import Reason
from services.fleet.receipt_lines import Receipt, RowState
from services.fleet.receipts import Receipts
from services.fleet.row_work import RowResult, RowWork
from services.model.errors import (
    NotAuthenticatedError,
    OciSmtpError,
    RateLimitedError,
    SessionExpiredError,
    UnreachableError,
    WrongClockError,
)
from services.resources.email import endpoint
from services.resources.remembered import remembering
from services.storage.state_dir import StateDirError

ROWS_AT_ONCE = 2 * CONCURRENCY
"""Rows in progress: while some send requests, of which there are `CONCURRENCY` at once, others write to the disk."""

AHEAD = 2
"""Rows that wait for each thread, so that none is idle while results are passed on."""

PAUSED_SECONDS = 0.2
"""How often a paused run looks whether it should stop."""

STOP_AFTER = 10
"""Failures after which a run stops, where no other number is asked for: something is wrong with more than one row."""

ENDS_ALL = (SessionExpiredError, WrongClockError, UnreachableError, RateLimitedError, StateDirError)
"""Errors that every other row would meet, too."""

FAILURES = (RowState.FAILED, RowState.UNKNOWN)


Follow = Callable[[FleetProgress, Receipt | None], None]
"""Hears how far the run is, with the receipt of the row that has come to an end, if one has. Called in one thread."""


class FleetRun:
    """One run over a plan. `pause`, `resume`, and `stop` can be called from other threads."""

    def __init__(
        self,
        plan: Plan,
        session: Session,
        directory: Directory,
        journal: Journal,
        *,
        most: int = 0,
        stop_after: int = STOP_AFTER,
    ) -> None:
        """`most` is how many rows to carry out at most, 0 for all; `stop_after` how many can fail, 0 for all.

        Raises:
            UsageError: the plan is of another tenancy.
        """
        plan.check(plan.head.kind, session.tenancy_ocid)
        self.why_stopped: OciSmtpError | None = None
        """What ended the run before all rows were tried, where that was an error that every row would meet."""
        self._plan = plan
        self._session = session
        self._directory = directory
        self._journal = journal
        self._most = most or plan.head.rows
        self._stop_after = stop_after
        self._calls = ThrottledRequests(CONCURRENCY)
        self._may_begin = threading.Event()
        self._may_begin.set()
        self._is_stopped = threading.Event()
        self._wants_stop = False
        self._judging = threading.Lock()
        self._failures = 0
        self._speed = Speedometer()
        self._progress = FleetProgress(plan.head.rows)

    def pause(self) -> None:
        """Begin no more rows until `resume`; those in progress are finished."""
        self._may_begin.clear()

    def resume(self) -> None:
        """Begin rows again."""
        self._may_begin.set()

    def ask_to_stop(self) -> None:
        """The same, soon, from a handler of a signal: takes no lock, which the interrupted code might hold."""
        self._wants_stop = True

    def stop(self) -> None:
        """End the run after the rows in progress. What wasn't sent by now isn't sent."""
        self._is_stopped.set()
        self._may_begin.set()
        self._calls.cancel()

    @property
    def is_stopped(self) -> bool:
        """Whether it was asked to stop, or stopped by itself."""
        return self._is_stopped.is_set()

    def run(self, follow: Follow) -> FleetProgress:
        """Carry out all rows that aren't done; how far it came.

        Raises:
            OciSmtpError: the receipts can't be read or written.
        """
        receipts = Receipts(self._plan, self._journal.directory)
        try:
            where = endpoint(self._session)
            directory = paced(self._directory, self._calls)
            work = RowWork(self._session, directory, self._journal, self._plan.head, receipts, where)
            self._progress = replace(self._progress, earlier=receipts.count(RowState.DONE))
            rows = (row for row in self._plan.rows() if receipts.state(row.number) is not RowState.DONE)
            self._speed.start()
            self._tell(follow, None)
            with remembering(self._session):
                self._through(rows, work, follow)
        finally:
            receipts.close()
        return self._progress

    def _through(self, rows: Iterator[PlannedRow], work: RowWork, follow: Follow) -> None:
        crew: WorkerPool[PlannedRow, RowResult | None] = WorkerPool(lambda row: self._begun(work, row), ROWS_AT_ONCE)
        trouble: Exception | None = None
        try:
            while self._take(rows, crew):
                for _, outcome in crew.outcomes():
                    if isinstance(outcome, Exception):
                        trouble = trouble or outcome
                        self.stop()
                    else:
                        self._note(outcome, follow)
                self._tell(follow, None)
        finally:
            self.stop()  # also where something ends us here: threads must begin no more rows
            crew.dismiss()
        if trouble:
            raise trouble

    def _take(self, rows: Iterator[PlannedRow], crew: "WorkerPool[PlannedRow, RowResult | None]") -> bool:
        """Give the crew more rows; whether there is anything to wait for."""
        if self._wants_stop:
            self.stop()
        if not self._may_begin.is_set() and not crew.busy:
            self._may_begin.wait(PAUSED_SECONDS)  # and then the progress is told again
            return True
        while crew.busy < ROWS_AT_ONCE * AHEAD and self._may_take(crew.busy):
            row = next(rows, None)
            if row is None:
                break
            crew.take(row)
        return crew.busy > 0

    def _may_take(self, busy: int) -> bool:
        is_open = self._may_begin.is_set() and not self._is_stopped.is_set()
        return is_open and self._progress.tried + busy < self._most

    def _begun(self, work: RowWork, row: PlannedRow) -> RowResult | None:
        """A row carried out, in a thread of the crew; None where it wasn't."""
        self._may_begin.wait()
        if self._is_stopped.is_set():
            return None
        try:
            result = work.carry_out(row)
        except Exception:  # no receipt, no further rows: the thread that is told of it would be too late
            self.stop()
            raise
        if result:
            self._judge(result)
        return result

    def _note(self, result: RowResult | None, follow: Follow) -> None:
        now = self._progress
        if result is None:
            if not self._is_stopped.is_set():
                self._progress = replace(now, elsewhere=now.elsewhere + 1)
            return
        receipt = result.receipt
        if receipt.reason == Reason.CANCELED:  # as if it had never been begun
            return
        self._progress = replace(
            now,
            done=now.done + (receipt.state is RowState.DONE),
            skipped=now.skipped + (receipt.state is RowState.SKIPPED),
            failed=now.failed + (receipt.state is RowState.FAILED),
            unknown=now.unknown + (receipt.state is RowState.UNKNOWN),
            flawed=now.flawed + (receipt.state is RowState.DONE and bool(receipt.reason)),
        )
        self._speed.add(1)
        self._tell(follow, receipt)

    def _judge(self, result: RowResult) -> None:
        """Stop where the others would fail as well. At once, in the thread of the row: the others are quick."""
        receipt = result.receipt
        is_failure = receipt.state in FAILURES or (receipt.state is RowState.DONE and bool(receipt.reason))
        with self._judging:
            self._failures += is_failure and not result.is_of_earlier_run
            is_enough = 0 < self._stop_after <= self._failures
            if result.error and _ends_all(result.error):
                self.why_stopped = self.why_stopped or result.error
        if is_enough or self.why_stopped:
            self.stop()

    def _tell(self, follow: Follow, receipt: Receipt | None) -> None:
        is_paused = not self._may_begin.is_set()
        rate, waits = self._speed.rate, self._calls.waits_seconds
        self._progress = replace(self._progress, rate=rate, waits_seconds=waits, is_paused=is_paused)
        follow(self._progress, receipt)


def _ends_all(error: OciSmtpError) -> bool:
    return isinstance(error, ENDS_ALL) or (
        isinstance(error, NotAuthenticatedError) and error.code == SIGNATURE_REJECTED
    )
