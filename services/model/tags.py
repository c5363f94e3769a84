"""Defined tags, which conditions of policies ask for."""

from collections.abc import Mapping

DefinedTags = Mapping[str, Mapping[str, object]]
"""As OCI writes them: keys and values, by namespace."""

Tags = tuple[tuple[str, str], ...]
"""`namespace.key` in lower case, and the value."""


def tags_of(defined: DefinedTags | None) -> Tags | None:
    """The tags of a resource; None where OCI said nothing of them."""
    if defined is None:
        return None
    return tuple(
        (f"{space}.{key}".lower(), str(value)) for space, tags in defined.items() for key, value in tags.items()
    )


def value_of(tags: Tags, key: str) -> tuple[str, ...]:
    """The value of a key (`namespace.key` in lower case); none where it isn't tagged."""
    return tuple(value for name, value in tags if name == key)
