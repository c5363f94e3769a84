"""What could be read of an answer, and what couldn't."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Damage(NamedTuple):
    """What couldn't be read: some fields of a row, or the whole row where `fields` is empty."""

    row: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.row} ({', '.join(self.fields)})" if self.fields else self.row


@dataclass(frozen=True)
class Readable(Generic[T]):
    """An answer as far as it can be read."""

    value: T
    damages: Sequence[Damage] = ()
