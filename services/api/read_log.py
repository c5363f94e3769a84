"""What OCI was asked, and how it answered: the ID of each request, by which Oracle's support and OCI Audit find it."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, NamedTuple

from services.model.errors import OciSmtpError

ANSWERED = "OK"
REQUEST_ID = "opc-request-id"


class ReadAnswer(NamedTuple):
    """One read, sent once: also each try of a read that was sent again."""

    when: datetime
    """When the answer came, or when it was clear that none comes; in UTC."""
    doing: str
    """What was read, such as `listing the users`."""
    outcome: str
    """`OK`, OCI's error code, or what went wrong where OCI didn't answer."""
    request_id: str
    """Empty where OCI didn't answer."""


OnAnswer = Callable[[ReadAnswer], object]


def told_of(ask: Callable[[], Any], doing: str, on_answer: OnAnswer) -> Any:
    """The response that `ask` gets, after `on_answer` was told of the answer, in this thread.

    Raises:
        OciSmtpError: as `ask`, of which `on_answer` is told as well.
    """
    try:
        response = ask()
    except OciSmtpError as error:
        on_answer(ReadAnswer(datetime.now(timezone.utc), doing, error.code or error.title, error.request_id))
        raise
    on_answer(ReadAnswer(datetime.now(timezone.utc), doing, ANSWERED, str(response.headers.get(REQUEST_ID) or "")))
    return response
