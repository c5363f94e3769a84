"""The audit: every SMTP credential that can be read, with its findings, and a name for whatever cannot."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.audit.findings import OLD_DAYS, AuditRow, assessed, is_for_administrators
from services.audit.in_bulk import BulkReader
from services.audit.one_by_one import PerUserReader
from services.audit.progress import AuditProgress, Speedometer
from services.audit.row_reader import RowReader, UserHoldings
from services.audit.throttled_requests import CancelledError, ThrottledRequests
from services.directory import Directory
from services.directory.source import UserSource
from services.model.errors import (
    BusyError,
    IncompleteError,
    NotAuthenticatedError,
    OciSmtpError,
    SessionExpiredError,
    UnreachableError,
    WrongClockError,
)

CONCURRENCY = 8
"""Requests in progress at once, at first: IAM publishes no rate limit, and eight have not been seen to meet one."""

PASSING = (BusyError, UnreachableError)
"""Errors after which it's worth continuing later."""

SIGNATURE_REJECTED = "NotAuthenticated"
"""IAM's code where it's the signature, and not what it's asked for (API/References/apierrors.htm)."""


@dataclass(frozen=True)
class AuditGap:
    """Something that the audit does not know: what it is, and why."""

    what: str
    error: OciSmtpError
    source: str = ""
    """The label of the source whose users, or some of them, aren't known; empty where it is less."""
    user_ocid: str = ""
    """The user whose credentials, or some of them, aren't known."""


class Audit:
    """Looks through a directory once. Can be stopped from another thread, and continued with: nothing is read twice."""

    def __init__(self, directory: Directory, old_days: int = OLD_DAYS) -> None:
        self.old_days = old_days
        self.rows: list[AuditRow] = []
        """What was found so far, in no particular order."""
        self.is_whole = False
        """Whether everything was looked at; there may be holes."""
        self._directory = directory
        self._calls = ThrottledRequests(CONCURRENCY)
        self._speed = Speedometer()
        self._parts: list[_Part] | None = None
        self._holes: list[AuditGap] = []

    @property
    def holes(self) -> list[AuditGap]:
        """What could not be read so far."""
        return [*self._holes, *(part.gap for part in self._parts or [] if part.gap)]

    @property
    def is_stopped(self) -> bool:
        """Whether there are users that were not looked at yet, and no error kept it from looking."""
        parts = self._parts
        return not self.is_whole and (parts is None or any(not (part.is_done or part.gap) for part in parts))

    def run(self) -> Iterator[list[AuditRow]]:
        """Resume where it stopped; rows as they come, now and then none. It just ends when it is stopped.

        A part that can't be read doesn't keep it from reading the others.

        Raises:
            OciSmtpError: nothing at all may be read, or a part can't be read now; what was read stays, and `run` tries
                that part again.
        """
        self._calls.resume()
        self._speed.start()
        try:
            for part in self._all_parts():
                if not part.is_done:
                    yield from self._through(part)
        except CancelledError:
            return
        finally:
            self._speed.stop()
        errors = [part.gap.error for part in self._all_parts() if part.gap]
        if errors and len(errors) == len(self._all_parts()) and not self.rows and not self._speed.done:
            self._parts, self._holes = None, []
            raise errors[0]
        for error in errors:
            if _may_pass(error):
                raise error
        self.is_whole = True

    def stop(self) -> None:
        """Let no further request start; what is in progress is waited for, and kept."""
        self._calls.cancel()

    @property
    def progress(self) -> AuditProgress:
        """How many users were looked at, of those known."""
        parts = self._parts or []
        are_all_known = bool(parts) and all(part.is_done or part.is_listed for part in parts)
        return AuditProgress(self._speed.done, sum(part.listed for part in parts), are_all_known, self._speed.rate)

    @property
    def waits_seconds(self) -> float:
        """How much longer OCI asked us to wait before the next request; 0 while it does not."""
        return self._calls.waits_seconds

    def _all_parts(self) -> list["_Part"]:
        if self._parts is None:
            self._parts = [_Part(source) for source in self._directory.sources()]
        return self._parts

    def _through(self, part: "_Part") -> Iterator[list[AuditRow]]:
        part.gap = None
        try:
            if part.administrators is None:
                part.administrators = self._administrators_of(part.source)
            reading = part.reading(self._calls, CONCURRENCY)
            for batch in reading.run():
                rows = [row for held in batch for row in self._taken(held, part.administrators)]
                self.rows += rows
                self._speed.add(len(batch))
                yield rows
        except OciSmtpError as error:
            part.gap = AuditGap(f"users of {part.source.label}", error, part.source.label)
            part.is_done = not _may_pass(error)
            return
        self._holes += [AuditGap(f"some of {part.source.label}", error, part.source.label) for error in reading.lacking]
        part.is_done = True

    def _administrators_of(self, source: UserSource) -> set[str]:
        """The users in groups of administrators; where they can't be read, those that can, and a hole that says so."""
        found: set[str] = set()
        for ocid in [ocid for ocid, name in self._groups_of(source).items() if is_for_administrators(name)]:
            try:
                pages = source.members(ocid)
                while (page := self._calls.make(lambda pages=pages: next(pages, None))) is not None:  # type: ignore[misc]  # bound in the loop
                    found.update(page)
            except UnreachableError:
                raise
            except OciSmtpError as error:
                self._holes.append(AuditGap(f"administrators of {source.label}", error))
        return found

    def _groups_of(self, source: UserSource) -> dict[str, str]:
        try:
            return self._calls.make(source.group_names)
        except UnreachableError:
            raise
        except OciSmtpError as error:
            self._holes.append(AuditGap(f"administrators of {source.label}", error))
            return dict(error.part) if isinstance(error, IncompleteError) else {}

    def _taken(self, held: UserHoldings, administrators: set[str]) -> list[AuditRow]:
        if held.error:
            domain = f" in {held.user.domain}" if held.user.domain else ""
            self._holes.append(AuditGap(f"{held.user.name}{domain}", held.error, user_ocid=held.user.ocid))
        return assessed(held.user, held.credentials, held.user.ocid in administrators, self.old_days)


class _Part:
    """How far one source of the directory is."""

    def __init__(self, source: UserSource) -> None:
        self.source = source
        self.administrators: set[str] | None = None
        self.is_done = False
        self.gap: AuditGap | None = None
        """Why it can't be read."""
        self._reading: RowReader | None = None

    def reading(self, calls: ThrottledRequests, threads: int) -> RowReader:
        """The one that was begun, if one was."""
        if self._reading is None:
            pages = self.source.all_credentials()
            self._reading = (
                PerUserReader(self.source, calls, threads) if pages is None else BulkReader(self.source, pages, calls)
            )
        return self._reading

    @property
    def listed(self) -> int:
        return self._reading.listed if self._reading else 0

    @property
    def is_listed(self) -> bool:
        return self._reading is not None and self._reading.is_listed


def _may_pass(error: OciSmtpError) -> bool:
    """Whether it's worth trying that part again: the network, OCI's own trouble, or a sign-in that ended."""
    if isinstance(error, NotAuthenticatedError):
        return isinstance(error, (SessionExpiredError, WrongClockError)) or error.code == SIGNATURE_REJECTED
    return isinstance(error, PASSING)
