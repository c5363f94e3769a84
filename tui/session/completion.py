"""What tab completes after a word of the `:` line: names of users, profiles, regions, and themes."""

from collections.abc import Callable, Iterable
from itertools import islice

from services.model.override import override
from tui.base.connection import Connection
from tui.session.profile_switch import ProfileSwitch

MOST = 20
"""Names that are offered; more typing narrows them."""

SHORTEST = 2
"""Letters of a user's name, at least: fewer would find half the tenancy."""


class Completion(ProfileSwitch):
    """Mixin for the app: finds the names."""

    @override
    def names_for(self, text: str) -> Callable[[], list[str]] | None:
        word, space, part = text.partition(" ")
        connection, recent = self.connection, [each.name for each in self.recent]
        themes = sorted(self.available_themes)
        finders: dict[str, Callable[[], Iterable[str]]] = {
            "user": lambda: [*recent, *_users(connection, part)],
            "users": lambda: [*recent, *_users(connection, part)],
            "profile": lambda: [choice.id for choice in self._profiles()],
            "region": lambda: [each.region_name for each in connection.session.subscriptions()],
            "theme": lambda: themes,
        }
        find = finders.get(word) if space else None
        return (lambda: [f"{word} {name}" for name in _fitting(part, find())]) if find else None


def _users(connection: Connection, part: str) -> list[str]:
    """Called in a worker."""
    if len(part) < SHORTEST:
        return []
    found = (user.name for page in connection.directory.search(part) for user in page)
    return list(islice(found, MOST))


def _fitting(part: str, names: Iterable[str]) -> list[str]:
    """Those that have the part, the ones first that begin with it."""
    wanted = part.strip().casefold()
    found = [name for name in dict.fromkeys(names) if wanted in name.casefold()]
    return sorted(found, key=lambda name: not name.casefold().startswith(wanted))[:MOST]
