"""Unforeseen errors of a delivery."""

from collections.abc import Callable

from services.delivery import NotDeliveredError, Receipt
from services.model.errors import OciSmtpError
from services.model.internal_error import place_of


def foreseen(deliver: Callable[[], Receipt]) -> Receipt:
    """Deliver; what goes wrong unforeseen is told as ours, so that it does not take the only copy of a password along.

    Where it happened is told and not what it says: that may quote the password.

    Raises:
        OciSmtpError: it was not delivered.
    """
    try:
        return deliver()
    except OciSmtpError:
        raise
    except Exception as error:
        told = place_of(error)
    raise NotDeliveredError(
        f"Internal error ({told}). The credential might have been delivered anyway.",
        "Choose another destination, and report this bug.",
    )
