"""Files of sections and keys, as the OCI CLI reads them.

An error names the line, never its text: a line may hold a passphrase, or half of a private key.
"""

import configparser
import re
from locale import getpreferredencoding

from services.model.errors import ConfigError
from services.system.outside_file import read_bytes, reason

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 text begins (RFC 2781, section 3.2). Without that mark every other byte of it is zero."""

KEY = re.compile(r"\s*([\w.-]{1,40})\s*[=:]")
"""A key at the start of a line, as `configparser` separates it from its value."""

SECTION = re.compile(r"\[(?P<name>.+)\]")


def read_ini(
    path: str, advice: str, *, default_section: str = "DEFAULT", strict: bool = True
) -> configparser.ConfigParser:
    """The sections of a file; an empty file has none. `advice` is the next step of an error.

    Raises:
        FileNotFoundError: nothing of that name exists.
        ConfigError: it can't be read: the line, where it is one, and the reason.
    """
    parser = configparser.ConfigParser(interpolation=None, default_section=default_section, strict=strict)
    try:
        parser.read_string(text_of(path, advice), path)
    except configparser.Error as error:
        raise ConfigError(f"Can't read {path}: {_what_is_wrong(error)}.", advice) from None
    return parser


def text_of(path: str, advice: str) -> str:
    """The text of such a file, in UTF-8 or in the encoding of the locale, in which the OCI CLI reads it.

    Raises:
        FileNotFoundError: nothing of that name exists.
        ConfigError: it isn't a regular file, isn't readable, or isn't text.
    """
    try:
        data = read_bytes(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ConfigError(f"Can't read {path}: {reason(error)}.", advice) from None
    return _decoded(data, path, advice).replace("\r\n", "\n").replace("\r", "\n")


def line_of(text: str, section: str, key: str) -> int:
    """The line of a key in a section, or else in [DEFAULT]; 0 where neither has it."""
    lines = {}
    within = ""
    for number, line in enumerate(text.split("\n"), 1):
        found = SECTION.match(line)
        within = found["name"] if found else within
        name = None if found or line[:1].isspace() else KEY.match(line)
        if name and name[1].lower() == key:
            lines[within] = number
    return lines.get(section) or lines.get("DEFAULT", 0)


def _decoded(data: bytes, path: str, advice: str) -> str:
    if data.startswith(UTF_16) or b"\0" in data[:200]:
        raise ConfigError(
            f"Can't read {path}: it is UTF-16 text, or no text at all.",
            f"Save it as UTF-8: in PowerShell, Set-Content has -Encoding utf8. {advice}",
        )
    local = getpreferredencoding(do_setlocale=False)
    for encoding in ("utf-8-sig", local):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise ConfigError(f"Can't read {path}: {_where_not_text(data)} isn't UTF-8 text.", f"Save it as UTF-8. {advice}")


def _where_not_text(data: bytes) -> str:
    """The first line that isn't UTF-8, with its key."""
    lines = data.split(b"\n")
    number = next(at for at, line in enumerate(lines, 1) if not _is_utf8(line))
    key = KEY.match(lines[number - 1].decode("latin-1"))
    return f"line {number} ({key[1]})" if key and key[1].isascii() else f"line {number}"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _what_is_wrong(error: configparser.Error) -> str:
    if isinstance(error, configparser.DuplicateOptionError):
        return f"line {error.lineno} sets {error.option} in [{error.section}] a second time"
    if isinstance(error, configparser.DuplicateSectionError):
        return f"line {error.lineno} begins [{error.section}] a second time"
    if isinstance(error, configparser.MissingSectionHeaderError):
        return f"line {error.lineno} stands before the first [PROFILE]"
    if isinstance(error, configparser.ParsingError) and error.errors:
        return f"line {error.errors[0][0]} is neither [PROFILE] nor KEY=VALUE"
    return "it isn't a configuration file"
