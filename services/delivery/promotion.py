"""Making a PENDING version of a secret CURRENT: programs that follow the secret get it from then on."""

from collections.abc import Callable
from time import sleep

from services.api.session import Session
from services.delivery.vault_wait import IN_PROGRESS, POLL_SECONDS
from services.model.destination import Destination
from services.model.errors import ConflictError, OciSmtpError, OutcomeUnknownError, RateLimitedError
from services.resources.secret_versions import make_current, version_named
from services.resources.vault_secrets import tagged_state_of

MOST_LOOKS = 60
"""How often the secret is looked at, a second apart, until it is changed. Oracle says no time."""

MOST_TRIES = 4
"""How often the change is sent. It makes no difference if it was carried out before."""


def how_to_promote(where: Destination) -> str:
    """What makes a version CURRENT without this program."""
    return (
        "Programs get it once it's CURRENT. In the Console, promote it, or run: oci vault secret update "
        f"--secret-id {where.ocid} --current-version-number {where.version}"
    )


def promote(session: Session, where: Destination, pause: Callable[[float], object] = sleep) -> str:
    """Make the version at a destination CURRENT, as the journal or a channel knows it; what became of it.

    What is CURRENT decides, whatever was answered before: it can be called again after an error, or by another program.

    Raises:
        NotFoundError: the secret has no such version.
        ConflictError: a newer version is CURRENT, or others kept changing the secret.
        OutcomeUnknownError: the request was sent, and no answer says whether it happened.
        OciSmtpError: it stays PENDING.
    """
    number = where.version or version_named(session, where.ocid, where.version_name).version_number
    trouble: OciSmtpError = OciSmtpError(f"The secret {where.name} is still being updated.", "Try again in a minute.")
    sent = 0
    for _ in range(MOST_LOOKS):
        secret, etag = tagged_state_of(session, where.ocid)
        if secret.current_version_number == number:
            return f"Version {number} of the secret {where.name} is CURRENT."
        if secret.current_version_number > number:
            raise ConflictError(
                f"Version {secret.current_version_number} of the secret {where.name} is CURRENT, and is newer than "
                f"version {number}.",
                "Check in the Console which version programs need.",
            )
        if secret.lifecycle_state not in IN_PROGRESS:
            if sent == MOST_TRIES:
                break
            sent += 1
            try:
                make_current(session, where.ocid, number, etag)
            except (ConflictError, OutcomeUnknownError, RateLimitedError) as error:
                trouble = error
        pause(max(POLL_SECONDS, getattr(trouble, "retry_after", 0.0)))
    raise trouble
