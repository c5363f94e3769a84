"""Looking for a user: in what was read so far, and while that is not everyone, with OCI's own search."""

from collections.abc import Iterator

from textual.timer import Timer

from services.model.errors import OciSmtpError
from services.model.override import override
from tui.base.connection import Connection
from tui.screens.list_screen import ListScreen
from tui.screens.users_rows import COLUMNS, Page, with_rows
from widgets.row_query import longest_word

SEARCH_AFTER_SECONDS = 0.25
"""How long the keyboard must rest before a search in OCI for the typed text, in seconds."""

SEARCH_LETTERS = 2
"""Fewer than that would find half the tenancy."""

SEARCH_MOST = 1000
"""Users that a search brings; more typing narrows it."""


class UserSearch(ListScreen):
    """A list of users in which the filter looks for one: enter opens the user that fits best."""

    columns = COLUMNS
    domain = ""
    """The identity domain to which the list is limited; empty where it is not."""

    is_reading = False
    """Whether users are still to come."""

    _search_timer: Timer | None = None
    _is_searching = False
    _has_found_all = False
    """Whether OCI's search has found every user that the filter fits."""

    _opens_found = False
    """Whether the user that fits best is to be opened as soon as it is certain which one that is."""

    def page_came(self, page: Page) -> None:
        """Take in users."""
        raise NotImplementedError

    def _narrow(self, query: str) -> None:
        """Narrow what is there; while that is not everyone, have OCI look for the others."""
        if self._search_timer:
            self._search_timer.stop()
        self.forget("search")
        text = self._searched_for(query)
        self._is_searching = not self.is_whole and len(text) >= SEARCH_LETTERS
        self._has_found_all = False
        if self._is_searching:
            self._search_timer = self.set_timer(SEARCH_AFTER_SECONDS, lambda: self._search(text))
        super()._narrow(query)

    def _searched_for(self, query: str) -> str:
        return longest_word(query, [column.key for column in COLUMNS], ("name", "email"))

    def _search(self, text: str) -> None:
        if not self.is_whole:
            connection, found = self.app.connection, _Found()
            self.stream(
                "search",
                lambda: self._found(connection, text, found),
                self._merge,
                lambda: self._searched(found.is_all),
                self._search_failed,
            )

    def _found(self, connection: Connection, text: str, found: "_Found") -> Iterator[Page]:
        """Users that OCI finds for a text, page by page, up to `SEARCH_MOST`. Runs in a worker."""
        directory = connection.directory
        if not directory.searches:
            return
        count = 0
        for page in directory.search(text):
            yield with_rows([user for user in page if self.domain in ("", user.domain)])
            count += len(page)
            if count >= SEARCH_MOST:
                return
        found.is_all = True

    def _merge(self, page: Page) -> None:
        if not self.is_whole:  # else everyone is there by now
            self.page_came(page)

    def _searched(self, has_found_all: bool = False) -> None:
        self._is_searching = False
        self._has_found_all = has_found_all
        self.show_emptiness()
        self.open_pending()

    @override
    def open_found(self) -> None:
        """Open the best match. While users are still being read, a better one may come: then wait until that is known.

        What is typed until then is for the user to come: it must never reach another.
        """
        self._opens_found = True
        if not self._is_certain and self._search_timer and self._is_searching:
            self._search_timer.stop()
            self._search(self._searched_for(self.filter_bar.value))
        self.open_pending()
        if self._opens_found:
            self.prompt.status = (
                f"Opens the best match when all users have loaded. Press {self.app.key('back')} to cancel."
            )

    @property
    def _is_certain(self) -> bool:
        return not self.is_reading or self._has_found_all or self.table.is_cursor_moved

    def open_pending(self) -> None:
        """More is known of the users: open what enter was pressed for, if it is certain now."""
        if not self._opens_found or not self._is_certain:
            return
        self._stop_pending()
        if self.app.screen is not self or self.table.highlighted is None:
            self.app.forget_typed()  # for the user who doesn't open
        else:
            self.table.action_select()

    def _stop_pending(self) -> None:
        self._opens_found = False
        self.prompt.status = ""

    @property
    def awaits_text(self) -> bool:
        """Whether keys typed now are for a user who isn't open yet; `KeyQueue` reads it."""
        return self._opens_found

    @property
    @override
    def do_keys_wait(self) -> bool:
        return super().do_keys_wait or self._opens_found

    @override
    def action_back(self) -> None:
        """Don't open what enter was pressed for; else as in every list."""
        if self._opens_found:
            self._stop_pending()
        else:
            super().action_back()

    def _search_failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self._searched()

    def show_emptiness(self) -> None:
        """Say that there are no users only where all users were read."""
        if self.filter_bar.value and not self.is_whole:
            told = "Searching OCI…" if self._is_searching else f"Press {self.app.key('back')} to clear the filter."
            self.table.empty_text = f"No match among the users loaded so far. {told}"
        else:
            super().show_emptiness()


class _Found:
    """What a search came to, as the worker leaves it."""

    is_all = False
    """Whether it found every user with the text."""
