"""Answers that don't quite have the shape that we know: what can be read of them, and what can't, by name.

One value that OCI has never sent before costs a field, or a row where it's the ID, and never the whole list.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from typing import Any

import msgspec
from msgspec import inspect

from services.api.readable import Damage, Readable
from services.model.secret import Secret

NAMES = ("name", "userName", "username", "displayName", "emailAddress", "display", "description", "ocid", "id", "value")
"""What a person knows a row by, the best first."""

LONGEST_NAME = 80
DEEPEST = 50
"""Levels of nesting that are read; OCI's own answers have fewer than ten."""

LONGEST_NUMBER = 18
"""Digits that every integer of ours can have."""

UNREADABLE_TEXT = "\ufffd"
"""Stands for bytes that are no text, and for what is nested too deeply or is no number."""

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]|-?[0-9][0-9.eE+-]*|-?(?:NaN|Infinity)', re.DOTALL)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class UnrepairableError(ValueError):
    """Too little of it can be read."""


def repaired(kind: Any, data: bytes) -> Readable[Any]:
    """The answer as far as it can be read as that type.

    A null counts as a field that isn't there. A row of a list is left out where its `Id` can't be read.

    Raises:
        UnrepairableError: it's no JSON, or not such an answer at all.
    """
    repair = _Repair()
    value = repair.value(inspect.type_info(kind), _parsed(data), ())
    return Readable(value, repair.damages())


def _parsed(data: bytes) -> Any:
    """The JSON with `UNREADABLE_TEXT` in place of every text, number and nested value that can't be read.

    Raises:
        UnrepairableError: it's no JSON.
    """
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(_pruned(data.decode("utf-8-sig", "replace")), strict=False)
    # Raised out here, because the parser's own error has the whole text, with the password of a new credential in it.
    raise UnrepairableError("no JSON")


def _pruned(text: str) -> str:
    """The same JSON without what a parser can't take in: deep nesting, and numbers that are none."""
    parts: list[str] = []
    depth = taken = 0
    for token in TOKEN.finditer(text):
        first = token[0][0]
        if first in "[{":
            depth += 1
            if depth == DEEPEST:
                parts.append(f'{text[taken : token.start()]}"{UNREADABLE_TEXT}"')
        elif first in "]}":
            if depth == DEEPEST:
                taken = token.end()
            depth -= 1
        elif first != '"' and depth < DEEPEST and not _is_number(token[0]):
            parts.append(f'{text[taken : token.start()]}"{UNREADABLE_TEXT}"')
            taken = token.end()
    return "".join([*parts, text[taken:]]) if depth == 0 else text


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit() and len(text) <= LONGEST_NUMBER and "inf" not in str(_float(text))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")


class _Repair:
    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Damage] = {}
        self._row: tuple[tuple[object, ...], str] = ((), "the answer")

    def damages(self) -> list[Damage]:
        """Each row once, with all its fields; one that is left out needs none."""
        return list(self._found.values())

    def value(self, info: Any, value: Any, path: tuple[Any, ...]) -> Any:
        """The value as that type.

        Raises:
            UnrepairableError: it can't be read as that.
        """
        if isinstance(info, inspect.UnionType):
            if value is None and info.includes_none:
                return None
            return self.value(next(kind for kind in info.types if not isinstance(kind, inspect.NoneType)), value, path)
        for kind, read in _READERS.items():
            if isinstance(info, kind):
                return read(self, info, value, path)
        raise UnrepairableError(f"no way to read {info}")

    def struct(self, info: inspect.StructType, value: Any, path: tuple[Any, ...]) -> Any:
        """An object, field by field."""
        if not isinstance(value, dict):
            raise UnrepairableError("no object")
        fields = {field.name: self._field(field, value, path) for field in info.fields}
        return info.cls(**{name: found for name, found in fields.items() if found is not msgspec.UNSET})

    def _field(self, field: inspect.Field, value: dict[Any, Any], path: tuple[Any, ...]) -> Any:
        """The field, or UNSET for its default."""
        if value.get(field.encode_name) is not None:
            try:
                return self.value(field.type, value[field.encode_name], (*path, field.encode_name))
            except UnrepairableError:
                if field.required and not _stand_in(field.type):
                    raise
                self._note((*path, field.encode_name))
        elif field.required:
            if not _stand_in(field.type):
                raise UnrepairableError(f"no {field.encode_name}")
            self._note((*path, field.encode_name))
        return _stand_in(field.type)[0] if field.required else msgspec.UNSET

    def items(self, info: inspect.ListType, value: Any, path: tuple[Any, ...]) -> list[Any]:
        """A list, item by item; the outermost list of objects has the rows that a person knows."""
        if not isinstance(value, list):
            raise UnrepairableError("no list")
        is_of_rows = not self._row[0] and isinstance(info.item_type, inspect.StructType)
        found = []
        for number, item in enumerate(value):
            here = (*path, number)
            if is_of_rows:
                self._row = here, _label(item, number)
            try:
                found.append(self.value(info.item_type, item, here))
            except UnrepairableError:
                self._note(here)
        if is_of_rows:
            self._row = (), "the answer"
        return found

    def mapping(self, info: inspect.DictType, value: Any, path: tuple[Any, ...]) -> dict[Any, Any]:
        """An object of any names."""
        if not isinstance(value, dict):
            raise UnrepairableError("no object")
        found = {}
        for name, item in value.items():
            try:
                found[name] = self.value(info.value_type, item, (*path, name))
            except UnrepairableError:
                self._note((*path, name))
        return found

    def _note(self, path: tuple[Any, ...]) -> None:
        row, label = self._row
        inside = [str(part) for part in path[len(row) :] if isinstance(part, str)]
        if not inside:  # the row itself
            self._found[row] = Damage(label)
            return
        before = self._found.get(row, Damage(label))
        name = inside[0].rpartition(":")[2]
        if row not in self._found or before.fields:
            self._found[row] = Damage(label, tuple(dict.fromkeys((*before.fields, name))))


def _stand_in(info: Any) -> tuple[Any, ...]:
    """What stands for a required field that can't be read; empty where nothing can, as for an ID."""
    if isinstance(info, inspect.StrType):
        return () if info.min_length else ("",)
    return ([],) if isinstance(info, inspect.ListType) else ()


def _label(item: Any, number: int) -> str:
    texts: Iterable[Any] = (item.get(name) for name in NAMES) if isinstance(item, dict) else ()
    text = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    return f'"{_sound(text)[:LONGEST_NAME]}"' if text else f"row {number + 1}"


def _sound(text: str) -> str:
    return LONE_SURROGATE.sub(UNREADABLE_TEXT, text)


def _text(_: _Repair, info: inspect.StrType, value: Any, __: object) -> str:
    if not isinstance(value, str) or len(value) < (info.min_length or 0) or UNREADABLE_TEXT in _sound(value):
        raise UnrepairableError("no text")
    return value


def _truth(_: _Repair, __: object, value: Any, ___: object) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise UnrepairableError("neither true nor false")
    return value


def _number(_: _Repair, __: object, value: Any, ___: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnrepairableError("no number")
    return value


def _time(_: _Repair, __: object, value: Any, ___: object) -> datetime:
    """A time without a zone is in UTC: so are all of OCI's (API/Concepts/usingapi.htm, RFC 3339)."""
    try:
        found = msgspec.convert(_sound(value).strip() if isinstance(value, str) else None, datetime)
    except msgspec.ValidationError:
        raise UnrepairableError("no time") from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _special(_: _Repair, info: inspect.CustomType, value: Any, ___: object) -> Any:
    if info.cls is not Secret or not isinstance(value, str) or UNREADABLE_TEXT in _sound(value):
        raise UnrepairableError("no secret")
    return Secret(value)


def _anything(_: _Repair, __: object, value: Any, ___: object) -> Any:
    return json.loads(_sound(json.dumps(value, ensure_ascii=False)))


_READERS: dict[type, Callable[..., Any]] = {
    inspect.AnyType: _anything,
    inspect.StructType: _Repair.struct,
    inspect.ListType: _Repair.items,
    inspect.DictType: _Repair.mapping,
    inspect.StrType: _text,
    inspect.BoolType: _truth,
    inspect.IntType: _number,
    inspect.DateTimeType: _time,
    inspect.CustomType: _special,
}
