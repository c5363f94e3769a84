"""One file of this folder: a request, and what OCI answered."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.demo.operation import SCIM

FOLDER = Path(__file__).parent

OPEN = ("freeformTags", "definedTags", "additionalData")
"""Objects whose names are anyone's."""


@dataclass(frozen=True)
class RecordedAnswer:
    """One answer; of a list, one page."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Shape:
    """A request with its answers. `{NAME}` in the request stands for what the tenancy asked has in its place."""

    name: str
    operation: str
    source: str
    method: str
    path: str
    user: str
    """Who asks; empty for the administrator."""
    body: Any
    answers: tuple[RecordedAnswer, ...]
    """Several are the pages of one list."""
    documented_later: tuple[str, ...]
    """Paths of names that are documented and weren't in what was recorded."""

    @property
    def is_scim(self) -> bool:
        """Whether an identity domain is asked."""
        return self.path.startswith(SCIM)


def shapes() -> list[Shape]:
    """Every file."""
    return [_shape(file) for file in sorted(FOLDER.glob("*.json"))]


def named(name: str) -> Shape:
    """The file of that name."""
    return _shape(FOLDER / f"{name}.json")


def _shape(file: Path) -> Shape:
    data = json.loads(file.read_text(encoding="utf-8"))
    request = data["request"]
    answers = tuple(RecordedAnswer(**answer) for answer in data["answers"])
    later = tuple(data.get("documented_later", ()))
    return Shape(
        file.stem,
        data["operation"],
        data["source"],
        request["method"],
        request["path"],
        request.get("user", ""),
        request.get("body"),
        answers,
        later,
    )


def form(value: Any) -> Any:
    """What JSON a value is: its names and types, without its values; of a list, what its first is."""
    if isinstance(value, dict):
        return {name: "object" if name in OPEN else form(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [form(value[0])] if value else []
    return type(value).__name__


def without(value: Any, paths: tuple[str, ...], at: str = "") -> Any:
    """The value without what is at these paths: names joined by a bar, of a list those of each item."""
    if isinstance(value, list):
        return [without(item, paths, at) for item in value]
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if f"{at}{name}" not in paths}
        return {name: without(inner, paths, f"{at}{name}|") for name, inner in kept.items()}
    return value
