"""Which of the users that answer to a name is meant."""

from services.directory import Json
from services.errors import AmbiguousError, NotFoundError, UsageError
from services.model import Credential, User

LOOK_FOR_PARTS = "To look for a part of it: :users and / in the app, oci-smtp users --filter TEXT in a shell."


def checked_text(text: str) -> str:
    """What to look for.

    Raises:
        UsageError: nothing.
    """
    if not text.strip():
        raise UsageError("No user was named.", "Give a name, an e-mail address or an OCID.")
    return text


def only_one(found: list[User], text: str) -> User:
    """The one user meant: exactly of that name, or else the only one found.

    Raises:
        NotFoundError: none.
        AmbiguousError: several.
    """
    exact = [user for user in found if user.name == text]
    if len(exact) == 1:
        return exact[0]
    if not found:
        raise NotFoundError(f"No user has the name or e-mail '{text}'.", LOOK_FOR_PARTS)
    if len(found) > 1:
        names = ", ".join(_told_apart(user) for user in found[:5])
        name = "DOMAIN/NAME" if any(user.domain for user in found) else "the name"
        raise AmbiguousError(f"{len(found)} users answer to '{text}': {names}.", f"Use {name} or the OCID.")
    return found[0]


def only_record(found: list[Json], credential: Credential) -> Json:
    """The record of that credential, without what must not be drawn whatever a service may send.

    Raises:
        NotFoundError: it is not among them.
    """
    if not found:
        raise NotFoundError(f"OCI has no credential {credential.user_name} any more.", "Refresh to see what is there.")
    return {name: value for name, value in found[0].items() if name != "password"}


def answers_to(user: User, wanted: str) -> bool:
    """Whether a user has that name or e-mail, which is given in `str.casefold` form."""
    return wanted in (user.name.casefold(), user.email.casefold())


def contains(user: User, wanted: str) -> bool:
    """Whether that text, given in `str.casefold` form, is in a user's name, e-mail or description."""
    return any(wanted in text.casefold() for text in (user.name, user.email, user.description))


def _told_apart(user: User) -> str:
    return f"{user.domain}/{user.name}" if user.domain else user.name
