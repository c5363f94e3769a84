"""Staying signed in: the session's token is renewed in time, and the title says how long it lasts."""

from time import monotonic
from typing import TYPE_CHECKING

from services.model.errors import OciSmtpError, SessionExpiredError
from tui.session.session_time import time_left

if TYPE_CHECKING:
    from services.api.token_refresh import Renewal
    from tui.app import OciSmtpApp

TICK_SECONDS = 1.0
AGAIN_SECONDS = 30
"""After a renewal that failed; an expired session may have been renewed by another program by then."""


class StayingSignedIn:
    """Looks at the clock while the app runs. Never opens a dialog: one with a password may be open."""

    def __init__(self, app: "OciSmtpApp") -> None:
        self._app = app
        self._not_before = 0.0
        self._told: Renewal | None = None

    def begin(self) -> None:
        """Look from now on."""
        self._app.set_interval(TICK_SECONDS, self.look)

    def look(self) -> None:
        """Show what is left, and renew what is due."""
        renewal = self._renewal
        self._app.show_status(session=time_left(renewal.expires) if renewal else "")
        if renewal and renewal.is_due and monotonic() >= self._not_before:
            self._not_before = monotonic() + AGAIN_SECONDS
            self._app.ask("renew", renewal.refresh, self._renewed, lambda error: self._failed(renewal, error))

    @property
    def _renewal(self) -> "Renewal | None":
        session = self._app.connection.opened
        return session.renewal if session else None

    def _renewed(self, notice: str) -> None:
        self._not_before = 0.0
        self._told = None
        if notice:
            self._app.say(notice, "warning")
        self.look()

    def _failed(self, renewal: "Renewal", error: OciSmtpError) -> None:
        if isinstance(error, SessionExpiredError) and self._told is not renewal:
            self._told = renewal
            self._app.say(f"{error.cause} :signin signs in again.", "warning")
        else:
            self._app.remember(error)
