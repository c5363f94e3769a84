"""What would fix a cause: values that say what would be done. `services.doctor.apply_fix` does it."""

from dataclasses import dataclass

from services.model.override import override
from services.model.values import User


def place_of(compartment_path: str) -> str:
    """A compartment in a sentence."""
    return f"compartment {compartment_path}" if compartment_path else "the root compartment"


@dataclass(frozen=True)
class Fix:
    """Something to do about a cause."""

    def describe(self) -> str:
        """What it does, as an instruction to a person."""
        raise NotImplementedError

    @property
    def action(self) -> str:
        """Its name, for JSON."""
        name = type(self).__name__
        return "".join(f"-{char.lower()}" if char.isupper() else char for char in name).lstrip("-")

    def as_json(self) -> dict[str, object]:
        """All of it, for JSON."""
        own = {name: value.ocid if isinstance(value, User) else value for name, value in vars(self).items()}
        return {"action": self.action, "description": self.describe(), **own}


@dataclass(frozen=True)
class CreateStatement(Fix):
    """Add a policy statement."""

    text: str
    compartment: str
    """OCID of the compartment that the policy is attached to."""
    compartment_path: str
    """Its path; empty for the root."""

    @override
    def describe(self) -> str:
        return f"Create a policy in {place_of(self.compartment_path)} with: {self.text}"


@dataclass(frozen=True)
class AddToGroup(Fix):
    """Put the user into a group that may send. One of `group` and `group_ocid` is what the policy names it by."""

    user: User
    group: str
    group_ocid: str = ""

    @override
    def describe(self) -> str:
        return f"Add {self.user.name} to the group {self.group or self.group_ocid}."


@dataclass(frozen=True)
class TurnOnCapability(Fix):
    """Let the user have SMTP credentials."""

    user: User

    @override
    def describe(self) -> str:
        return f'Turn on the "SMTP credentials" capability of {self.user.name}.'


@dataclass(frozen=True)
class ActivateUser(Fix):
    """Let an inactive user sign in again."""

    user: User

    @override
    def describe(self) -> str:
        return f"Activate {self.user.name}."


@dataclass(frozen=True)
class Generate(Fix):
    """Make an SMTP credential."""

    user: User

    @override
    def describe(self) -> str:
        return f"Generate an SMTP credential for {self.user.name}."


@dataclass(frozen=True)
class CreateSender(Fix):
    """Create the approved sender in the region that sends."""

    address: str
    region: str
    compartment: str
    """OCID of the compartment that is to hold it."""
    compartment_path: str
    """Its path; empty for the root."""

    @override
    def describe(self) -> str:
        where = place_of(self.compartment_path)
        return f"Create the approved sender {self.address} in {self.region}, in {where}."


@dataclass(frozen=True)
class PublishRecord(Fix):
    """Publish a DNS record, exactly as OCI gives it."""

    type: str
    """`CNAME` or `TXT`."""
    name: str
    value: str

    @override
    def describe(self) -> str:
        return f"In DNS, publish this {self.type} record: {self.name} {self.value}"


@dataclass(frozen=True)
class UseAddress(Fix):
    """Send from an address that is approved."""

    address: str

    @override
    def describe(self) -> str:
        return f"Send from {self.address}."


@dataclass(frozen=True)
class Advice(Fix):
    """Something that only a person can do."""

    text: str

    @override
    def describe(self) -> str:
        return self.text
