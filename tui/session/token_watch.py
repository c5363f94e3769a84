"""Keeping the session: its token is refreshed in time, and the title shows how long it lasts."""

from datetime import datetime, timedelta, timezone
from time import monotonic
from typing import TYPE_CHECKING

from services.config.options import Options
from services.model.errors import OciSmtpError, SessionExpiredError
from tui.base.app import AppBase
from tui.base.connection import Connection

if TYPE_CHECKING:
    from services.api.token_refresh import Renewal

SOON = timedelta(minutes=10)
"""From when on the title counts minutes."""

TICK_SECONDS = 1.0
AGAIN_SECONDS = 30
"""After a refresh that failed. Another program may have renewed an expired session by then."""


class TokenWatch(AppBase):
    """Mixin for the app. It never opens a dialog: one with a password may be open."""

    def __init__(self, options: Options, connection: Connection) -> None:
        super().__init__(options, connection)
        self._no_refresh_before = 0.0
        self._told_expired: Renewal | None = None

    def watch_token(self) -> None:
        """Look at the token from now on."""
        self.set_interval(TICK_SECONDS, self.look_at_token)

    def look_at_token(self) -> None:
        """Show how long the session lasts, and refresh its token when that is due."""
        session = self.connection.opened
        renewal = session.renewal if session else None
        self.show_status(session=time_left(renewal.expires) if renewal else "")
        if renewal and renewal.is_due and monotonic() >= self._no_refresh_before:
            self._no_refresh_before = monotonic() + AGAIN_SECONDS
            self.ask("renew", renewal.refresh, self._refreshed, lambda error: self._not_refreshed(renewal, error))

    def _refreshed(self, notice: str) -> None:
        self._no_refresh_before = 0.0
        self._told_expired = None
        if notice:
            self.say(notice, "warning")
        self.look_at_token()

    def _not_refreshed(self, renewal: "Renewal", error: OciSmtpError) -> None:
        if isinstance(error, SessionExpiredError) and self._told_expired is not renewal:
            self._told_expired = renewal
            self.say(f"{error.cause} To sign in again, enter :signin.", "warning")
        else:
            self.remember(error)


def time_left(expires: datetime, now: datetime | None = None) -> str:
    """For the title: when the session ends, the minutes left once they are few, or that it is over."""
    left = expires - (now or datetime.now(timezone.utc))
    if left <= timedelta(0):
        return "session expired"
    if left < timedelta(minutes=1):
        return "session expires in under 1 min"
    if left < SOON:
        return f"session expires in {left // timedelta(minutes=1)} min"
    return f"session expires at {expires.astimezone():%H:%M}"
