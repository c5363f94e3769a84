"""What the title says of the session: who, where, and how it stands."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """The words of the title bar."""

    profile: str = ""
    tenancy: str = ""
    region: str = ""
    state: str = ""
    badges: tuple[str, ...] = ()
