"""The groups of one identity domain, and who is in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.demo.ocids import Ocids
from services.demo.people import Person

ADMINISTRATORS = "Administrators"

_MOST_GROUPS = 4096
"""Of all domains together."""


@dataclass
class Group:
    """A group of users."""

    number: int
    ocid: str
    name: str
    description: str
    created: datetime
    tags: dict[str, str] = field(default_factory=dict)


class Groups:
    """All groups of a domain and their memberships.

    `from_the_start` has names and descriptions; the groups' numbers begin with `first`.
    """

    def __init__(
        self, ocids: Ocids, today: datetime, from_the_start: Iterable[tuple[str, str]], first: int = 0
    ) -> None:
        self._ocids = ocids
        self._first = first
        self._groups: list[Group] = []
        self._added: dict[int, list[Group]] = {}
        self._left: set[tuple[int, int]] = set()
        for number, (name, description) in enumerate(from_the_start):
            self.add(name, description, today - timedelta(days=2900 - 90 * number), {})

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups)

    def named(self, name: str) -> Group | None:
        """The group of that name; names do not differ by case alone."""
        return next((group for group in self._groups if group.name.lower() == name.lower()), None)

    def find(self, ocid: str) -> Group | None:
        """The group with that OCID."""
        return next((group for group in self._groups if group.ocid == ocid), None)

    def add(self, name: str, description: str, created: datetime, tags: dict[str, str]) -> Group:
        """Create a group; the name must be free."""
        number = self._first + len(self._groups)
        group = Group(number, self._ocids.make("group", number), name, description, created, tags)
        self._groups.append(group)
        return group

    def of(self, person: Person) -> list[Group]:
        """The groups that the person is in."""
        first = [group for group in map(self.named, person.groups) if group is not None]
        added = self._added.get(person.number, [])
        return [group for group in [*first, *added] if (person.number, group.number) not in self._left]

    def join(self, person: Person, group: Group) -> None:
        """Put a person, who is not in it, into a group."""
        if (person.number, group.number) in self._left:
            self._left.remove((person.number, group.number))
        else:
            self._added.setdefault(person.number, []).append(group)

    def leave(self, person: Person, group: Group) -> None:
        """Take a person out of a group."""
        self._left.add((person.number, group.number))

    def membership_ocid(self, person: Person, group: Group) -> str:
        """The OCID of the membership of that person in that group."""
        return self._ocids.make("groupmembership", person.number * _MOST_GROUPS + group.number)

    def membership(self, ocid: str) -> tuple[int, Group] | None:
        """The number of the person, and the group, that a membership is of."""
        number = self._ocids.number("groupmembership", ocid)
        if number is None or not 0 <= number % _MOST_GROUPS - self._first < len(self._groups):
            return None
        return number // _MOST_GROUPS, self._groups[number % _MOST_GROUPS - self._first]
