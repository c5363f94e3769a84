"""Identity & Security › Identity › Users: everyone, filled page by page while you move and filter."""

from collections.abc import Callable, Iterator
from datetime import datetime, timezone

from textual import on
from textual.timer import Timer

from services.directory import Json
from services.model.errors import OciSmtpError
from services.model.override import override
from services.model.values import User
from tui.base.connection import Connection
from tui.base.messages import OpenUser
from tui.commands.bindings import bindings
from tui.dialogs.domains import DomainsDialog
from tui.format.ages import age, ago, date
from tui.screens.list_screen import ListScreen
from widgets.row_index import Row
from widgets.row_query import longest_word
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("name", "Name", fraction=3, min_width=24, priority=0),
    Column("email", "E-mail", fraction=3, min_width=24, priority=1),
    Column("status", "Status", width=8, priority=2),
    Column("created", "Created", width=10, priority=3),
    Column("smtp", "SMTP", width=4, priority=4),
    Column("domain", "Domain", width=10, priority=5),
    Column("login", "Last sign-in", width=12, is_wide_only=True),
    Column("description", "Description", fraction=2, min_width=30, is_wide_only=True),
)
Page = tuple[list[User], list[Row]]
"""Users and their rows, which a worker makes: a thousand of them would keep a key waiting."""

CRUMBS = ("Identity & Security", "Identity", "Users")
STATE_EVERY_SECONDS = 30
"""How often the age of the list is written again."""

SEARCH_AFTER_SECONDS = 0.25
"""How long the keyboard must rest before a search in OCI for the typed text, in seconds."""

SEARCH_LETTERS = 2
"""Fewer than that would find half the tenancy."""

SEARCH_MOST = 1000
"""Users that a search brings; more typing narrows it."""


class UsersScreen(ListScreen):
    """The list of users."""

    BINDINGS = bindings("domain", "sort.name", "sort.email", "sort.status", "sort.created")
    footer = ("open", "filter", "sort.name", "refresh", "back", "command", "help")
    crumbs = CRUMBS
    columns = COLUMNS
    loading_text = "Loading users…"
    none_text = "There are no users that you may see."
    unread_text = "No users could be read."

    def __init__(self) -> None:
        super().__init__()
        self._users: dict[str, User] = {}
        self._fresh: list[Row] = []
        self._loaded_at: datetime | None = None
        self._domain = ""
        self._search_timer: Timer | None = None
        self._is_searching = False

    def on_mount(self) -> None:
        """Keep the age of the list true."""
        self.set_interval(STATE_EVERY_SECONDS, self._say_state)

    def load(self) -> None:
        """Ask for all users. What is shown stays until the new list is whole."""
        self._fresh = []
        self.notice.hide()
        self.filter_bar.state = "loading…"
        connection = self.app.connection
        self.stream("users", lambda: self._pages(connection), self._page_came, self._all_came, self._failed)

    def _pages(self, connection: Connection) -> Iterator[Page]:
        """Called in a worker."""
        directory = connection.directory
        return map(_with_rows, directory.users_of(self._domain) if self._domain else directory.users())

    def _page_came(self, page: Page) -> None:
        users, rows = page
        self._users.update((user.ocid, user) for user in users)
        if self.is_whole:
            self._fresh += rows
        else:
            self.table.append_rows(rows)
        self.show_count()

    def _all_came(self) -> None:
        if self.is_whole:
            self.table.replace_rows(self._fresh)
            self._fresh = []
        self.is_whole = True
        self._loaded_at = datetime.now(timezone.utc)
        self.show_emptiness()
        self.show_count()
        self._say_state()

    def _failed(self, error: OciSmtpError) -> None:
        self.show_failure(error)
        if self._loaded_at:
            self.filter_bar.state = f"as of {ago(self._loaded_at)}"

    def _narrow(self, query: str) -> None:
        """Narrow what is there; while that is not everyone, have OCI look for the others."""
        if self._search_timer:
            self._search_timer.stop()
        self.forget("search")
        text = longest_word(query, [column.key for column in COLUMNS], ("name", "email"))
        self._is_searching = not self.is_whole and len(text) >= SEARCH_LETTERS
        if self._is_searching:
            self._search_timer = self.set_timer(SEARCH_AFTER_SECONDS, lambda: self._search(text))
        super()._narrow(query)

    def _search(self, text: str) -> None:
        if not self.is_whole:
            connection = self.app.connection
            self.stream(
                "search", lambda: self._found(connection, text), self._merge, self._searched, self._search_failed
            )

    def _found(self, connection: Connection, text: str) -> Iterator[Page]:
        """Called in a worker."""
        directory = connection.directory
        count = 0
        for page in directory.search(text) if directory.searches else ():
            yield _with_rows([user for user in page if self._domain in ("", user.domain)])
            count += len(page)
            if count >= SEARCH_MOST:
                return

    def _merge(self, page: Page) -> None:
        if not self.is_whole:  # else everyone is there by now
            self._page_came(page)

    def _searched(self) -> None:
        self._is_searching = False
        self.show_emptiness()

    def _search_failed(self, error: OciSmtpError) -> None:
        self.app.remember(error)
        self._searched()

    def show_emptiness(self) -> None:
        """Say that there are no users only where all users were read."""
        if self.filter_bar.value and not self.is_whole:
            told = "Asking OCI…" if self._is_searching else "esc clears the filter."
            self.table.empty_text = f"Nobody of those read so far matches. {told}"
        else:
            super().show_emptiness()

    def _say_state(self) -> None:
        if self._loaded_at:
            told = age(self._loaded_at)
            self.filter_bar.state = "up to date" if told == "just now" else f"{told} old, r refreshes"

    def action_domain(self) -> None:
        """Choose the identity domain."""
        self.run_flow(self._choose_domain())

    async def _choose_domain(self) -> None:
        connection = self.app.connection
        try:
            names = await self.background("domains", lambda: connection.directory.domain_names())
        except OciSmtpError as error:
            self.app.show_error(error)
            return
        if len(names) < 2:
            self.toast(
                "There is one identity domain to choose from." if any(names) else "There are no identity domains."
            )
            return
        name = await self.app.question(DomainsDialog(names, self._domain))
        if name is None or name == self._domain:
            return
        self._domain = name
        self.show_crumbs(*CRUMBS, *([name] if name else []))
        self._users, self.is_whole, self._loaded_at = {}, False, None
        self.table.empty_text = self.loading_text
        self.table.replace_rows([])
        self.show_count()
        self.load()

    def action_sort_name(self) -> None:
        """Sort by name."""
        self.table.set_sort("name")

    def action_sort_email(self) -> None:
        """Sort by email."""
        self.table.set_sort("email")

    def action_sort_status(self) -> None:
        """Sort by status."""
        self.table.set_sort("status")

    def action_sort_created(self) -> None:
        """Sort by creation."""
        self.table.set_sort("created")

    def action_copy(self) -> None:
        """Copy the OCID of the user under the cursor, or those of the marked ones, one a line."""
        chosen = self.chosen_keys()
        if chosen:
            self.copy_text("\n".join(chosen), "OCID" if len(chosen) == 1 else f"{len(chosen)} OCIDs")

    @override
    def record_here(self) -> tuple[str, Callable[[], Json]] | None:
        connection, user = self.app.connection, self._users.get(self.table.highlighted or "")
        return (user.name, lambda: connection.directory.user_record(user)) if user else None

    @override
    def fields_here(self) -> list[tuple[str, str]]:
        user = self._users.get(self.table.highlighted or "")
        return fields_of_user(user) if user else []

    @on(VirtualTable.Selected)
    def _user_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.post_message(OpenUser(self._users[event.key]))


def fields_of_user(user: User) -> list[tuple[str, str]]:
    """What of a user is worth copying, by its label."""
    return [
        ("Name", user.name),
        ("E-mail", user.email),
        ("OCID", user.ocid),
        ("Description", user.description),
        ("Domain", user.domain),
    ]


def _with_rows(page: list[User]) -> Page:
    return page, [_row(user) for user in page]


def _row(user: User) -> Row:
    smtp = {True: "yes", False: "no", None: ""}[user.can_use_smtp]
    signed_in = date(user.last_login)
    cells = (user.name, user.email, user.status, date(user.created), smtp, user.domain, signed_in, user.description)
    return Row(user.ocid, cells)
