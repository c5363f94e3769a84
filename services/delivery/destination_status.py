"""What a look at a destination showed."""

from dataclasses import dataclass
from enum import Enum

from services.model.destination import Destination


class Presence(Enum):
    """What a look at a destination showed."""

    THERE = "there"
    GONE = "gone"
    OTHER = "something else"
    """Something is there that was not put there by us, or was changed since: it is left alone."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DestinationStatus:
    """A destination, what a look at it showed, and a sentence about that."""

    destination: Destination
    standing: Presence
    told: str
    can_be_emptied: bool = False
    is_version: bool = False
    """Whether it is one version of a secret that has others, so that only the version can be deleted."""


def unknown(destination: Destination, told: str) -> DestinationStatus:
    """The status of a destination that can't be looked at; `told` says why."""
    return DestinationStatus(destination, Presence.UNKNOWN, told)
