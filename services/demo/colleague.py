"""A colleague with the same rights, who works in the Console on the same user at the same time."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from services.demo.store.credentials import StoredCredential

if TYPE_CHECKING:
    from services.demo.people import Person
    from services.demo.store.world import World

NEWEST, OLDEST = "newest", "oldest"
GENERATE, DESCRIBE, DELETE, DELETE_USER = "generate", "describe", "delete", "delete-user"
DOES = (GENERATE, DESCRIBE, DELETE, DELETE_USER)


@dataclass(frozen=True)
class Act:
    """One thing that the colleague does.

    Raises:
        ValueError: that is nothing the colleague can do.
    """

    does: str
    """One of `DOES`."""
    user: str
    """OCID of the user on whom the colleague works."""
    credential: str = NEWEST
    """Which one to describe or delete: an OCID, `newest` or `oldest`."""
    description: str = ""
    """For the one that is generated or described."""
    copied_from: str = ""
    """Take the description from this credential instead, its mark included: an OCID, `newest` or `oldest`."""
    created_by: str = ""
    """OCID of the colleague; empty for the owner, who works in the Console as well."""
    seconds_ago: float = 0.0
    """How long ago it was generated, by the tenancy's clock."""
    after: str = ""
    """The SDK's name of a method: wait, and act when the next such request was carried out, before it is answered."""

    def __post_init__(self) -> None:
        if self.does not in DOES:
            raise ValueError(f"a colleague can {', '.join(DOES)}, and not {self.does}")


class Colleague:
    """Acts on the credentials of a tenancy, whatever its limits; `lock` is the tenancy's."""

    def __init__(self, world: "World", lock: AbstractContextManager[object]) -> None:
        self._world = world
        self._lock = lock
        self._waiting: list[Act] = []

    def do(self, act: Act) -> None:
        """Do it, or wait for the request after which it is to be done.

        Raises:
            ValueError: there is no such user or credential.
        """
        with self._lock:
            if act.after:
                self._waiting.append(act)
            else:
                self._act(act)

    def carried_out(self, operation: str) -> None:
        """Tell that a request was carried out, before it is answered."""
        with self._lock:
            for act in [act for act in self._waiting if act.after == operation]:
                self._waiting.remove(act)
                self._act(act)

    def _act(self, act: Act) -> None:
        owner = self._world.person(act.user)
        if owner is None:
            raise ValueError(f"no such user: {act.user}")
        text = self._one(owner, act.copied_from).description if act.copied_from else act.description
        if act.does == GENERATE:
            created = self._world.now() - timedelta(seconds=act.seconds_ago)
            self._world.credentials.add(owner, text, created).created_by = act.created_by or owner.ocid
        elif act.does == DESCRIBE:
            changed = self._one(owner, act.credential)
            changed.description = text
            changed.version += 1
        elif act.does == DELETE:
            self._world.credentials.remove(self._one(owner, act.credential))
        else:
            self._world.credentials.remove_all_of(owner)
            self._world.domain_of(owner).users.remove(owner)

    def _one(self, owner: "Person", name: str) -> StoredCredential:
        held = self._world.credentials.of(owner)
        for at, item in enumerate(held):
            if name == item.ocid or (name == NEWEST and at == len(held) - 1) or (name == OLDEST and at == 0):
                return item
        raise ValueError(f"{owner.name} has no such credential: {name}")
