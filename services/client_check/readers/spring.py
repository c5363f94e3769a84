"""Spring Boot: `spring.mail.*` in application.properties or application.yml (its reference, Common Properties)."""

import re
from collections.abc import Iterable, Iterator

from services.client_check.account import Account, Hazard, Reading, Role, Setting, Tls, control_hazard
from services.client_check.readers.yaml_lines import documents
from services.client_check.words import is_true

PREFIX = "spring.mail."
PROPERTY = re.compile(r"[ \t\f]*((?:\\.|[^\s:=\\])+)[ \t\f]*[:=]?[ \t\f]*(.*)", re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
KNOWN_ESCAPES = "\\:=#! "
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
PLACEHOLDER = re.compile(r"\$\{.*\}", re.DOTALL)
ROLES = {"host": Role.HOST, "port": Role.PORT, "username": Role.USER, "password": Role.PASSWORD}
JAVA_MAIL = re.compile(r"properties\.mail\.smtps?\.")
"""Properties of Jakarta Mail (Package org.eclipse.angus.mail.smtp)."""


def read(text: str) -> Reading:
    """An account for each document that has settings of mail; what a later one leaves out comes from the first."""
    is_yaml = re.search(r"^(?:spring|[ ]*mail)[ ]*:|^spring\.mail[\w.-]*:[ ]", text, re.MULTILINE) and not re.search(
        r"^spring\.mail\.[\w.-]+[ ]*=", text, re.MULTILINE
    )
    found, unread = _yaml(text) if is_yaml else _properties(text)
    kept = [settings for settings in found if settings]
    first = kept[0] if kept else {}
    return Reading([_account({**first, **settings}) for settings in kept], unread)


def _account(found: dict[str, Setting]) -> Account:
    settings = {role: found[name] for name, role in ROLES.items() if name in found}
    java = {JAVA_MAIL.sub("", name): each for name, each in found.items() if JAVA_MAIL.match(name)}
    if "auth.mechanisms" in java:
        settings[Role.AUTH] = java["auth.mechanisms"]
    if "from" in java:
        settings[Role.FROM] = java["from"]
    names = ("ssl.enable", "starttls.enable", "starttls.required")
    because = tuple(java[name] for name in names if name in java)
    ssl, enable, required = (is_true(java[name].text) if name in java else None for name in names)
    protocol = found.get("protocol")
    if protocol:
        because = (*because, protocol)
    bundle = found.get("ssl.enabled") or found.get("ssl.bundle")
    if ssl or (protocol and protocol.text.strip().lower() == "smtps"):
        tls = Tls.IMPLICIT
    elif bundle and is_true(bundle.text) is not False:
        tls, because = Tls.IMPLICIT, (*because, bundle)
    elif enable or required:
        tls = Tls.STARTTLS if required else Tls.OPTIONAL
    else:
        tls = Tls.UNKNOWN if any(each.is_elsewhere for each in because) else Tls.NONE
    return Account(settings, tls, because, default_port=465 if protocol and tls is Tls.IMPLICIT else 25)


def _kept(settings: Iterable[Setting]) -> dict[str, Setting]:
    """Those of mail, by what follows `spring.mail.`, in lower case and without dashes (relaxed binding)."""
    found = {}
    for setting in settings:
        name = setting.name.lower()
        if name.startswith(PREFIX):
            name = name.removeprefix(PREFIX).replace("]", "").replace("[", "")
            found[name if name.startswith("properties") else name.replace("-", "").replace("_", "")] = setting
    return found


def _yaml(text: str) -> tuple[list[dict[str, Setting]], tuple[int, ...]]:
    found, unread = [], []
    for document in documents(text):
        found.append(_kept(_resolved(each) for each in document.settings))
        if found[-1]:
            unread += document.unread
    return found, tuple(unread)


def _resolved(setting: Setting) -> Setting:
    """What Spring replaces in a value: one that is nothing but a placeholder comes from elsewhere."""
    text = setting.text
    if re.fullmatch(r"\$\{[^${}]*\}", text.strip()):
        return Setting(setting.name, None, setting.line)
    if PLACEHOLDER.search(text):
        return Setting(setting.name, text, setting.line, (*setting.hazards, Hazard.REPLACED))
    return setting


def _properties(text: str) -> tuple[list[dict[str, Setting]], tuple[int, ...]]:
    parts: list[list[Setting]] = [[]]
    for number, line in _logical_lines(text):
        if re.fullmatch(r"[#!]---\s*", line):
            parts.append([])
        elif line.lstrip()[:1] not in ("#", "!", "") and (found := PROPERTY.fullmatch(line)):
            parts[-1].append(_property(_unescaped(found[1]), found[2], number))
    return [_kept(map(_resolved, part)) for part in parts], ()


def _property(name: str, raw: str, line: int) -> Setting:
    text = _unescaped(raw)
    hazards = (
        [Hazard.ESCAPED] if any(found[2] and found[2] not in KNOWN_ESCAPES for found in ESCAPE.finditer(raw)) else []
    )
    if text != text.strip():
        hazards.append(Hazard.SPACES)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        hazards.append(Hazard.QUOTES)
    return Setting(name, text, line, (*hazards, *control_hazard(text)))


def _unescaped(raw: str) -> str:
    """As java.util.Properties.load reads it; halves of a character become one."""

    def char(found: "re.Match[str]") -> str:
        return chr(int(found[1], 16)) if found[1] else CONTROLS.get(found[2], found[2])

    return ESCAPE.sub(char, raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """A line that ends in an odd number of backslashes continues without the white space of the next."""
    begun, parts = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        begun = begun or number
        parts += line.lstrip(" \t\f") if parts else line
        is_comment = parts.lstrip()[:1] in ("#", "!")
        if not is_comment and len(re.search(r"\\*$", line)[0]) % 2:  # type: ignore[index]  # it matches nothing, too
            parts = parts[:-1]
            continue
        yield begun, parts
        begun, parts = 0, ""
