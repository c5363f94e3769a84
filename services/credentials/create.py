"""The request that creates a credential, sent only as often as it is safe to send it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from services.api.retries import REQUEST_SECONDS
from services.directory import Directory
from services.model.errors import BusyError, OciSmtpError, OutcomeUnknownError, UnreachableError
from services.model.values import IssuedCredential, User

MAX_TRIES = 3
MAX_SECONDS = 45.0
"""All tries together: a person waits. None is begun that could last longer."""

FIRST_PAUSE_SECONDS = 1.0


@dataclass(frozen=True)
class CreateRequest:
    """What OCI is asked to do. The retry token is the same for every try, so that OCI can tell them for one."""

    user: User
    description: str
    retry_token: str
    expires: datetime | None = None
    """The expiry to request."""


class MaybeCreatedError(OciSmtpError):
    """OCI rejected the last try, but an earlier try had no clear answer and might have created it."""


def send(
    directory: Directory,
    request: CreateRequest,
    on_try: Callable[[int], None],
    stop: threading.Event,
    on_wait: Callable[[float], None] = lambda seconds: None,
    on_unclear: Callable[[], None] = lambda: None,
) -> IssuedCredential:
    """Create the credential, retrying only where the answer says that it did not happen or can be requested again.

    Tried again: a connection that never came about, 429 and 5xx (after the time they name, which `on_wait` is told
    first). Never: any other rejection, and an answer that was lost. `on_unclear` is told of each answer after which the
    credential might exist.

    Raises:
        OutcomeUnknownError, MaybeCreatedError: it might exist.
        PasswordMissingError: it was created, without a password.
        OciSmtpError: it was not created.
    """
    started = monotonic()
    pause = FIRST_PAUSE_SECONDS
    may_exist = False
    for number in range(1, MAX_TRIES + 1):
        on_try(number)
        try:
            return directory.create_credential(request.user, request.description, request.retry_token, request.expires)
        except (BusyError, UnreachableError, OutcomeUnknownError) as error:
            if isinstance(error, OutcomeUnknownError):
                may_exist = True
                on_unclear()
            wait = max(pause, error.retry_after)
            out_of_time = monotonic() - started + wait + REQUEST_SECONDS > MAX_SECONDS
            lost = isinstance(error, OutcomeUnknownError) and not error.was_answered
            if lost or out_of_time or number == MAX_TRIES:
                raise _as_known(error, may_exist) from None
            if error.retry_after:
                on_wait(wait)
            if stop.wait(wait):
                raise _as_known(error, may_exist) from None
            pause *= 2
        except OciSmtpError as error:
            raise _as_known(error, may_exist) from None
    raise AssertionError("the last try returns or raises")


def _as_known(error: OciSmtpError, may_exist: bool) -> OciSmtpError:
    from services.directory import PasswordMissingError

    if may_exist and not isinstance(error, (OutcomeUnknownError, PasswordMissingError)):
        return MaybeCreatedError(error.cause, error.next_step, code=error.code, request_id=error.request_id)
    return error
