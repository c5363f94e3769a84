"""The users of one identity domain: a generated crowd with the changes made to it kept on top."""

from array import array
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from services.demo.ocids import Ocids
from services.demo.people import People, Person


class Users:
    """All users of a domain.

    Only those that were added or changed are held in memory; the others are worked out again when asked for.
    """

    def __init__(self, people: People, ocids: Ocids, now: Callable[[], datetime]) -> None:
        self._people = people
        self._ocids = ocids
        self._now = now
        self._held: dict[int, Person] = {}
        self._removed: set[int] = set()
        self._names_added: dict[str, int] = {}
        self._first = people.first
        self._places = len(people)
        self._by_name: array[int] | None = None

    def __len__(self) -> int:
        return self._places - len(self._removed)

    def numbered(self, number: int) -> Person | None:
        """The user with that number; None where there is none, or no longer."""
        if number in self._removed or not 0 <= number - self._first < self._places:
            return None
        return self._held.get(number) or self._people.person(number)

    def find(self, ocid: str) -> Person | None:
        """The user with that OCID."""
        number = self._ocids.number("user", ocid)
        return None if number is None else self.numbered(number)

    def named(self, name: str) -> Person | None:
        """The user with exactly that name."""
        number = self._names_added.get(name)
        if number is None:
            number = self._people.number_of(name)
        return None if number is None else self.numbered(number)

    def from_position(self, start: int, by_name: bool, descending: bool) -> Iterator[tuple[int, Person]]:
        """Users from that position on, each with the position after it; in order of creation or of name."""
        order = self._name_order() if by_name else range(self._first, self._first + self._places)
        for position in range(start, self._places):
            user = self.numbered(order[-1 - position] if descending else order[position])
            if user is not None:
                yield position + 1, user

    def after(self, skipped: int, by_name: bool = False, descending: bool = False) -> Iterator[Person]:
        """Users in that order but for the first ones, counting those that there are; quick where none was deleted."""
        start = 0 if self._removed else skipped
        rows = self.from_position(start, by_name, descending)
        return islice((user for _, user in rows), skipped - start, None)

    def add(self, name: str, email: str, description: str, created: datetime, tags: dict[str, str]) -> Person:
        """Create a user; the name must be free."""
        number = self._first + self._places
        person = Person(number, self._ocids.make("user", number), name, email, description, created, tags=tags)
        self._held[number] = person
        self._names_added[name] = number
        self._places += 1
        self._by_name = None
        return person

    def change_capabilities(self, person: Person, capabilities: dict[str, bool]) -> Person:
        """Set some capabilities and keep the others."""
        person.capabilities = {**person.capabilities, **capabilities}
        return self._changed(person)

    def change_state(self, person: Person, state: str) -> Person:
        """Let a user sign in, or not."""
        person.state = state
        return self._changed(person)

    def remove(self, person: Person) -> None:
        """Delete a user."""
        self._removed.add(person.number)
        self._held.pop(person.number, None)
        self._names_added.pop(person.name, None)

    def _changed(self, person: Person) -> Person:
        person.version += 1
        person.modified = self._now()
        self._held[person.number] = person
        return person

    def _name_order(self) -> "array[int]":
        if self._by_name is None:
            names = {number: self._name(number) for number in range(self._first, self._first + self._places)}
            self._by_name = array("I", sorted(names, key=names.__getitem__))
        return self._by_name

    def _name(self, number: int) -> str:
        held = self._held.get(number)
        if held is not None:
            return held.name
        return self._people.name(number) if number - self._first < len(self._people) else ""
