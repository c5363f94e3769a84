"""What is said of a credential: which one it is, who generated it, and when it expires."""

from datetime import datetime, timezone

from services.model.values import Credential
from tui.format.ages import identity, moment

TYPED = "the end of its user name"
"""What is typed to confirm that a credential is deleted: it belongs to that credential alone."""

UNDOCUMENTED = "OCI doesn't document what happens then."


def credentials_text(count: int) -> str:
    """`1 SMTP credential` or `20 SMTP credentials`."""
    return f"{count:,} SMTP credential{'' if count == 1 else 's'}"


def told_apart(credential: Credential) -> str:
    """Description, time, and end of the user name."""
    return f"“{credential.label}” ({identity(credential)})"


def mark_of(credential: Credential) -> str:
    """What tells it apart in a menu, beside its description: the end of the user name, and the time."""
    return f"…{credential.ending}, {moment(credential.created)}".removesuffix(", ")


def requested(expires: datetime, credential: Credential) -> str:
    """What was requested when the credential was generated, and whether OCI's answer agrees."""
    told = f"Requested: expires {moment(expires)}. {UNDOCUMENTED}"
    if credential.expires is None:
        return f"{told} OCI's response doesn't contain an expiry, so the credential might never expire."
    if credential.expires != expires:
        return f"{told} OCI's response contains another expiry: {moment(credential.expires)}."
    return f"{told} OCI's response contains the same expiry."


def beginning_and_end(credential: Credential, now: datetime | None = None) -> str:
    """Who generated it and when it expires, in sentences; nothing is said of what isn't known."""
    told = [f"Created by: {credential.creator}."] if credential.creator else []
    if credential.expires:
        is_past = credential.expires <= (now or datetime.now(timezone.utc))
        told.append(f"{'Expiry passed' if is_past else 'Expires'}: {moment(credential.expires)}.")
    return " ".join(told)


def fields_of(credential: Credential) -> list[tuple[str, str]]:
    """The same as labels and texts, empty where not known."""
    return [("Created by", credential.creator), ("Expires", moment(credential.expires))]
