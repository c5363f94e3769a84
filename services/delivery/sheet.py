"""A sheet of paper with a credential on it, to be typed by a person who has only the sheet."""

import textwrap
from collections.abc import Iterator

from services.delivery import Package
from services.delivery.spoken import SYMBOLS, groups

WIDTH = 56
"""Characters a line: what the large print of `services.system.cups` has room for."""


def sheet(package: Package, check: str) -> bytes:
    """The text. `check` is a word at its end, which who holds the sheet reads out: it is no secret.

    Raises:
        SecretGoneError: the password was wiped.
    """
    where = package.endpoint
    lines = [
        "SMTP CREDENTIAL - CONFIDENTIAL",
        "",
        *_wrapped("For:      ", package.user.name),
        *_wrapped("Purpose:  ", package.description),
        *_wrapped("Server:   ", where.host),
        f"Port:     {where.port}, {where.security_name}",
        "",
        "USER NAME (one string: join the lines without spaces)",
        "",
        *(f"  {package.user_name[at : at + 40]}" for at in range(0, len(package.user_name), 40)),
        "",
        "PASSWORD (join the groups without spaces)",
        "",
        *_password(package.password.reveal()),
        "",
        f"Check: {check}",
        "Read the check word to the person who printed this",
        "sheet. Enter the password, and then destroy the sheet.",
    ]
    return ("\n".join(line.rstrip() for line in lines) + "\n\f").encode()


def _password(password: str) -> Iterator[str]:
    for number, group in enumerate(groups(len(password)), 1):
        characters = password[group.start : group.stop]
        # A space that is part of the password would not be seen on paper.
        begin = f"{number:>4}  {characters.replace(' ', chr(0x2423)):<6}"
        hints = ", ".join(map(hint, characters))
        yield from textwrap.wrap(hints, WIDTH, initial_indent=begin, subsequent_indent=" " * len(begin))


def hint(char: str) -> str:
    """What is easily misread on paper: which case, or which sign."""
    if char in SYMBOLS:
        return SYMBOLS[char]
    kind = "digit" if char.isdigit() else "upper" if char.isupper() else "lower" if char.islower() else "sign"
    return f"{kind} {char}"


def _wrapped(label: str, text: str) -> list[str]:
    printable = "".join(char if char.isprintable() else "?" for char in text)
    return textwrap.wrap(printable, WIDTH, initial_indent=label, subsequent_indent=" " * len(label)) or [label]
