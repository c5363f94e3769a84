"""A sheet on a printer of this machine's CUPS."""

import secrets
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timezone
from time import monotonic

import msgspec

from services.delivery import Availability, DeliveryChannel, NotDeliveredError, Package, Receipt
from services.delivery.sheet import sheet
from services.model.destination import PRINTER, Destination
from services.model.errors import UsageError
from services.storage.state_dir import StateDirError
from services.system import cups
from services.system.cups import CupsError

PRINTED_WITHIN_SECONDS = 120
POLL_SECONDS = 0.5

ABANDONED_WITHIN_SECONDS = 2.0
"""How long the program's end waits for the spool: a terminal that is gone cannot ask for more."""

DONE = ("completed", "aborted", "canceled", "")
"""States that a job does not leave again; the last is that of one that CUPS has forgotten."""

TITLE = "confidential"
"""Titles stand in job lists and on banner pages: it says nothing."""

CHECK_LETTERS = "ACDEFHJKLMNPRTUVWXY34679"
"""Without those that look alike on paper."""

ELSEWHERE = "To print on another machine, send it encrypted."

NOT_ELSEWHERE = (
    "oci-smtp doesn't create print files, because the file would contain the password in plain text. "
    "Encrypt it with age or OpenPGP instead."
)


def print_availability() -> Availability:
    """Whether there is a queue to print at, and why not."""
    try:
        cups.check_purge()
        found = cups.queues()
    except CupsError as error:
        return Availability(False, f"{error.cause} {ELSEWHERE}")
    if not found:
        return Availability(False, f"CUPS has no print queue. {ELSEWHERE}")
    return Availability(True, "")


class PrintChannel(DeliveryChannel):
    """One sheet, through standard input of `lp`; its file is taken out of the spool at once.

    That paper came out is nothing that CUPS knows: a receipt is verified only once the check word, which stands at the
    end of the sheet, was read from it (`seen`).
    """

    def __init__(self, queue: str) -> None:
        self.name = f"printer {queue}"
        self.queue = queue
        self._is_abandoned = threading.Event()
        self._is_out_of_spool = threading.Event()
        self._is_out_of_spool.set()
        self._check = "".join(secrets.choice(CHECK_LETTERS) for _ in range(4))
        self._is_seen = False

    @classmethod
    def from_argument(cls, argument: str) -> "PrintChannel":
        """The name of a queue.

        Raises:
            UsageError: there is no such queue, or a file is meant.
            CupsError: there is no CUPS here.
        """
        if "/" in argument or argument == "-":
            raise UsageError("Only CUPS printers are supported.", NOT_ELSEWHERE)
        known = cups.queues()
        if argument not in known:
            raise UsageError(f'Unknown CUPS printer: "{argument}".', f"Printers: {', '.join(known) or 'none'}.")
        return cls(argument)

    def available(self) -> Availability:
        """Whether the queue is there, and a job could be taken out of the spool again."""
        try:
            cups.check_purge()
            if self.queue not in cups.queues():
                return Availability(False, f"The print queue {self.queue} no longer exists.")
            where = cups.device(self.queue)
        except CupsError as error:
            return Availability(False, f"{error.cause} {error.next_step}".strip())
        return Availability(True, f"{self.queue} prints to {where}." if where else "")

    def deliver(self, package: Package) -> Receipt:
        """Print, wait for the end of the job, and purge it from the spool.

        Raises:
            NotDeliveredError: it was not printed; the cause says whether something may still be in the spool.
            SecretGoneError: the password was wiped.
        """
        self._is_out_of_spool.clear()
        try:
            state, left, job = self._printed(package)
        except CupsError as error:
            raise NotDeliveredError(error.cause, error.next_step) from None
        finally:
            self._is_out_of_spool.set()
        if state != "completed":
            raise NotDeliveredError(
                f"Couldn't print the sheet: {self._why(job, state)}. {left}", "Choose another destination."
            )
        told = f"Sent to {self.queue}. {left} The printer might keep its own copy."
        return Receipt(f"a sheet printed on {self.queue}", False, told)

    def abandon(self) -> None:
        """Take what waits for the printer out of the spool, now: the program ends, and can't do it later.

        It blocks for a moment.
        """
        self._is_abandoned.set()
        self._is_out_of_spool.wait(ABANDONED_WITHIN_SECONDS)

    def seen(self, check: str) -> bool:
        """Whether that is the check word, as who holds the sheet reads it out."""
        self._is_seen = self._is_seen or check.strip().upper() == self._check
        return self._is_seen

    def verify(self, package: Package) -> bool:
        """Whether the check word was read out: the program can't see the paper."""
        return self._is_seen

    def _printed(self, package: Package) -> tuple[str, str, int]:
        """How the job ended, what is known of the spool, and its number.

        Raises:
            CupsError: the job was not accepted.
        """
        cups.check_purge()
        where = Destination(PRINTER, self.queue, datetime.now(timezone.utc))
        package.note(where)
        with ThreadPoolExecutor(1) as aside:  # a program that ends now must still learn the number, to purge it
            submission = aside.submit(cups.submit, self.queue, TITLE, sheet(package, self._check))
            try:
                job = submission.result()
                with suppress(StateDirError):  # the queue is written down already
                    package.note(msgspec.structs.replace(where, job=job))
                state = self._followed(job)
            finally:
                left = self._purged(submission)
        return state, left, job

    def _followed(self, job: int) -> str:
        """How the job ended; the state that it is still in where it did not in time."""
        end = monotonic() + PRINTED_WITHIN_SECONDS
        while True:
            try:
                state = cups.state(job)
            except CupsError:
                state = "unknown"
            if state in DONE or monotonic() > end or self._is_abandoned.is_set():
                return state
            self._is_abandoned.wait(POLL_SECONDS)

    def _purged(self, submission: Future[int]) -> str:
        """Take the job out of the spool, where there is one; what is known of the spool then."""
        try:
            cups.purge(submission.result())
        except CupsError as error:
            return f"{error.cause} {error.next_step}"
        return "Removed the job from the spool."

    def _why(self, job: int, state: str) -> str:
        if state in DONE:
            return f"CUPS reports for job {job}: {state or 'no such job'}"
        waiting = cups.why_waiting(self.queue)
        return f"job {job} was still {state} after {PRINTED_WITHIN_SECONDS} seconds" + (
            f" ({waiting})" if waiting else ""
        )
