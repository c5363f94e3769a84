"""SCIM attribute paths, such as `emails.value` or `urn:...:User:canUseApiKeys`, followed into a resource."""

from collections.abc import Iterable

from services.demo.wire import Json


def steps(path: str, names: Iterable[str]) -> list[str]:
    """The attributes from the outermost to the innermost; `names` are those of the resource."""
    if path.lower() in {name.lower() for name in names}:
        return [path]
    if path.lower().startswith("urn:"):
        schema, _, attribute = path.rpartition(":")
        return [schema, *attribute.split(".")]
    return path.split(".")


def values_at(resource: Json, path: str) -> list[object]:
    """The values at that path: none, one, or as many as a multivalued attribute has."""
    found: list[object] = [resource]
    for step in steps(path, resource):
        inner = [_item(value, step) for value in found if isinstance(value, dict)]
        found = [value for item in inner for value in (item if isinstance(item, list) else [item])]
    return found


def only(resource: Json, wanted: Iterable[str], always: Iterable[str]) -> Json:
    """The resource with the attributes asked for and those that are always returned."""
    kept: Json = {name: resource[name] for name in always if name in resource}
    for path in wanted:
        _keep(kept, resource, steps(path.strip(), resource))
    return kept


def _keep(kept: Json, resource: Json, names: list[str]) -> None:
    name = next((key for key in resource if key.lower() == names[0].lower()), None)
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
    return next((item for key, item in value.items() if key.lower() == name.lower()), None)
