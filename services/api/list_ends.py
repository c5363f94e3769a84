"""Lists that come page by page, and must come to an end."""

from hashlib import sha256

from services.api.transport_errors import UNREADABLE
from services.model.errors import IncompleteError

MOST_PAGES = 20_000
"""Of one list. At 25 rows a page, fewer than any service of OCI's gives, that is half a million."""

MOST_EMPTY_PAGES = 100
"""One after the other. A page may be empty, and not the last, where OCI left out what isn't visible to you."""


class ListEnd:
    """Watches one list for not ending: by its pages, and by what names the next one."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._pages = 0
        self._rows = 0
        self._empty = 0
        self._last: list[object] = []
        self._tokens: set[bytes] = set()

    def took(self, page: list[object], token: str = "") -> None:
        """A page came. `token` names the next one, and is empty where there is none, or where that is a number.

        Raises:
            IncompleteError: the list goes round in a circle, or has no end.
        """
        self._pages += 1
        self._rows += len(page)
        self._empty = 0 if page else self._empty + 1
        if page and page == self._last:
            raise self.incomplete("the same page came twice")
        self._last = page
        if not token:
            return
        digest = sha256(token.encode()).digest()
        if digest in self._tokens:
            raise self.incomplete("its pages repeat")
        self._tokens.add(digest)
        if self._empty >= MOST_EMPTY_PAGES:
            raise self.incomplete(f"{self._empty} empty pages came in a row")
        if self._pages >= MOST_PAGES:
            raise self.incomplete(f"{self._pages} pages came without an end")

    def incomplete(self, why: str) -> IncompleteError:
        """The error that says so."""
        return IncompleteError(
            f"OCI returned an incomplete list while {self._doing}: {why}, after {self._rows} rows.", UNREADABLE
        )
