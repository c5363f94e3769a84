"""What the title says of the session: who, where, and how it stands."""

from typing import NamedTuple


class Status(NamedTuple):
    """The words of the title bar."""

    profile: str = ""
    tenancy: str = ""
    region: str = ""
    state: str = ""
    session: str = ""
    """How long the session lasts, where it ends by itself."""
    badges: tuple[str, ...] = ()

    @property
    def standing(self) -> str:
        """How the session stands, or else how long it lasts."""
        return self.state or self.session
