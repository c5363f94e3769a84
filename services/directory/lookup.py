"""Which of the users that answer to a name is meant."""

from typing import Protocol

from services.directory import Json
from services.model.errors import AmbiguousError, DamagedError, IncompleteError, NotFoundError, OciSmtpError, UsageError
from services.model.values import Credential, Group, User

LOOK_FOR_PARTS = "To search by part of a name, filter Users in the app, or run oci-smtp users --filter TEXT."


class Credentials(Protocol):
    """What has the credentials of users."""

    def credentials(self, user: User) -> list[Credential]:
        """The user's SMTP credentials."""


class Own(Protocol):
    """What knows the signed-in user."""

    def myself(self) -> User:
        """The signed-in user."""


MOST_TOLD = 5
"""How many of those that answer to a name are told."""


def known_credentials(directory: "Credentials", user: User) -> list[Credential]:
    """The user's SMTP credentials, oldest first; a value that can't be read, other than an OCID, is empty.

    Raises:
        IncompleteError: one of them can't be read at all.
        OciSmtpError: the request failed.
    """
    try:
        return directory.credentials(user)
    except IncompleteError as error:
        if error.lacks_rows:
            raise
        return list(error.part)


def myself_if(directory: "Own", text: str) -> User | None:
    """The signed-in user, if that's the name, the email, or either after the domain: everyone can look at himself."""
    try:
        me = directory.myself()
    except OciSmtpError:
        return None
    prefix, _, name = text.lower().partition("/")
    is_me = answers_to(me, text.lower()) or (bool(me.domain) and prefix == me.domain.lower() and answers_to(me, name))
    return me if is_me else None


def check_names(lacking: IncompleteError | None, *names: str) -> None:
    """Check that no user can be hidden in what couldn't be read.

    Raises:
        IncompleteError: a row is missing, or a value with one of these names.
    """
    if isinstance(lacking, DamagedError) and not lacking.lacks_rows and not lacking.fields.intersection(names):
        return
    if lacking:
        lacking.next_step = "Use the OCID instead of the name."
        raise lacking


def checked_text(text: str) -> str:
    """What to look for.

    Raises:
        UsageError: nothing.
    """
    if not text.strip():
        raise UsageError("No user specified.", "Enter a name, email address, or OCID.")
    return text


def only_one(found: list[User], text: str) -> User:
    """The one user that answers to the text.

    A name is no stronger than an email: a person who can choose a user's name could choose another user's email.

    Raises:
        NotFoundError: none.
        AmbiguousError: several; each is told with what tells it apart.
    """
    each = list({user.ocid: user for user in found}.values())
    if not each:
        raise NotFoundError(f'No user has the name or email "{text}".', LOOK_FOR_PARTS)
    if len(each) > 1:
        told = ", ".join(_told_apart(user) for user in each[:MOST_TOLD])
        more = f", and {len(each) - MOST_TOLD} more" if len(each) > MOST_TOLD else ""
        name = "DOMAIN/NAME or the OCID" if any(user.domain for user in each) else "the OCID"
        raise AmbiguousError(f'{len(each)} users match "{text}": {told}{more}.', f"Use {name}.")
    return each[0]


def only_group(found: list[Group], text: str) -> Group | None:
    """The one group that answers to the text; None where there is none.

    Raises:
        AmbiguousError: several.
    """
    each = list({group.ocid: group for group in found}.values())
    if len(each) > 1:
        told = ", ".join(f"{group.name} ({group.ocid})" for group in each[:MOST_TOLD])
        raise AmbiguousError(f'{len(each)} groups match "{text}": {told}.', "Use the OCID.")
    return each[0] if each else None


def only_record(found: list[Json], credential: Credential) -> Json:
    """The record of that credential, without what must never be drawn, whatever a service sends.

    Raises:
        NotFoundError: it is not among them.
    """
    if not found:
        raise NotFoundError(
            f"The credential {credential.user_name} no longer exists.", "Refresh to see the current credentials."
        )
    return {name: value for name, value in found[0].items() if name != "password"}


def answers_to(user: User, wanted: str) -> bool:
    """Whether a user has that name or email, which is given in `str.lower` form.

    Not in `str.casefold` form, by which another name answers: strasse to the one that is written with a sharp s.
    """
    return wanted in (user.name.lower(), user.email.lower())


def contains(user: User, wanted: str) -> bool:
    """Whether that text, given in `str.casefold` form, is in a user's name, email or description."""
    return any(wanted in text.casefold() for text in (user.name, user.email, user.description))


def _told_apart(user: User) -> str:
    name = f"{user.domain}/{user.name}" if user.domain else user.name
    return f"{name} ({', '.join(filter(None, (user.email, user.ocid)))})"
