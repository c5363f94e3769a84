"""Unforeseen errors."""

import traceback

from services.model.errors import OciSmtpError


class MistakeError(OciSmtpError):
    """The program itself did something wrong, or its files are gone."""

    title = "Internal error"


def place_of(error: Exception) -> str:
    """What kind of error it is and where it happened, and not what it says: that may quote a password."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {where.name}, line {where.lineno}"


def mistake(error: Exception) -> MistakeError:
    """As ours, for a person who must not lose what is on the screen by it."""
    return MistakeError(
        f"Internal error ({place_of(error)}). The operation in progress might have completed.",
        "Check the result before you retry, and report this bug.",
    )
