"""Each value of each switch of the sample tenancy, as a case for tests: see `services.demo.settings.switches`."""

from dataclasses import dataclass
from typing import Any

from services.demo.settings import Settings, switches

GOES_WITH: dict[str, dict[str, object]] = {
    "no_domains": {"mode": "classic"},
    "replay_password": {"replay_recognized": True},
}
"""What else must be set so that a switch makes a difference."""


@dataclass(frozen=True)
class SwitchCase:
    """One value of one switch; everything else is as usual."""

    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

    def set(self, settings: Settings) -> Settings:
        """Turn the switch of a tenancy."""
        for name, value in {**GOES_WITH.get(self.name, {}), self.name: self.value}.items():
            setattr(settings, name, value)
        return settings

    @property
    def settings(self) -> Settings:
        """How a tenancy behaves then."""
        return self.set(Settings())


OF_SMTP = frozenset({"sender_refused_at", "smtp_trouble"})
"""The switches that make no difference to OCI's APIs."""

OF_VAULT = frozenset({"secret_name_taken", "pending_is_superseded"})
"""The switches that make no difference to users and credentials."""

CASES = tuple(SwitchCase(name, value) for name, values in switches().items() for value in values)
