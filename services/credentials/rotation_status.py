"""Where the rotation of a credential stands: it follows from the intention and from the credentials that are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.credentials.rotation import Rotation
from services.model.values import SMTP_CREDENTIAL_LIMIT, Credential

GOING = ("DELETING", "DELETED")
"""Lifecycle states of a credential that no longer counts."""


class RotationStep(Enum):
    """What comes next in a rotation."""

    MAKE_ROOM = "make room"
    """The user has as many credentials as OCI allows: one must go first."""
    GENERATE = "generate"
    """There is room for the replacement."""
    DEPLOY = "deploy"
    """Both are there: the old one goes when the person says that the new one is deployed."""
    DONE = "done"
    """The old one is gone."""


@dataclass(frozen=True)
class RotationStatus:
    """A rotation and what comes next in it."""

    rotation: Rotation
    step: RotationStep
    can_suspend: bool
    """Whether the old credential could be suspended: in identity domains."""

    @property
    def text(self) -> str:
        """Where it stands, for the person."""
        rotation = self.rotation
        since = _day(rotation.begun_at)
        begun = f"Rotation of “{rotation.old.label}” ({rotation.user_name}) in progress since {since}"
        if self.step is RotationStep.DEPLOY and rotation.new:
            proved = f", test sign-in worked {_day(rotation.proved_at)}" if rotation.proved_at else ", not tested"
            new = f"the new one, “{rotation.new.label}”, was generated {_day(rotation.new.created)}"
            return f"{begun}: {_state_of_old(rotation)}; {new}{proved}."
        if rotation.makes_room == rotation.old and self.step is RotationStep.GENERATE:
            return f"{begun}: the old credential is deleted, and its replacement isn't generated yet."
        missing = "its replacement no longer exists" if rotation.new else "its replacement isn't generated yet"
        return f"{begun}: {_state_of_old(rotation)}; {missing}."

    def word_for(self, credential: Credential) -> str:
        """What to call one of the user's credentials; empty where it has no part in this."""
        if credential.ocid == self.rotation.old.ocid:
            return "retiring"
        return "replacement" if self.rotation.new and credential.ocid == self.rotation.new.ocid else ""


def step_of(rotation: Rotation, credentials: Iterable[Credential]) -> RotationStep:
    """What comes next, with these credentials there."""
    there = live(credentials)
    has_old = has(there, rotation.old)
    if rotation.new and has(there, rotation.new):
        return RotationStep.DEPLOY if has_old else RotationStep.DONE
    if not has_old and rotation.makes_room != rotation.old:
        return RotationStep.DONE  # there is nothing left to replace
    return RotationStep.MAKE_ROOM if len(there) >= SMTP_CREDENTIAL_LIMIT else RotationStep.GENERATE


def live(credentials: Iterable[Credential]) -> list[Credential]:
    """The credentials that count toward the limit: those that are not being deleted."""
    return [item for item in credentials if item.status not in GOING]


def has(credentials: Iterable[Credential], wanted: Credential) -> bool:
    """Whether a credential is among these, by its OCID."""
    return any(item.ocid == wanted.ocid for item in credentials)


def _state_of_old(rotation: Rotation) -> str:
    """What is known of the old credential. That it is suspended, only a sign-in shows."""
    if not rotation.suspended_at:
        return "the old credential is active"
    proved_at = rotation.suspension_proved_at
    proof = f"verified by a rejected sign-in {_day(proved_at)}" if proved_at else "not verified"
    return f"suspension of the old credential was requested {_day(rotation.suspended_at)}, {proof}"


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "on an unknown date"
