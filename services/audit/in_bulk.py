"""Reading a source that lists everyone's credentials: those first, then the users they belong to."""

from collections.abc import Iterator
from typing import TypeVar

from services.audit.row_reader import RowReader, UserHoldings
from services.audit.throttled_requests import ThrottledRequests
from services.directory.source import UserSource
from services.model.errors import IncompleteError, NotFoundError, OciSmtpError
from services.model.override import override
from services.model.values import Credential, OwnedCredential, User

T = TypeVar("T")


class BulkReader(RowReader):
    """One request a thousand credentials and one a thousand users."""

    def __init__(self, source: UserSource, pages: Iterator[list[OwnedCredential]], calls: ThrottledRequests) -> None:
        self._source = source
        self._calls = calls
        self._credentials = pages
        self._users = source.users()
        self._of: dict[str, list[Credential]] = {}
        self._names: dict[str, str] = {}
        self._done = 0
        self.listed = 0
        self.is_listed = False
        self.lacking: list[IncompleteError] = []

    @override
    def run(self) -> Iterator[list[UserHoldings]]:
        if not self.is_listed:
            self.listed = self._count()
            self.is_listed = bool(self.listed)
        while (owned := self._next(self._credentials)) is not None:
            self._sort_in(owned)
            yield []
        while (page := self._next(self._users)) is not None:
            self._done += len(page)
            self.listed = max(self.listed, self._done)
            yield [UserHoldings(user, self._of.pop(user.ocid, ())) for user in page]
        self.listed, self.is_listed = self._done, True
        yield [self._of_nobody(ocid) for ocid in list(self._of)]

    def _count(self) -> int:
        """Of the users, for the progress alone; 0 where the domain doesn't say."""
        try:
            return self._calls.make(self._source.user_count) or 0
        except OciSmtpError:
            return 0

    def _next(self, pages: Iterator[T]) -> T | None:
        try:
            return self._calls.make(lambda: next(pages, None))
        except IncompleteError as error:
            self.lacking.append(error)
            return None

    def _sort_in(self, page: list[OwnedCredential]) -> None:
        for owned in page:
            self._of.setdefault(owned.owner_ocid, []).append(owned.credential)
            self._names[owned.owner_ocid] = owned.owner_name

    def _of_nobody(self, ocid: str) -> UserHoldings:
        """Credentials whose owner is not among the users: created later, or not visible to us."""
        owner = User(ocid, self._names[ocid] or ocid or "a user without an ID", status="")
        return UserHoldings(owner, self._of.pop(ocid), NotFoundError("The owner isn't in the user list."))
