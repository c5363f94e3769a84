"""What an error of a mail program or of the SMTP server is about, who can change that, and how."""

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What an error is about. A string, for JSON."""

    AUTHORIZATION = "authorization"
    """The sender: it is not approved, or no policy lets the user send from it."""
    AUTHENTICATION = "authentication"
    """The credential: user name or password."""
    NOT_AUTHENTICATED = "not-authenticated"
    """The mail program sent no AUTH before MAIL FROM."""
    BAD_AUTH = "bad-auth"
    """An AUTH PLAIN that can't be decoded."""
    AUTH_MECHANISM = "auth-mechanism"
    """Another mechanism than PLAIN."""
    STARTTLS_REQUIRED = "starttls-required"
    COMMAND_ORDER = "command-order"
    MESSAGE_SIZE = "message-size"
    INVALID_ADDRESS = "invalid-address"
    MESSAGE_FORMAT = "message-format"
    LINE_LENGTH = "line-length"
    IDLE_TIMEOUT = "idle-timeout"
    TOO_MANY_CONNECTIONS = "too-many-connections"
    THROTTLED = "throttled"
    RATE_LIMIT = "rate-limit"
    SERVER_ERROR = "server-error"
    SUPPRESSED = "suppressed"
    TLS_MODE = "tls-mode"
    """Implicit TLS where the server expects STARTTLS, or the other way around."""
    TLS_VERSION = "tls-version"
    CERTIFICATE = "certificate"
    HOST_NOT_FOUND = "host-not-found"
    CONNECTION_REFUSED = "connection-refused"
    CONNECTION_TIMEOUT = "connection-timeout"
    CONNECTION_LOST = "connection-lost"
    OTHER = "other"
    """A reply with a text that Oracle doesn't publish: unknown."""
    UNRECOGNIZED = "unrecognized"
    """Nothing in the text is an error that we know."""


class Actor(Enum):
    """Who can change what an error is about."""

    APPLICATION = "application"
    """The mail program: its settings, or what it sends."""
    ADMINISTRATOR = "administrator"
    """The tenancy's administrator: senders, policies, credentials, suppressions, limits."""
    TIME = "time"
    """Only waiting helps; if that doesn't, Oracle."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Meaning:
    """What an error means, who acts, and what to do, in words for people."""

    kind: Kind
    actor: Actor
    says: str
    next_step: str
