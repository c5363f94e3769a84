"""The answer to a create, judged: whether it has all that it takes to send mail."""

import re

from services.directory import PasswordMissingError
from services.model.errors import OutcomeUnknownError
from services.model.secret import Secret
from services.model.values import Credential, IssuedCredential

LONGEST = 255
"""Octets of a user name or a password that every server must take (RFC 4616, section 2)."""


def checked_issue(credential: Credential, password: Secret | None, *ids: re.Pattern[str]) -> IssuedCredential:
    """The credential, if a mail program can sign in with what the answer says; `ids` are the shapes of its ID.

    Raises:
        OutcomeUnknownError: the answer does not say which credential was created.
        PasswordMissingError: it does, and the credential can't be used.
    """
    if not any(shape.fullmatch(credential.ocid) for shape in ids):
        _wipe(password)
        raise OutcomeUnknownError(
            "The response from OCI contains no credential. The credential was probably created anyway."
        )
    if password is None:
        raise PasswordMissingError(credential)
    if not _is_usable(password.reveal()):
        _wipe(password)
        raise PasswordMissingError(credential, "no usable password")
    if not _is_usable(credential.user_name):
        _wipe(password)
        raise PasswordMissingError(credential, "no usable user name")
    return IssuedCredential(credential, password)


def _is_usable(text: str) -> bool:
    """Whether it can be typed, drawn and sent as it is: something that is no space, and no control character."""
    return bool(text.strip()) and text.isprintable() and len(text.encode()) <= LONGEST


def _wipe(password: Secret | None) -> None:
    if password is not None:
        password.wipe()
