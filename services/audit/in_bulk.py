"""Reading a source that lists everyone's credentials: those first, then the users they belong to."""

from collections.abc import Iterator

from services.audit.row_reader import RowReader, UserHoldings
from services.audit.throttled_requests import ThrottledRequests
from services.directory.source import UserSource
from services.model.errors import NotFoundError
from services.model.override import override
from services.model.values import Credential, OwnedCredential, User


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

    @override
    def run(self) -> Iterator[list[UserHoldings]]:
        if not self.is_listed:
            self.listed = self._calls.make(self._source.user_count) or 0
            self.is_listed = bool(self.listed)
        while (owned := self._calls.make(lambda: next(self._credentials, None))) is not None:
            self._sort_in(owned)
            yield []
        while (page := self._calls.make(lambda: next(self._users, None))) is not None:
            self._done += len(page)
            self.listed = max(self.listed, self._done)
            yield [UserHoldings(user, self._of.pop(user.ocid, ())) for user in page]
        self.listed, self.is_listed = self._done, True
        yield [self._of_nobody(ocid) for ocid in list(self._of)]

    def _sort_in(self, page: list[OwnedCredential]) -> None:
        for owned in page:
            self._of.setdefault(owned.owner_ocid, []).append(owned.credential)
            self._names[owned.owner_ocid] = owned.owner_name

    def _of_nobody(self, ocid: str) -> UserHoldings:
        """Credentials whose owner is not among the users: created later, or not visible to us."""
        owner = User(ocid, self._names[ocid] or ocid, status="")
        return UserHoldings(owner, self._of.pop(ocid), NotFoundError("The owner isn't in the user list."))
