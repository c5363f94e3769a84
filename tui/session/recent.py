"""The users that were opened last: shown on Home and in the palette, and remembered unless that is turned off."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from tui.base.app import AppBase
from tui.base.messages import UserOpened

if TYPE_CHECKING:
    from services.api.session import Session
    from services.storage.recent_users import RecentUser, RecentUsers


class Recent(AppBase):
    """Mixin for the app: keeps `recent` true. Nothing of the sample tenancy is written to the disk."""

    def find_recent(self, session: "Session") -> None:
        """Look for the users that were opened in this tenancy; where that is turned off, forget them."""
        self.recent = ()
        if not self.options.demo:
            tenancy, is_off = session.tenancy_ocid, self.options.no_recent
            self.ask("recent", lambda: _remembered(tenancy, is_off), self._show_recent, self.remember)

    def _show_recent(self, found: "tuple[RecentUser, ...]") -> None:
        opened = {each.ocid for each in self.recent}  # since then
        self.recent = (*self.recent, *(each for each in found if each.ocid not in opened))

    @on(UserOpened)
    def _user_opened(self, event: UserOpened) -> None:
        session = self.connection.opened
        if session is None or self.options.no_recent or event.user.ocid == session.user_ocid:
            return
        from services.storage.recent_users import with_newest

        self.recent = with_newest(self.recent, event.user)
        if not self.options.demo:
            tenancy, user = session.tenancy_ocid, event.user
            self.ask("remember", lambda: _store().add(tenancy, user), lambda _: None, self.remember)


def _remembered(tenancy: str, is_off: bool) -> "tuple[RecentUser, ...]":
    """Called in a worker."""
    if is_off:
        _store().forget(tenancy)
    return () if is_off else _store().of(tenancy)


def _store() -> "RecentUsers":
    from services.config.paths import state_folder
    from services.storage.recent_users import RecentUsers

    return RecentUsers(Path(state_folder(os.environ)) / "recent")
