"""Whether the condition of a statement holds for a mail that the demo tenancy is asked to send.

Written without `services.policy`, as `may_send` is: on the text, and what it does not understand does not hold.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

Facts = Mapping[str, set[str]]
"""The values of each variable that applies, all in lower case."""

_LISTED = re.compile(r"(any|all)\s*\{(.*)\}", re.DOTALL)
_VALUE = re.compile(r"'([^']*)'|/([^/]*)/")
_CLAUSE = re.compile(
    r"""(?:
      (?P<name>[\w.@-]+)\s*(?P<sign>!=|=|\bnot\s+in\b|\bin\b|\bbefore\b|\bafter\b|\bbetween\b)\s*(?P<values>.*)
      |sets-intersect\s*\(\s*(?P<set>[\w.@-]+)\s*,(?P<others>.*)\)
    )""",
    re.VERBOSE | re.DOTALL,
)
_FORM = re.compile(r"\(?\s*V(?:\s*,\s*V)*\s*\)?|V\s+and\s+V")


def holds(condition: str, facts: Facts) -> bool:
    """Whether a condition (what follows `where`) holds."""
    text = condition.strip().lower()
    listed = _LISTED.fullmatch(text)
    if listed:
        results = [holds(part, facts) for part in _parts(listed[2])]
        return any(results) if listed[1] == "any" else all(results)
    match = _CLAUSE.fullmatch(text)
    if match is None:
        return False
    name = match["name"] or match["set"]
    actual = facts.get(name)
    written = match["values"] or match["others"] or ""
    if not actual or not _FORM.fullmatch(_VALUE.sub("V", written).strip()):
        return False
    # Of tags, '*' in quotes is a pattern, too.
    values = [(text, is_text and not (text == "*" and ".tag." in name)) for text, is_text in _values(written)]
    return _compare(match["sign"] or "in", actual, values)


def _parts(text: str) -> Iterator[str]:
    """What commas separate, apart from those inside quotes, brackets, and braces."""
    depth, quoted, start = 0, False, 0
    for position, character in enumerate(text):
        quoted = quoted is not (character == "'")
        if not quoted:
            depth += (character in "({") - (character in ")}")
            if character == "," and depth == 0:
                yield text[start:position]
                start = position + 1
    yield text[start:]


def _values(written: str) -> Iterator[tuple[str, bool]]:
    for match in _VALUE.finditer(written):
        yield (match[2], False) if match[1] is None else (match[1], True)


def _moment(text: str) -> str:
    """A time of day or a date, as texts that sort like times."""
    return re.sub(r"^(\d:)", r"0\1", text).rstrip("z")


def _compare(sign: str, actual: set[str], values: list[tuple[str, bool]]) -> bool:
    first, last = _moment(values[0][0]), _moment(values[-1][0])
    if sign in ("before", "after"):
        return all(value < first if sign == "before" else value > first for value in actual)
    if sign == "between":
        (now,) = actual
        return first <= now <= last if first <= last else now >= first or now <= last
    found = any(value == text if is_text else fnmatchcase(value, text) for text, is_text in values for value in actual)
    return found is not sign.startswith(("!", "not"))
