"""A credential in a sentence, so that it can't be taken for another one of the same description."""

from services.model.values import Credential
from tui.format.ages import identity, moment

TYPED = "the end of its user name"
"""What is typed to confirm that a credential is deleted: it belongs to that credential alone."""


def told_apart(credential: Credential) -> str:
    """Description, time, and end of the user name."""
    return f"“{credential.label}” ({identity(credential)})"


def mark_of(credential: Credential) -> str:
    """What tells it apart in a menu, beside its description: the end of the user name, and the time."""
    return f"…{credential.ending}, {moment(credential.created)}".removesuffix(", ")
