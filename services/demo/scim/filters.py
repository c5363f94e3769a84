"""SCIM filters (RFC 7644, section 3.4.2.2), read and tried on resources."""

import json
import re
from collections.abc import Callable, Collection

from services.demo.scim.paths import values_at
from services.demo.scim.refusals import ScimRefusalError
from services.demo.wire import Json

Test = Callable[[Json], bool]

_TOKEN = re.compile(r'\s*([()\[\]]|"(?:[^"\\]|\\.)*"|[^\s()\[\]"]+)', re.DOTALL)
_EXACT = ("id", "ocid", "value")
"""Last parts of the attributes whose values differ by case (`caseExact`); a user's email address is not one."""

_COMPARISONS: dict[str, Callable[[object, object], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ne": lambda found, wanted: found != wanted,
    "co": lambda found, wanted: str(wanted) in str(found),
    "sw": lambda found, wanted: str(found).startswith(str(wanted)),
    "ew": lambda found, wanted: str(found).endswith(str(wanted)),
    "gt": lambda found, wanted: str(found) > str(wanted),
    "ge": lambda found, wanted: str(found) >= str(wanted),
    "lt": lambda found, wanted: str(found) < str(wanted),
    "le": lambda found, wanted: str(found) <= str(wanted),
}


def parse(text: str, searchable: Collection[str]) -> Test:
    """What a filter says of a resource. `searchable` are the attributes that it may name, in lower case.

    Raises:
        ScimRefusalError: it is no filter, or names another attribute.
    """
    reader = _Reader(text, searchable)
    test = reader.either()
    if reader.next():
        raise _invalid(text)
    return test


def _invalid(text: str) -> ScimRefusalError:
    return ScimRefusalError(400, f"The filter is not valid: {text}")


class _Reader:
    def __init__(self, text: str, searchable: Collection[str]) -> None:
        self._text = text
        self._searchable = searchable
        self._tokens = _TOKEN.findall(text)
        if _TOKEN.sub("", text).strip():
            raise _invalid(text)

    def next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def either(self, prefix: str = "") -> Test:
        tests = [self._both(prefix)]
        while self._took("or"):
            tests.append(self._both(prefix))
        return lambda resource: any(test(resource) for test in tests)

    def _both(self, prefix: str) -> Test:
        tests = [self._one(prefix)]
        while self._took("and"):
            tests.append(self._one(prefix))
        return lambda resource: all(test(resource) for test in tests)

    def _one(self, prefix: str) -> Test:
        if self._took("not"):
            inner = self._one(prefix)
            return lambda resource: not inner(resource)
        if self._took("("):
            test = self.either(prefix)
            self._must_take(")")
            return test
        path = prefix + self._take()
        if self._took("["):
            test = self.either(f"{path}.")
            self._must_take("]")
            return test
        return self._comparison(path)

    def _comparison(self, path: str) -> Test:
        if path.lower() not in self._searchable:
            raise ScimRefusalError(400, f"Attribute {path} is not searchable.")
        operator = self._take().lower()
        if operator == "pr":
            return lambda resource: any(value not in (None, "", []) for value in values_at(resource, path))
        if operator not in _COMPARISONS:
            raise _invalid(self._text)
        compare, exact = _COMPARISONS[operator], _is_exact(path)
        wanted = _folded(self._value(), exact)
        return lambda resource: any(compare(_folded(value, exact), wanted) for value in values_at(resource, path))

    def _value(self) -> object:
        try:
            return json.loads(self._take())
        except ValueError:
            raise _invalid(self._text) from None

    def _take(self) -> str:
        if not self._tokens:
            raise _invalid(self._text)
        return str(self._tokens.pop(0))

    def _took(self, word: str) -> bool:
        if self.next().lower() != word:
            return False
        self._tokens.pop(0)
        return True

    def _must_take(self, word: str) -> None:
        if not self._took(word):
            raise _invalid(self._text)


def _is_exact(path: str) -> bool:
    return path.lower() != "emails.value" and path.rpartition(".")[2].lower() in _EXACT


def _folded(value: object, exact: bool) -> object:
    return value.casefold() if isinstance(value, str) and not exact else value
