"""SCIM attribute paths, such as `emails.value` or `urn:...:User:canUseApiKeys`, followed into a resource."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from services.demo.wire import Json


def values_at(resource: Json, path: str) -> list[object]:
    """The values at that path: none, one, or as many as a multivalued attribute has."""
    found: list[object] = [resource]
    for step in _steps(path, tuple(resource)):
        inner = [_item(value, step) for value in found if isinstance(value, dict)]
        found = [value for item in inner for value in (item if isinstance(item, list) else [item])]
    return found


def only(resource: Json, wanted: Iterable[str], always: Iterable[str]) -> Json:
    """The resource with the attributes asked for and those that are always returned."""
    kept: Json = {name: resource[name] for name in always if name in resource}
    names = tuple(resource)
    for path in wanted:
        _keep(kept, resource, _steps(path.strip(), names))
    return kept


@lru_cache(maxsize=1024)
def _steps(path: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The attributes from the outermost to the innermost; `names` are those of the resource."""
    if path.lower() in _spelled(names):
        return (path,)
    if path.lower().startswith("urn:"):
        schema, _, attribute = path.rpartition(":")
        return (schema, *attribute.split("."))
    return tuple(path.split("."))


@lru_cache(maxsize=1024)
def _spelled(names: tuple[str, ...]) -> Mapping[str, str]:
    """The first of these names for each name in lower case: case makes no difference (RFC 7643, section 2.1)."""
    return {name.lower(): name for name in reversed(names)}


def _keep(kept: Json, resource: Json, names: tuple[str, ...]) -> None:
    name = _spelled(tuple(resource)).get(names[0].lower())
    if name is None:
        return
    value = resource[name]
    if len(names) == 1:
        kept[name] = value
    elif isinstance(value, dict):
        _keep(kept.setdefault(name, {}), value, names[1:])
    elif isinstance(value, list):
        parts = kept.setdefault(name, [{} for _ in value])
        for part, whole in zip(parts, value, strict=True):
            _keep(part, whole, names[1:])


def _item(value: Json, name: str) -> object:
    spelled = _spelled(tuple(value)).get(name.lower())
    return None if spelled is None else value[spelled]
