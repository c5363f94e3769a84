"""The limit of two SMTP credentials, as it is known before a request and behind a rejection."""

from services.directory import Directory
from services.directory.lookup import known_credentials
from services.model.errors import (
    BusyError,
    LimitReachedError,
    OciSmtpError,
    ReadOnlyError,
    SessionExpiredError,
    UnreachableError,
    WrongClockError,
)
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential, User

OTHER_CAUSES = (BusyError, UnreachableError, ReadOnlyError, SessionExpiredError, WrongClockError)
"""What has nothing to do with the user's credentials."""

FREE_A_SLOT = "Delete or rotate one, or generate the credential for another user."


def check_quota(user: User, credentials: list[Credential]) -> None:
    """Check that the user has a free slot.

    Raises:
        LimitReachedError: the user has none.
    """
    if len(credentials) >= SMTP_CREDENTIAL_LIMIT:
        raise LimitReachedError(f"{user.name} already has two SMTP credentials, the maximum.", FREE_A_SLOT)


def limit_behind(directory: Directory, user: User, rejection: OciSmtpError) -> OciSmtpError:
    """The rejection of a create; as a `LimitReachedError` where the user has two credentials now.

    Oracle doesn't document what OCI answers at the limit, so what the user has decides, and not OCI's words.
    """
    if isinstance(rejection, OTHER_CAUSES):
        return rejection
    try:
        there = known_credentials(directory, user)
    except OciSmtpError:
        return rejection
    if len(there) < SMTP_CREDENTIAL_LIMIT:
        return rejection
    return LimitReachedError(
        f"{user.name} has two SMTP credentials now, the maximum. {rejection.cause}",
        FREE_A_SLOT,
        code=rejection.code,
        request_id=rejection.request_id,
    )
