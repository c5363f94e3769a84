"""So much of YAML as settings are written in: nested mappings of scalars, a key on each line (YAML 1.2.2, 7.3 and 8.2).

What is more than that is told line by line, and not guessed.
"""

import re
from dataclasses import dataclass, field

from services.client_check.account import Hazard, Setting, control_hazard

KEY = re.compile(r"""( *)("[^"]*" *|'[^']*' *|[^\s#:'"\[\]{},&*!|>%@`-][^:#]*):(?:[ \t]+(.*))?""")
DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"(?:[ \t]+#.*)?')
SINGLE = re.compile(r"'((?:[^']|'')*)'(?:[ \t]+#.*)?")
ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "0": "\0",
    "e": "\x1b",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
}
NOT_TEXT = re.compile(r"~|null|true|false|yes|no|on|off|[-+]?(?:0[xo])?[0-9_]+(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?", re.I)
NOT_PLAIN = "!&*%@`|>{[,]}?"
"""First signs that make something else than text of a value."""

STRUCTURE = ("{", "[", "|", ">", "&", "*")
"""First signs of what isn't a scalar on this line."""


@dataclass
class Document:
    """One document of a file: its scalars by the path of their keys, with dots."""

    settings: list[Setting] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def documents(text: str) -> list[Document]:
    """Each document; `---` begins another."""
    found = [Document()]
    path: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if re.fullmatch(r"(?:---|\.\.\.)\s*(?:#.*)?", line):
            found.append(Document())
            path = []
        elif line.strip() and not line.lstrip().startswith("#"):
            parts = KEY.fullmatch(line.rstrip("\r"))
            if parts is None:
                found[-1].unread += [number] if _is_about_mail(path) else []
                continue
            indent = len(parts[1])
            path = [each for each in path if each[0] < indent]
            path.append((indent, parts[2].strip(" \"'")))
            raw = (parts[3] or "").strip()
            if path[-1][1] == "<<" or (raw[:1] in STRUCTURE and path[-1][1] not in ("username", "password")):
                found[-1].unread += [number] if _is_about_mail(path) else []
            elif raw and not raw.startswith("#"):
                found[-1].settings.append(scalar(".".join(key for _, key in path), raw, number))
    return found


def _is_about_mail(path: list[tuple[int, str]]) -> bool:
    return "mail" in ".".join(key for _, key in path)


def scalar(name: str, raw: str, line: int) -> Setting:
    """A value: in double quotes, in single quotes, or plain."""
    if raw[0] == '"' and (double := DOUBLE.fullmatch(raw)):
        text, is_whole = _unescaped(double[1])
        hazards = [] if is_whole else [Hazard.ESCAPED]
        return Setting(name, text, line, (*hazards, *control_hazard(text), *_spaces(text)))
    if raw[0] == "'" and (single := SINGLE.fullmatch(raw)):
        text = single[1].replace("''", "'")
        return Setting(name, text, line, _spaces(text))
    if re.fullmatch(r"[|>][+-]?[0-9]?[+-]?(?:[ \t]+#.*)?", raw):
        return Setting(name, None, line)  # the text is on the lines below
    if raw[0] in "\"'":
        return Setting(name, raw[1:], line, (Hazard.QUOTES,))
    text = re.split(r"[ \t]#", raw, maxsplit=1)[0].rstrip()
    hazards = [Hazard.CUT] if re.search(r"[ \t]#\S", raw) else []
    if raw[0] in NOT_PLAIN or NOT_TEXT.fullmatch(text) or ": " in text or text.endswith(":"):
        hazards.append(Hazard.SPECIAL)
    return Setting(name, text, line, hazards)


def _spaces(text: str) -> tuple[Hazard, ...]:
    return (Hazard.SPACES,) if text != text.strip() else ()


def _unescaped(raw: str) -> tuple[str, bool]:
    """The text of double quotes, and whether YAML knows each escape in it."""
    is_whole = True

    def char(found: "re.Match[str]") -> str:
        nonlocal is_whole
        if found[1]:
            code = int(found[1][1:], 16)
            return chr(code) if code < 0x110000 else "\ufffd"
        is_whole = is_whole and (found[2] in ESCAPES or found[2] in '"\\/ ')
        return ESCAPES.get(found[2], found[2])

    text = re.sub(r"\\(?:(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(.))", char, raw)
    return text, is_whole
