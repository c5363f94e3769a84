"""A secret of OCI Vault with its versions, and which of them is in which rotation state."""

from dataclasses import dataclass, field
from datetime import datetime

CURRENT, PENDING, LATEST, PREVIOUS, DEPRECATED = "CURRENT", "PENDING", "LATEST", "PREVIOUS", "DEPRECATED"
STAGES = (CURRENT, PENDING, LATEST, PREVIOUS, DEPRECATED)


@dataclass
class SecretVersion:
    """One version; `content` is base64."""

    number: int
    name: str | None
    content: str
    created: datetime
    is_pending: bool = False
    deleted_from: datetime | None = None
    """When its deletion is due; None where it is to stay."""


@dataclass
class StoredSecret:
    """A secret with its versions, oldest first.

    Exactly one is CURRENT. What was CURRENT before it is PREVIOUS; what is neither of these nor PENDING is DEPRECATED
    (docs.oracle.com, secret-management/Concepts/secret-versions.htm).
    """

    ocid: str
    vault: str
    key: str
    compartment: str
    name: str
    description: str
    created: datetime
    creating_reads: int
    """How many times it is still to be read as CREATING."""
    tags: dict[str, str] = field(default_factory=dict)
    deleted_from: datetime | None = None
    """When its deletion is due; None where it is to stay."""
    versions: list[SecretVersion] = field(default_factory=list)
    current: int = 1
    previous: int | None = None
    updating_reads: int = 0
    """How many times it is still to be read as UPDATING."""
    revision: int = 0
    """Counts its changes, for its etag."""

    @property
    def state(self) -> str:
        """Its lifecycle state."""
        if self.deleted_from:
            return "PENDING_DELETION"
        if self.creating_reads > 0:
            return "CREATING"
        return "UPDATING" if self.updating_reads > 0 else "ACTIVE"

    @property
    def content(self) -> str:
        """What its CURRENT version holds."""
        return self.versions[self.current - 1].content

    def version(self, number: int) -> SecretVersion | None:
        """The version of that number."""
        return next((each for each in self.versions if each.number == number), None)

    def stages(self, version: SecretVersion) -> list[str]:
        """The rotation states of a version."""
        states = {
            CURRENT: version.number == self.current,
            PENDING: version.is_pending,
            PREVIOUS: version.number == self.previous,
        }
        found = [stage for stage, is_so in states.items() if is_so] or [DEPRECATED]
        return [*found, LATEST] if version.number == len(self.versions) else found

    def add(self, name: str | None, content: str, now: datetime, *, is_pending: bool) -> SecretVersion:
        """Add a version, as PENDING or as CURRENT."""
        made = SecretVersion(len(self.versions) + 1, name, content, now, is_pending)
        self.versions.append(made)
        if not is_pending and made.number > 1:
            self.make_current(made)
        return made

    def make_current(self, version: SecretVersion) -> None:
        """Make a version the CURRENT one."""
        if version.number != self.current:
            self.previous, self.current = self.current, version.number
        version.is_pending = False
