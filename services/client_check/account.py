"""What the settings of an email client come to: one account for each server that it sends through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from services.model.secret import Secret


class Role(str, Enum):
    """What a setting is for. Its text is how people call it."""

    HOST = "server"
    PORT = "port"
    USER = "user name"
    PASSWORD = "password"
    FROM = "From address"
    AUTH = "authentication method"
    TLS = "TLS setting"
    SWITCH = "switch"
    """Whether mail is sent through SMTP at all."""


class Tls(Enum):
    """How the client begins TLS."""

    IMPLICIT = "implicit TLS"
    STARTTLS = "STARTTLS"
    OPTIONAL = "STARTTLS if the server offers it"
    NONE = "no TLS"
    EITHER = "TLS"
    """TLS is on, and the program decides by the port, or the file doesn't say which kind."""
    UNKNOWN = "unknown"


class Hazard(str, Enum):
    """What a format makes of a text that isn't quoted for it. The text is the code of the finding."""

    CUT = "value-cut"
    """What follows a comment sign is dropped."""
    REPLACED = "value-replaced"
    """A part is replaced by a variable."""
    ESCAPED = "value-escaped"
    """A backslash disappears, or changes what follows it."""
    SPACES = "value-spaces"
    """There is white space at an end."""
    QUOTES = "value-quotes"
    """Quotation marks are kept, or end the value early."""
    SPECIAL = "value-special"
    """A first sign or a word means something else than text."""
    NOT_ENCODED = "url-not-encoded"
    """A sign of a URL isn't percent-encoded."""


class Setting:
    """One setting as its program reads it. The text is a `Secret`: it might be the password, or a part of it."""

    def __init__(self, name: str, text: str | None, line: int, hazards: Iterable[Hazard] = ()) -> None:
        """`name` is as the file has it; `text` is None where it comes from elsewhere, such as a variable."""
        self.name = name
        self.line = line
        self.hazards = tuple(dict.fromkeys(hazards))
        self._text = None if text is None else Secret(text.encode(errors="replace").decode())

    @property
    def is_elsewhere(self) -> bool:
        """Whether the file only says where the text comes from."""
        return self._text is None

    @property
    def text(self) -> str:
        """The text; empty where it comes from elsewhere. Keep it in the narrowest scope there is."""
        return "" if self._text is None else self._text.reveal()

    def with_text(self, text: str) -> "Setting":
        """The same setting with a part of its text."""
        return Setting(self.name, text, self.line, self.hazards)

    def wipe(self) -> None:
        """Forget the text."""
        if self._text is not None:
            self._text.wipe()


@dataclass(repr=False)
class Account:
    """The settings of one server."""

    settings: dict[Role, Setting]
    tls: Tls = Tls.UNKNOWN
    tls_settings: tuple[Setting, ...] = ()
    """What says so."""
    name: str = ""
    """What the file calls it."""
    default_port: int | None = None
    """The port that the program uses where none is set; None where that isn't known."""
    is_port_needed: bool = True
    """False where another file has the port and the kind of TLS."""
    is_password_needed: bool = True
    """False where another file has user name and password."""
    default_from: str = ""
    """The From address that the program uses where none is set."""
    is_from_expected: bool = False
    faults: list[tuple[str, Setting]] = field(default_factory=list)
    """Codes of findings that only the reader can tell, each with the setting that shows it."""

    def text(self, role: Role) -> str:
        """The text of a setting; empty where there is none."""
        found = self.settings.get(role)
        return found.text if found else ""

    @property
    def line(self) -> int:
        """Where it begins."""
        return min((each.line for each in self.all_settings()), default=1)

    def all_settings(self) -> Iterator[Setting]:
        """Every setting that holds a text."""
        yield from self.settings.values()
        yield from self.tls_settings
        yield from (setting for _, setting in self.faults)

    def wipe(self) -> None:
        """Forget every text."""
        for setting in self.all_settings():
            setting.wipe()


@dataclass(repr=False)
class Reading:
    """What a reader made of a file."""

    accounts: list[Account]
    unread: tuple[int, ...] = ()
    """Lines that it doesn't understand, and that might concern mail."""


def control_hazard(text: str) -> tuple[Hazard, ...]:
    """An escape that became a control character, which no user name or password of OCI has."""
    return (Hazard.ESCAPED,) if any(ord(char) < 32 or ord(char) == 0x7F for char in text) else ()


def with_split_port(settings: dict[Role, Setting]) -> None:
    """Where the server is `HOST:PORT`, make two settings of it."""
    where = settings.get(Role.HOST)
    if where is None or where.is_elsewhere:
        return
    host, colon, port = where.text.rpartition(":")
    if colon and ":" not in host and (port.isdigit() or not port):
        settings[Role.HOST] = where.with_text(host)
        if port:
            settings[Role.PORT] = where.with_text(port)
