"""What is said of a credential's expiry: what was requested, and what OCI answered."""

from datetime import datetime

from services.model.values import Credential
from tui.format.ages import moment

UNDOCUMENTED = "OCI doesn't document what happens then."


def requested(expires: datetime, credential: Credential) -> str:
    """What was requested when the credential was generated, and whether OCI's answer agrees."""
    told = f"Requested: expires {moment(expires)}. {UNDOCUMENTED}"
    if credential.expires is None:
        return f"{told} OCI's response doesn't contain an expiry, so the credential might never expire."
    if credential.expires != expires:
        return f"{told} OCI's response contains another expiry: {moment(credential.expires)}."
    return f"{told} OCI's response contains the same expiry."
