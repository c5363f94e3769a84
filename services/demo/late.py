"""Creates that take effect late: the request came through, and what it made is not to be seen for a while."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Held:
    path: str
    lists_left: int
    carry_out: Callable[[], object]


class LateArrivals:
    """Creates that wait until the list they belong to has been asked for a number of times."""

    def __init__(self) -> None:
        self._held: list[_Held] = []

    def __bool__(self) -> bool:
        return bool(self._held)

    def hold(self, path: str, lists: int, carry_out: Callable[[], object]) -> None:
        """Keep a create of the collection at `path` back until that was listed `lists` times."""
        self._held.append(_Held(path, lists, carry_out))

    def listing(self, path: str) -> None:
        """Tell that the collection at `path` is about to be listed; carries out what has waited long enough."""
        for held in [held for held in self._held if held.path == path]:
            if held.lists_left > 0:
                held.lists_left -= 1
                continue
            self._held.remove(held)
            held.carry_out()
