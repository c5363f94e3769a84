"""Identity & Security › Identity › Users: everyone, filled page by page while you move and filter."""

from datetime import datetime, timezone

from textual import getters, on
from textual.app import ComposeResult

from services.errors import OciSmtpError
from services.model import User
from tui import commands
from tui.ages import age, ago, date
from tui.bindings import bindings
from tui.screens.place import Place
from widgets.filter_bar import FilterBar
from widgets.notice import Notice
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

COLUMNS = (
    Column("name", "Name", fraction=3, min_width=18, priority=0),
    Column("email", "E-mail", fraction=3, min_width=18, priority=1),
    Column("status", "Status", width=8, priority=2),
    Column("created", "Created", width=10, priority=3),
    Column("smtp", "SMTP", width=4, priority=4),
)
STATE_EVERY_SECONDS = 30
"""How often the age of the list is written again."""


class UsersScreen(Place):
    """The list of users, filtered and sorted without asking OCI again."""

    CSS_PATH = "users.tcss"
    BINDINGS = bindings("copy", "filter", "sort.name", "sort.email", "sort.status", "sort.created")
    footer = ("open", "filter", "sort.name", "refresh", "back", "command", "help")
    crumbs = ("Identity & Security", "Identity", "Users")
    section = commands.USERS

    table = getters.query_one(VirtualTable)
    filter_bar = getters.query_one(FilterBar)
    notice = getters.query_one(Notice)

    def __init__(self) -> None:
        super().__init__()
        self._users: dict[str, User] = {}
        self._fresh: list[Row] = []
        self._loaded_at: datetime | None = None

    def body(self) -> ComposeResult:
        """Filter, notice and table."""
        yield FilterBar()
        yield Notice()
        yield VirtualTable(COLUMNS, empty_text="Loading users…")

    def on_mount(self) -> None:
        """Narrow the list inside the filter's own keystroke; keep the age of the list true."""
        self.filter_bar.on_value = self._narrow
        self.set_interval(STATE_EVERY_SECONDS, self._say_state)

    def load(self) -> None:
        """Ask for all users. What is shown stays until the new list is whole."""
        self._fresh = []
        self.notice.hide()
        self.filter_bar.state = "loading…"
        self.stream(
            "users", lambda: self.app.connection.directory.users(), self._page_came, self._all_came, self._failed
        )

    def _page_came(self, page: list[User]) -> None:
        rows = [_row(user) for user in page]
        self._users.update((user.ocid, user) for user in page)
        if self._loaded_at is None:
            self.table.append_rows(rows)
            self.filter_bar.state = "loading…"
        else:
            self._fresh += rows
        self._say_count()

    def _all_came(self) -> None:
        if self._loaded_at is not None:
            self.table.replace_rows(self._fresh)
            self._fresh = []
        self._loaded_at = datetime.now(timezone.utc)
        self._say_empty()
        self._say_state()
        self._say_count()

    def _failed(self, error: OciSmtpError) -> None:
        self.trouble(self.notice, error)
        self.table.empty_text = "No users could be read."
        self.filter_bar.state = "incomplete" if self._users else ""
        if self._loaded_at:
            self.filter_bar.state = f"as of {ago(self._loaded_at)}"

    def _narrow(self, query: str) -> None:
        self.table.set_filter(query)
        self._say_empty()
        self._say_count()

    def _say_count(self) -> None:
        shown, total = self.table.shown, self.table.total
        self.filter_bar.count = f"{total:,}" if shown == total else f"{shown:,} of {total:,}"

    def _say_state(self) -> None:
        if self._loaded_at:
            told = age(self._loaded_at)
            self.filter_bar.state = "up to date" if told == "just now" else f"{told} old, r refreshes"

    def _say_empty(self) -> None:
        if self.filter_bar.value:
            self.table.empty_text = "No user matches. esc clears the filter."
        elif self._loaded_at:
            self.table.empty_text = "There are no users that you may see."

    def action_filter(self) -> None:
        """Type into the filter."""
        self.filter_bar.start()

    def action_back(self) -> None:
        """Clear the filter first, then go back."""
        if self.filter_bar.value:
            self.filter_bar.value = ""
            self.table.focus()
        else:
            super().action_back()

    def action_sort_name(self) -> None:
        """Sort by name."""
        self.table.set_sort("name")

    def action_sort_email(self) -> None:
        """Sort by e-mail."""
        self.table.set_sort("email")

    def action_sort_status(self) -> None:
        """Sort by status."""
        self.table.set_sort("status")

    def action_sort_created(self) -> None:
        """Sort by creation."""
        self.table.set_sort("created")

    def action_copy(self) -> None:
        """Copy the OCID of the user under the cursor."""
        if self.table.highlighted:
            self.copy_text(self.table.highlighted, "OCID")

    @on(FilterBar.Submitted)
    @on(FilterBar.Left)
    def _filter_done(self) -> None:
        self.table.focus()

    @on(VirtualTable.Selected)
    def _user_chosen(self, event: VirtualTable.Selected) -> None:
        event.stop()
        self.app.places.known_user(self._users[event.key])


def _row(user: User) -> Row:
    smtp = {True: "yes", False: "no", None: ""}[user.can_use_smtp]
    return Row(user.ocid, (user.name, user.email, user.status, date(user.created), smtp))
