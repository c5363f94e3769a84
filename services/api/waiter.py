"""One step: look for a resource, create it if it doesn't exist, and wait until OCI knows it everywhere."""

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, repeat
from time import monotonic
from typing import TypeVar

from services.model.errors import (
    BusyError,
    ConflictError,
    NotAuthorizedError,
    OciSmtpError,
    OutcomeUnknownError,
    RefusedError,
)

PROPAGATION_SECONDS = 120.0
"""Seconds for which a new resource might be unknown elsewhere: OCI documents ten for policies; minutes were seen."""

LOOKING_SECONDS = 15.0
"""Seconds for which a change is looked for after its answer was lost."""

PAUSES = (1.0, 2.0, 3.0, 5.0)
"""Seconds between tries; the last one again and again."""

NOT_YET = re.compile(r"does not exist|not found", re.IGNORECASE)
"""What a 400 says that names a thing not known everywhere yet (terraform-provider-oci, issue 785)."""

T = TypeVar("T")


class StoppedError(OciSmtpError):
    """The person stopped it between two steps."""

    title = "Stopped"

    def __init__(self) -> None:
        super().__init__("Stopped. Completed steps are kept.", "Continuing creates only what's missing.")


@dataclass(frozen=True)
class WaitPolicy:
    """How waiting is done: `wait` pauses for a number of seconds and tells whether the person stopped it."""

    wait: Callable[[float], bool] = field(default_factory=lambda: threading.Event().wait)
    now: Callable[[], float] = monotonic


def settle(
    look: Callable[[], T | None],
    make: Callable[[str], object],
    patience: WaitPolicy,
    *,
    is_fresh: bool = False,
    on_wait: Callable[[str], None] = lambda why: None,
) -> tuple[T, bool]:
    """What `look` finds, and whether it was created here.

    `make` gets a retry token and is called once; again, with the same token, only if OCI certainly did nothing. After
    that it is only looked for. `is_fresh`: whether it names things so new that a rejection may mean *not yet*.

    Raises:
        StoppedError: the person canceled.
        OutcomeUnknownError: it might exist.
        OciSmtpError: it was rejected.
    """
    making = _Making(make, patience, is_fresh)
    pauses = chain(PAUSES, repeat(PAUSES[-1]))
    if patience.wait(0):
        raise StoppedError
    while True:
        found = look()
        if found is not None:
            return found, making.is_sent
        if not making.is_sent:
            making.send()
            if making.is_sent and making.error is None:
                continue
        making.raise_if_late()
        on_wait(making.says)
        if patience.wait(max(making.retry_after, next(pauses))):
            raise StoppedError


class _Making:
    """The one change that is wanted: whether it was sent, and what stands in its way."""

    def __init__(self, make: Callable[[str], object], patience: WaitPolicy, is_fresh: bool) -> None:
        self._make = make
        self._now = patience.now
        self._is_fresh = is_fresh
        self._token = new_token()
        self._began = patience.now()
        self._deadline = self._began + PROPAGATION_SECONDS
        self.is_sent = False
        """Whether it may be in progress or done, so that it must not be sent again."""
        self.error: OciSmtpError | None = None
        self.says = "created; waiting for OCI to list it"
        self.retry_after = 0.0

    def send(self) -> None:
        """Try once. Raises what cannot be waited out."""
        self.error, self.retry_after = None, 0.0
        try:
            self._make(self._token)
            self.is_sent = True
        except OutcomeUnknownError as error:
            self.is_sent = not error.was_answered
            self.retry_after = error.retry_after
            self._wait_for(error, "no clear response; checking the result", LOOKING_SECONDS)
        except BusyError as error:
            self.retry_after = error.retry_after
            asked_for = f" in {error.retry_after:.0f} s, as OCI asked" if error.retry_after else ""
            self._wait_for(error, f"OCI is busy; retrying{asked_for}", PROPAGATION_SECONDS)
        except ConflictError as error:
            seconds = PROPAGATION_SECONDS if self._is_fresh else LOOKING_SECONDS
            self._wait_for(error, "OCI reports a conflict; checking again", seconds)
        except (NotAuthorizedError, RefusedError) as error:
            if not (self._is_fresh and _may_mean_not_yet(error)):
                raise
            self._wait_for(
                error,
                "rejected: the new resource isn't active everywhere yet, or you don't have permission",
                PROPAGATION_SECONDS,
            )

    def raise_if_late(self) -> None:
        """Stop when the time is over."""
        if self._now() >= self._deadline:
            raise self.error or OutcomeUnknownError(
                "OCI accepted the request but doesn't list the resource yet.",
                "Wait a few minutes, and then continue. Existing resources aren't created again.",
            )

    def _wait_for(self, error: OciSmtpError, says: str, seconds: float) -> None:
        self._deadline = min(self._deadline, self._began + seconds)
        self.error, self.says = error, says


def _may_mean_not_yet(error: OciSmtpError) -> bool:
    """Whether a rejection is one that OCI gives for what it does not know of; a 403 is not."""
    if isinstance(error, NotAuthorizedError):
        return error.may_be_missing or "NotFound" in error.code
    return NOT_YET.search(error.cause) is not None


def new_token() -> str:
    """A retry token for one create."""
    return secrets.token_hex(15)
