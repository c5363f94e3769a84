"""Programs that can be killed at any step of a durable write, in a world that all examples of a test share."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.api.session import Session
from services.credentials.generation import CredentialGenerator
from services.credentials.issue import Issue
from services.demo.people import Person
from services.demo.tenancy import Tenancy
from tests.services.accounts import session_on

USERS = 4000


class Killed(BaseException):
    """SIGKILL: the kernel takes the locks away, nothing else is done."""


class Deadly:
    """Stands for `os` inside `services.storage.atomic_write`: the program dies at the step of that number, from 0."""

    def __init__(self, dies_at: int | None) -> None:
        self._left = dies_at

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: Any, flags: int, mode: int = 0o777) -> int:
        self._step()
        return os.open(path, flags, mode)

    def replace(self, source: Any, target: Any) -> None:
        self._step()
        os.replace(source, target)
        self._step()

    def _step(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Killed


@dataclass
class Program:
    """One running oci-smtp, with the credential dialog open or not."""

    issuing: CredentialGenerator
    issue: Issue | None = None


@dataclass
class World:
    """What all examples share: a tenancy, and users that no one has used yet."""

    tenancy: Tenancy
    session: Session
    people: Iterator[Person]

    @classmethod
    def make(cls) -> "World":
        tenancy = Tenancy(users=USERS)
        everyone = (tenancy.world.users.numbered(number) for number in range(USERS))
        unused = (p for p in everyone if p and not p.credentials and p.capabilities["canUseSmtpCredentials"])
        return cls(tenancy, session_on(tenancy), unused)


_worlds: list[World] = []


def the_world() -> World:
    """Made once: a key takes longer to make than an example to run."""
    if not _worlds:
        _worlds.append(World.make())
    return _worlds[0]
