"""What became of each row of a plan: a file beside the plan, to which lines are only added. Never a secret in it.

A line is on the disk before the step that it names, and again after the step. Several programs can carry out one plan:
each takes a row by a line in this file, while it holds the file's lock. A row that a program took and didn't finish is
open to others once that program has ended, which the lock of its run tells.
"""

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from services.fleet.plan import Plan
from services.fleet.receipt_lines import (
    IF_DAMAGED,
    Receipt,
    ReceiptsHead,
    RowState,
    Run,
    UnreadableReceiptsError,
    decoded_head,
    path_of,
)
from services.fleet.receipt_lines import decoded_line as decoded
from services.fleet.run_lock import RunLock
from services.storage.state_dir import StateDirError

PART_BYTES = 1 << 20
"""That are read at once, so that memory does not grow with the file."""

_CODES = {state: number for number, state in enumerate(RowState, start=1)}
_STATES = {number: state for state, number in _CODES.items()}


@dataclass(frozen=True)
class Claim:
    """A row that is ours to carry out now."""

    row: int
    intent: str
    """What the journal will call the credential of the row."""
    earlier: Receipt | None = None
    """What an earlier try left: its credential might exist. None where there is nothing to resolve."""
    is_in_our_journal: bool = False
    """Whether our journal knows what became of the earlier try."""


class Receipts:
    """The receipts of one plan, as this program reads and adds to them. Safe for threads and for other programs."""

    def __init__(self, plan: Plan, journal_directory: Path) -> None:
        """Open the receipts, and begin a run.

        Raises:
            UnreadableReceiptsError: they are damaged, or of another plan.
            StateDirError: they can't be written.
        """
        self.path = path_of(plan.path)
        self._rows = bytearray(plan.head.rows + 1)
        """The state of each row, by its number: a byte each."""
        self._open: dict[int, Receipt] = {}
        """The last receipts of rows whose credentials might exist."""
        self._runs: dict[str, Run] = {}
        self._offset = 0
        self._moving = threading.Lock()
        self._descriptor = _opened(self.path)
        self._run_lock = RunLock.new(plan.path)
        run = Run(self._run_lock.name, socket.gethostname(), str(journal_directory), datetime.now(timezone.utc))
        try:
            with self._locked():
                self._begin(plan)
                self._add(run)
            self._flush()
        except BaseException:
            self.close()
            raise
        self._runs[run.run] = run

    def close(self) -> None:
        """End the run: rows that it took and didn't finish are open to others."""
        os.close(self._descriptor)
        self._run_lock.release()

    def claim(self, row: int, intent: str) -> Claim | None:
        """Take a row; None where it's done, or another program works on it.

        What an earlier run left is taken over with the intent that it had, until `begin_again`.

        Raises:
            OciSmtpError: the receipts can't be read or written, so nothing may be sent.
        """
        with self._moving, self._locked():
            self._read_on()
            if self.state(row) is RowState.DONE:
                return None
            earlier = self._open.get(row)
            if earlier is None:
                self._add(self._begun(row, intent))
            elif earlier.state is RowState.BEGUN and self._is_alive(earlier.run):
                return None
            elif self._is_ours(earlier):
                self._add(msgspec.structs.replace(self._begun(row, earlier.intent), at=earlier.at))
        self._flush()
        return Claim(row, earlier.intent if earlier else intent, earlier, bool(earlier and self._is_ours(earlier)))

    def begin_again(self, claim: Claim, intent: str) -> Claim:
        """Nothing is left of the earlier try of a row of ours: it gets another intent.

        Raises:
            StateDirError: it can't be written, so nothing may be sent.
        """
        with self._moving, self._locked():
            self._read_on()
            self._add(self._begun(claim.row, intent))
        self._flush()
        return Claim(claim.row, intent)

    def write(self, receipt: Receipt) -> Receipt:
        """Add the receipt of a row of ours; it is on the disk when this returns.

        Raises:
            StateDirError: it can't be written. The journal still knows what became of the row.
        """
        receipt = msgspec.structs.replace(receipt, run=self._run_lock.name, at=datetime.now(timezone.utc))
        with self._moving, self._locked():
            self._read_on()
            self._add(receipt)
        self._flush()
        return receipt

    def state(self, row: int) -> RowState | None:
        """The last known state of a row; None where it was never begun."""
        return _STATES.get(self._rows[row])

    def count(self, state: RowState) -> int:
        """How many rows are in that state, as far as it was read."""
        return self._rows.count(_CODES[state])

    def left(self) -> int:
        """How many rows are not done."""
        return len(self._rows) - 1 - self.count(RowState.DONE)

    def _begun(self, row: int, intent: str) -> Receipt:
        return Receipt(row, RowState.BEGUN, self._run_lock.name, datetime.now(timezone.utc), intent=intent)

    def _is_ours(self, receipt: Receipt) -> bool:
        """Whether it was written by a run with our journal."""
        run, ours = self._runs.get(receipt.run), self._runs[self._run_lock.name]
        return run is not None and (run.host, run.journal) == (ours.host, ours.journal)

    def _is_alive(self, run: str) -> bool:
        return run == self._run_lock.name or self._run_lock.is_held(run, self._runs.get(run))

    def _begin(self, plan: Plan) -> None:
        """Read what is there, or write the head of a new file. Called with the lock."""
        if not os.fstat(self._descriptor).st_size:
            self._add(ReceiptsHead(plan.digest))
            return
        self._read_on()
        head = decoded_head(self.path)
        if head.plan != plan.digest:
            raise UnreadableReceiptsError(
                f"{self.path} has the receipts of another plan.", "Move it, or give the plan another name."
            )

    def _read_on(self) -> None:
        """Take in what other programs have added. Called with the lock."""
        while data := os.pread(self._descriptor, PART_BYTES, self._offset):
            end = data.rfind(b"\n") + 1
            for line in data[:end].splitlines():
                self._take(decoded(self.path, line))
            self._offset += end
            if len(data) < PART_BYTES:
                if end < len(data):  # a program was ended in the middle of a line, whose step it didn't take
                    os.ftruncate(self._descriptor, self._offset)
                return
            if not end:
                raise UnreadableReceiptsError(f"Can't read {self.path}: it's damaged.", IF_DAMAGED)

    def _take(self, entry: Receipt | Run | ReceiptsHead) -> None:
        if isinstance(entry, Run):
            self._runs[entry.run] = entry
        elif isinstance(entry, Receipt):
            if not 0 < entry.row < len(self._rows):
                raise UnreadableReceiptsError(f"{self.path} names a row that the plan doesn't have.", "Move it.")
            self._rows[entry.row] = _CODES[entry.state]
            if entry.state in (RowState.BEGUN, RowState.UNKNOWN):
                self._open[entry.row] = entry
            else:
                self._open.pop(entry.row, None)

    def _add(self, entry: Receipt | Run | ReceiptsHead) -> None:
        """Write a line whole or not at all. Called with the lock, and with all that is there read."""
        line = msgspec.json.encode(entry) + b"\n"
        try:
            if os.pwrite(self._descriptor, line, self._offset) < len(line):
                os.ftruncate(self._descriptor, self._offset)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            raise self._unwritable(error) from None
        self._offset += len(line)
        self._take(entry)

    def _flush(self) -> None:
        """Have it on the disk. Without the lock: others can add lines until it is."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._unwritable(error) from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import fcntl

        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except OSError as error:
            raise self._unwritable(error) from None
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _unwritable(self, error: OSError) -> StateDirError:
        return StateDirError(
            f"Can't write {self.path}: {error.strerror}.", "Free some disk space, and then apply the plan again."
        )


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateDirError(f"Can't write {path}: {error.strerror}.", "Nothing was generated.") from None
