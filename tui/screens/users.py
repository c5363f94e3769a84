"""Identity & Security › Identity › Users: everyone, filled page by page while you move and filter."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timezone

from textual import on

from services.directory import Json
from services.model.errors import OciSmtpError
from services.model.override import override
from services.model.values import User
from tui.base.connection import Connection
from tui.base.messages import GenerateFor, OpenUser
from tui.commands.bindings import bindings
from tui.dialogs.domains import DomainsDialog
from tui.format.ages import age, ago
from tui.screens.user_search import UserSearch
from tui.screens.users_rows import COLUMNS, Page, fields_of_user, with_rows
from tui.startup.name_completion import keep_names
from widgets.row_index import Row
from widgets.virtual_table import VirtualTable

CRUMBS = ("Identity & Security", "Identity", "Users")
STATE_EVERY_SECONDS = 30
"""How often the age of the list is written again."""


class UsersScreen(UserSearch):
    """The list of users."""

    BINDINGS = bindings("user.generate", "domain", "sort.name", "sort.email", "sort.status", "sort.created")
    footer = ("open", "filter", "user.generate", "sort.name", "refresh", "back", "command", "help")
    crumbs = CRUMBS
    columns = COLUMNS
    loading_text = "Loading users…"
    none_text = "No users are visible to you."
    unread_text = "Couldn't read the users."

    def __init__(self, wanted: str = "", is_typing: bool = False, is_name: bool = False) -> None:
        """`is_name` where `wanted` was given as the name of one user, and isn't that."""
        super().__init__(wanted, is_typing)
        self._is_name = is_name
        self._users: dict[str, User] = {}
        self._fresh: list[Row] = []
        self._loaded_at: datetime | None = None

    def on_mount(self) -> None:
        """Keep the age of the list true."""
        self.set_interval(STATE_EVERY_SECONDS, self._say_state)

    def load(self) -> None:
        """Ask for all users. What is shown stays until the new list is whole."""
        self._fresh = []
        self.notice.hide()
        self.filter_bar.state = "loading…"
        self.is_reading = True
        connection = self.app.connection
        self.stream("users", lambda: self._pages(connection), self.page_came, self._all_came, self._failed)

    def _pages(self, connection: Connection) -> Iterator[Page]:
        """Every user of the chosen domain, page by page, with their rows. Runs in a worker."""
        directory = connection.directory
        return map(with_rows, directory.users_of(self.domain) if self.domain else directory.users())

    @override
    def page_came(self, page: Page) -> None:
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
        self.is_reading = False
        self._loaded_at = datetime.now(timezone.utc)
        self.show_emptiness()
        self.show_count()
        self._say_state()
        self.open_pending()
        if not self.domain:  # else the names of the others would be lost
            names, options = [user.name for user in self._users.values()], self.app.options
            self.ask("names", lambda: keep_names(options, os.environ, names), lambda _: None, self.app.remember)

    def _failed(self, error: OciSmtpError) -> None:
        self.is_reading = False
        self.show_failure(error)
        self.open_pending()
        if self._loaded_at:
            self.filter_bar.state = f"as of {ago(self._loaded_at)}"

    @override
    def show_emptiness(self) -> None:
        super().show_emptiness()
        if self.is_whole and self._is_name and self.filter_bar.value == self._wanted:
            key = self.app.key
            self.table.empty_text = (
                f'No user matches "{self._wanted}". Press {key("refresh")} to retry, {key("back")} to show all users.'
            )

    def _say_state(self) -> None:
        if self._loaded_at:
            told = age(self._loaded_at)
            self.filter_bar.state = (
                "up to date" if told == "just now" else f"{told} old, press {self.app.key('refresh')} to refresh"
            )

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
                "This tenancy has only one identity domain." if any(names) else "This tenancy has no identity domains."
            )
            return
        name = await self.app.question(DomainsDialog(names, self.domain))
        if name is None or name == self.domain:
            return
        self.domain = name
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

    def action_user_generate(self) -> None:
        """Open the user under the cursor, then the Generate dialog."""
        user = self._users.get(self.table.highlighted or "")
        if user:
            self.post_message(GenerateFor(user))
        else:
            self.toast("Select a user first.", "warning")

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
