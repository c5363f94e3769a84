"""Keeping a session's security token fresh: before it expires, and when OCI no longer takes it."""

import threading
from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime, timedelta, timezone
from time import monotonic
from typing import Protocol

import msgspec

from services.api.answer import decoded
from services.api.session_token import SessionToken
from services.model.errors import BusyError, NotAuthenticatedError, OciSmtpError, OutcomeUnknownError, WrongClockError
from services.model.secret import Secret

AHEAD = timedelta(minutes=10)
"""How long before its end a token is renewed; of a short-lived one half its life."""

PAUSE_SECONDS = 60

DOING = "renewing the session"


class _Refreshed(msgspec.Struct):
    token: Secret


class AuthenticationService(Protocol):
    """What a token is exchanged with."""

    def write(self, method: str, path: str, doing: str, body: Mapping[str, object]) -> bytes:
        """The answer to one request."""

    def close(self) -> None:
        """Close the connections that are kept open to OCI."""


class Renewal:
    """Exchanges a token for a newer one, one thread at a time. `authentication` makes the wire to ask with."""

    def __init__(self, token: SessionToken, authentication: Callable[[], AuthenticationService]) -> None:
        self.token = token
        self._authentication = authentication
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._trouble: tuple[str, OciSmtpError] | None = None

    @property
    def text(self) -> str:
        """The token of now, for signing."""
        return self.token.text

    @property
    def expires(self) -> datetime:
        """When the token expires."""
        return self.token.claims.expires

    @property
    def is_due(self) -> bool:
        """Whether it is time for a newer one."""
        claims = self.token.claims
        return datetime.now(timezone.utc) >= claims.expires - min(AHEAD, (claims.expires - claims.issued) / 2)

    def refresh(self) -> str:
        """Get a newer token; what the person should know of it, or an empty string.

        Another program might have done so: then its token is taken.

        Raises:
            SessionExpiredError: it is too late, or OCI no longer renews this session.
            OciSmtpError: OCI could not be asked.
        """
        with self._lock:
            return "" if self.token.reread() else self._exchange()

    def after_refusal(self, stale: str) -> bool:
        """Get another token than the one that was rejected; whether there is one now.

        Not twice in a minute: an identity domain also rejects those who are of another domain, whatever their token.
        Why there was none is told to every request of that minute: those in progress together are rejected together.

        Raises:
            SessionExpiredError: there is none to be had.
            OciSmtpError: OCI could not be asked.
        """
        with self._lock:
            if self.token.text != stale or self.token.reread():
                return True
            if self.token.is_expired:
                raise self.token.expired()
            if monotonic() < self._not_before:
                return self._again(stale)
            self._not_before = monotonic() + PAUSE_SECONDS
            self._exchange()
            return True

    def _again(self, stale: str) -> bool:
        """Say again why this token could not be renewed; False where it was renewed, but OCI rejects it."""
        if self._trouble and self._trouble[0] == stale:
            raise copy(self._trouble[1])
        return False

    def _exchange(self) -> str:
        asked_with = self.token.text
        try:
            return self._ask_for_newer()
        except OciSmtpError as error:
            self._trouble = (asked_with, copy(error))  # a copy has no traceback, which would keep the token alive
            raise

    def _ask_for_newer(self) -> str:
        if self.token.is_expired:
            raise self.token.expired()
        wire = self._authentication()
        try:
            answer = wire.write("POST", "/v1/authentication/refresh", DOING, {"currentToken": self.token.text})
        except WrongClockError:
            raise
        except NotAuthenticatedError:
            raise self.token.expired() from None
        except OutcomeUnknownError as error:
            raise BusyError(f"Can't renew the session: {error.cause}", "Retrying.") from None
        finally:
            wire.close()
        return self.token.exchange(decoded(_Refreshed, answer, DOING).token)
