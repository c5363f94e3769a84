"""Destinations of many credentials, written once as a pattern: `age:out/{user}.age` is another file for each user.

What a name becomes is safe in a file name and in the name of a secret, and no two rows get the same.
"""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.delivery.named import Spec, parse_specs
from services.model.errors import UsageError
from services.model.values import User

NAMES = ("user", "domain", "number", "date")
"""What can stand in braces: the user name, the identity domain, the number of the row, and the day of the plan."""

TELLING = ("user", "number")
"""Those that tell one row from another."""

FILES = ("age", "gpg", "eml", "client")
"""Channels that write a file."""

PLAIN = ("client", "print")
"""Channels that write the password in plain text where others might read it."""

SHARED = ("keyring", "mail", "print")
"""Channels where one credential never overwrites another: by its SMTP user name, as a message, or on paper."""

LONGEST = 80
"""Characters of a name: a file name can have 255 bytes, and more than the name is in it."""

SUFFIX_DIGITS = 8
"""Hexadecimal digits of the hash of the user's OCID: what tells names apart that would become the same."""

_NAME = re.compile(r"\{([^{}]*)\}")
_UNSAFE = {True: re.compile(r"[^A-Za-z0-9._@+-]"), False: re.compile(r"[^A-Za-z0-9._-]")}
"""By whether it's for a file. A secret's name has letters, digits, hyphens, underscores, and periods
(docs.oracle.com, KeyManagement/Tasks/managingsecrets_topic-To_create_a_new_secret.htm)."""


@dataclass(frozen=True)
class DestinationPattern:
    """One `--to` of a plan."""

    spec: Spec

    @property
    def channel(self) -> str:
        """The name of the channel."""
        return self.spec[0].name

    @property
    def is_file(self) -> bool:
        """Whether it leads to a file."""
        return self.channel in FILES

    @property
    def file(self) -> str:
        """The path in it; empty where it leads to no file."""
        return self.spec[1].partition(":")[2] if self.channel == "client" else self.spec[1] if self.is_file else ""

    def filled(self, values: "RowNames") -> str:
        """The destination of a row, as `--to` takes it."""
        channel, argument = self.spec
        if not argument:
            return channel.name
        return f"{channel.name}:{_NAME.sub(lambda found: values.of(found[1], self.is_file), argument)}"


def parse_patterns(texts: Sequence[str], *, plain: bool) -> list[DestinationPattern]:
    """What `--to` of a plan asks for. Paths are made absolute: a plan can be carried out from another directory.

    Raises:
        UsageError: no such channel or name, a pattern that is the same for all rows, or plain text without `--plain`.
    """
    if not texts:
        raise UsageError(
            "A plan needs a destination.",
            "Use --to, such as --to age:out/{user}.age --recipient KEY, or --to vault:VAULT/KEY/smtp-{user}.",
        )
    return [_checked(spec, text, plain) for spec, text in zip(parse_specs(texts), texts, strict=True)]


def _checked(spec: Spec, text: str, plain: bool) -> DestinationPattern:
    channel, argument = spec
    named = _NAME.findall(argument)
    unknown = next((name for name in named if name not in NAMES), None)
    if unknown is not None or "{" in _NAME.sub("", argument) or "}" in _NAME.sub("", argument):
        known = ", ".join(f"{{{name}}}" for name in NAMES)
        raise UsageError(f"Unknown name in --to {text}.", f"Names: {known}.")
    if channel.name in PLAIN and not plain:
        raise UsageError(
            f"--to {text} writes passwords in plain text.",
            "Use an encrypted destination, such as age or vault, or add --plain.",
        )
    if channel.name not in SHARED and not set(named) & set(TELLING):
        raise UsageError(
            f"--to {text} is the same destination for every user.",
            "Add {user} to the name, such as age:out/{user}.age.",
        )
    if channel.name in FILES:
        format_, colon, path = argument.partition(":") if channel.name == "client" else ("", "", argument)
        argument = f"{format_}{colon}{_absolute(path)}"
    pattern = DestinationPattern((channel, argument))
    folder = os.path.dirname(pattern.file)
    if folder and "{" not in folder and not os.path.isdir(folder):
        raise UsageError(f"The directory {folder} doesn't exist.", "Create it or choose another one.")
    return pattern


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path)) if "\0" not in path else path


class RowNames:
    """The values of the names in braces for one row."""

    def __init__(self, user: User, number: int, day: str, *, is_shared: bool) -> None:
        """`is_shared` says that another user of the plan has a name that would become the same."""
        self._user = user
        self._given = {"user": user.name, "domain": user.domain or "none", "number": str(number), "date": day}
        self._is_shared = is_shared

    def of(self, name: str, is_file: bool) -> str:
        """The value, in characters that the destination allows."""
        given = self._given[name]
        safe = safe_name(given, is_file)
        if name == "user" and (safe != given or self._is_shared):
            return f"{safe}-{hashlib.sha256(self._user.ocid.encode()).hexdigest()[:SUFFIX_DIGITS]}"
        return safe


def safe_name(text: str, is_file: bool) -> str:
    """A text in the characters that a file name, or the name of a secret, can have; different texts can be the same."""
    safe = _UNSAFE[is_file].sub("_", unicodedata.normalize("NFC", text))[:LONGEST]
    return f"_{safe[1:]}" if not safe or safe[0] in ".-" else safe


def shared_names(users: Iterable[User]) -> set[str]:
    """The OCIDs of users whose names are the same on a file system that ignores case, or in the name of a secret."""
    users = list(users)
    keys = {user.ocid: _key(user) for user in users}
    count = Counter(keys.values())
    return {ocid for ocid, key in keys.items() if count[key] > 1}


def place_of(spec: Spec) -> str:
    """What two destinations have in common that are one place; empty where one credential never overwrites another."""
    channel, argument = spec
    if channel.name in SHARED:
        return ""
    where = argument.partition(":")[2] if channel.name == "client" else argument
    kind = "file" if channel.name in FILES else channel.name
    return f"{kind}:{unicodedata.normalize('NFC', where).casefold()}"


def _key(user: User) -> str:
    return safe_name(user.name, is_file=False).casefold()
