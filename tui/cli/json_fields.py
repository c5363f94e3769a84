"""`--json FIELDS`: which fields of its JSON a command prints."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from services.model.errors import UsageError

Record = Mapping[str, Any]


def fields_asked(asked: argparse.Namespace, known: Sequence[str], needed: Sequence[str] = ()) -> tuple[str, ...]:
    """The fields to print, in the order in which they are named; all that are `known` where none is named.

    `needed` are those without which something would be lost.

    Raises:
        UsageError: there is no such field, or a needed one is missing.
    """
    chosen: tuple[str, ...] = asked.json
    if not chosen:
        return tuple(known)
    for name in chosen:
        if name not in known:
            raise UsageError(f'Unknown field: "{name}".', _advice(name, known))
    for name in needed:
        if name not in chosen:
            raise UsageError(f"--json leaves out {name}, which is printed only now.", f"Add {name} to --json.")
    return chosen


def only(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """A record with these fields alone. A field that this record does not have is null."""
    return {name: record.get(name) for name in names}


def _advice(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    like = get_close_matches(name, known, n=1)
    return f"{f'Did you mean {like[0]}? ' if like else ''}Options: {', '.join(known)}."
