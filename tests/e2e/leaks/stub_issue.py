"""A credential that was never issued, for dialogs that must not know the difference."""

from datetime import datetime, timezone
from typing import Any

from services.model.destination import Destination
from services.model.secret import Secret
from services.model.values import Credential, IssuedCredential, User

USER = User("ocid1.user.oc1..a", "ada")
MADE = Credential(
    "ocid1.credential.oc1..a",
    "ocid1.user.oc1..a@ocid1.tenancy.oc1..a.b1.com",
    "billing host",
    "ACTIVE",
    datetime(2026, 1, 1, tzinfo=timezone.utc),
)


class StubIssue:
    """Has what the dialog asks of an `Issue`, and no journal behind it."""

    requested_expiry: datetime | None = None

    def __init__(self, secret: Secret) -> None:
        self.issued = IssuedCredential(MADE, secret)

    def shown(self) -> None:
        """Nothing is written down."""

    def heads_for(self, destination: Destination) -> None:
        """Nothing is written down."""

    @property
    def places(self) -> list[Destination]:
        """None is known."""
        return []

    def tidy(self) -> None:
        """There is nothing in OCI."""

    def kept_in(self, place: str) -> None:
        """Nothing is written down."""

    def confirmed(self) -> None:
        """The end."""
        self.left()

    def left(self) -> None:
        """The end."""
        self.issued.password.wipe()


def stub_issue(secret: Secret) -> Any:
    """One, typed as anything because it stands for an `Issue`."""
    return StubIssue(secret)
