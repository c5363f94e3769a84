"""The errors that people see: a title, the cause, and the next step."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """Exit codes of the command line; part of its contract with scripts."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    LIMIT = 3
    DENIED = 4
    UNKNOWN = 5


EXIT_CODES = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "failed",
    ExitCode.USAGE: "usage",
    ExitCode.LIMIT: "credential limit",
    ExitCode.DENIED: "not authenticated or not authorized",
    ExitCode.UNKNOWN: "outcome unknown",
}
"""What each means, for the help, the manual and the README."""


class OciSmtpError(Exception):
    """Base of all our errors.

    `cause` says what happened and to what; `next_step` what to do now. `code` and `request_id` are OCI's own, kept for
    a support request; both are empty where OCI was not involved.
    """

    title: ClassVar[str] = "Something went wrong"
    exit_code: ClassVar[ExitCode] = ExitCode.FAILED
    retry_after = 0.0
    """Seconds that OCI asked us to wait; 0 where it did not say."""

    def __init__(self, cause: str, next_step: str = "", *, code: str = "", request_id: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.next_step = next_step
        self.code = code
        self.request_id = request_id


class UsageError(OciSmtpError):
    """The input is invalid."""

    title = "Invalid input"
    exit_code = ExitCode.USAGE


class ConfigError(OciSmtpError):
    """The configuration file, the profile or the key cannot be used."""

    title = "Configuration"
    exit_code = ExitCode.DENIED


class NoConfigError(ConfigError):
    """The configuration file doesn't exist: the person or the machine is new."""


class UnlockNeededError(ConfigError):
    """What signs is locked, and what unlocks it is missing or wrong: the person must enter it."""


class PassphraseNeededError(UnlockNeededError):
    """The private key is encrypted and no passphrase, or a wrong one, was given."""

    title = "Passphrase"


class PinNeededError(UnlockNeededError):
    """The PKCS#11 token needs its PIN, or rejected the one that was given. It is never tried again by itself."""

    title = "PIN"


class NotAuthenticatedError(OciSmtpError):
    """OCI did not accept the signature (401)."""

    title = "Not authenticated"
    exit_code = ExitCode.DENIED


class WrongClockError(NotAuthenticatedError):
    """OCI rejects every signature, because the clock of this computer differs too much."""


class SessionExpiredError(NotAuthenticatedError):
    """The security token has expired, and can no longer be exchanged for a newer one."""

    title = "Session expired"


class NotAuthorizedError(OciSmtpError):
    """The user doesn't have permission, or the resource doesn't exist (403, 404): OCI doesn't tell which."""

    title = "Not authorized, or not found"
    exit_code = ExitCode.DENIED

    may_be_missing = False
    """Whether it was a 404, which is also the answer about what isn't known everywhere yet."""


class NotFoundError(OciSmtpError):
    """Nothing has that name, email, or OCID."""

    title = "Not found"


class AmbiguousError(OciSmtpError):
    """More than one thing matches that text."""

    title = "Ambiguous"
    exit_code = ExitCode.USAGE


class ConflictError(OciSmtpError):
    """The resource changed since it was read, or is changing (409, 412)."""

    title = "Conflict"


class LimitReachedError(OciSmtpError):
    """The user has as many SMTP credentials as OCI allows."""

    title = "Credential limit"
    exit_code = ExitCode.LIMIT


class BusyError(OciSmtpError):
    """OCI is throttling requests, or has a problem itself (429, 5xx)."""

    title = "OCI is busy"


class RateLimitedError(BusyError):
    """OCI got too many requests (429)."""


class UnreachableError(OciSmtpError):
    """No answer came from OCI: name resolution, connection, TLS or time."""

    title = "No connection"


class InterceptedError(UnreachableError):
    """A proxy or the sign-in page of a network answered in OCI's place."""


class RedirectedError(OciSmtpError):
    """An answer points to another address (3xx), and nothing is ever sent there."""

    title = "Redirected"


class IncompleteError(OciSmtpError):
    """A list without an end, or whose pages repeat: the part that came is incomplete."""

    title = "Incomplete list"
    part: Sequence[Any] = ()
    """What could be read of a list that comes as a whole."""
    lacks_rows = True
    """Whether rows are missing, and not only values in them."""


class DamagedError(IncompleteError):
    """Rows, or values in rows, can't be read. All others came."""

    fields: frozenset[str] = frozenset()
    """The names, as OCI has them, of the values that can't be read."""


class ServiceLimitError(OciSmtpError):
    """The tenancy has as many of something else than credentials as OCI allows."""

    title = "Service limit"


class RefusedError(OciSmtpError):
    """OCI understood the request and rejected it (any other 4xx)."""

    title = "Rejected by OCI"


class OutcomeUnknownError(OciSmtpError):
    """A change was sent and no answer came: it might have happened."""

    title = "Outcome unknown"
    exit_code = ExitCode.UNKNOWN
    was_answered = False
    """Whether OCI answered at all, with passing trouble (429, 5xx); the same retry token may then be sent again."""


class ReadOnlyError(OciSmtpError):
    """The program was started read-only."""

    title = "Read-only"
    exit_code = ExitCode.USAGE

    def __init__(self) -> None:
        super().__init__("Read-only mode is on, so this change isn't allowed.", "Run the command without --read-only.")
