"""What Oracle does not document, or what differs from tenancy to tenancy, as switches."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

LimitError = Literal["LimitExceeded", "IdcsConversionError", "409"]


@dataclass
class Settings:
    """How the tenancy behaves where OCI may behave one way or another. May be changed at any time."""

    limit_error: LimitError = "LimitExceeded"
    """How a third SMTP credential is refused: three forms have been seen for the siblings of SMTP credentials."""
    replay_password: bool = True
    """Whether the replay of a create by its retry token has the password again."""
    smtp_endpoint: str | None = None
    """The host that Email Delivery names for SMTP; None for the one of the region."""
    clock_tolerance: timedelta | None = timedelta(minutes=5)
    """How far a request's date may be from the tenancy's clock; None for any distance."""
