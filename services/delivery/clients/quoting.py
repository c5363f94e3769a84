"""String literals of the languages that settings are written in."""

import json


def double_quoted(text: str) -> str:
    r"""A double-quoted string of YAML and of TOML, in ASCII.

    Both know `\"`, `\\`, `\uXXXX` and `\UXXXXXXXX` (YAML 1.2, 5.7; TOML 1.0, Basic strings); JSON's pairs of surrogates
    they do not.
    """
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if " " <= char <= "~":
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def json_quoted(text: str) -> str:
    """A JSON string in ASCII, which is a JavaScript string as well (RFC 8259, 7; ECMA-262, 12.9.4)."""
    return json.dumps(text)


def python_quoted(text: str) -> str:
    """A Python string in ASCII (Python language reference, 2.4.1)."""
    return ascii(text)


def single_quoted(text: str) -> str:
    r"""A single-quoted string of PHP and of Ruby, where only `\\` and `\'` mean something.

    PHP manual, Strings, Single quoted; Ruby, doc/syntax/literals.rdoc, Single-Quoted String Literals.
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def muttrc_quoted(text: str) -> str:
    r"""A word of muttrc: nothing means anything between single quotes, and outside them `\'` is a quote.

    Mutt manual, Syntax of Initialization Files.
    """
    return "'" + text.replace("'", "'\\''") + "'"
