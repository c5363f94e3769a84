"""Lists that come page by page, and must come to an end."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

from services.api.answer import damaged
from services.api.readable import Damage
from services.api.transport_errors import UNREADABLE
from services.model.errors import IncompleteError

MOST_PAGES = 20_000
"""Of one list. At 25 rows a page, fewer than any service of OCI's gives, that is half a million."""

MOST_EMPTY_PAGES = 100
"""One after the other. A page may be empty, and not the last, where OCI left out what isn't visible to you."""


T = TypeVar("T")


class ListEnd:
    """Watches one list for not ending, by its pages and by what names the next one, and for what it lacks."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._pages = 0
        self._rows = 0
        self._empty = 0
        self._last: Sequence[object] = []
        self._tokens: set[bytes] = set()
        self._damages: list[Damage] = []

    def lacks(self, damages: Sequence[Damage]) -> None:
        """Some of a page couldn't be read."""
        self._damages += damages

    def check_whole(self) -> None:
        """Call once after the last page.

        Raises:
            DamagedError: some of the list couldn't be read.
        """
        damages, self._damages = self._damages, []
        if damages:
            raise damaged(damages, self._doing)

    def took(self, page: Sequence[object], token: str = "") -> None:
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


def as_far_as_readable(pages: Iterable[Sequence[T]]) -> tuple[list[T], IncompleteError | None]:
    """The rows of all pages, and why those aren't all, if they aren't.

    Raises:
        OciSmtpError: a request failed.
    """
    found: list[T] = []
    try:
        for page in pages:
            found += page
    except IncompleteError as error:
        return found, error
    return found, None


def whole(rows: list[T], *lacking: IncompleteError | None) -> list[T]:
    """The rows, if none of these errors says that they aren't all.

    Raises:
        IncompleteError: the first that does, with the rows as its part.
    """
    for error in lacking:
        if error:
            error.part = rows
            raise error
    return rows


def each_row(pages: Iterable[Sequence[T]]) -> Iterator[T]:
    """The rows of all pages one by one, then the error of the last page."""
    for page in pages:
        yield from page
