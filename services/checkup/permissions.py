"""What the signed-in user may read. Nothing is tried that would change something."""

from collections.abc import Callable, Iterator
from typing import Any

from services.api.client import Wire
from services.api.session import Session
from services.checkup.report import trouble
from services.config.options import directory_setting
from services.directory import Directory
from services.directory.choice import open_directory
from services.doctor.report import Check, Finding
from services.model.errors import NotAuthenticatedError, NotAuthorizedError, OciSmtpError


def check_permissions(session: Session) -> Iterator[Check]:
    """Your own user, the users, the approved senders, the policies."""
    try:
        directory, notice = open_directory(session, directory_setting(session.options))
    except OciSmtpError as error:
        yield trouble("sign-in", "Sign-in failed.", error)
        return
    if notice:
        yield Check("directory", Finding.NOTE, notice)
    if session.user_ocid:
        yield (own := _try("own-credentials", "read your own SMTP credentials", lambda: _own(directory), Finding.FAULT))
        if own.finding is Finding.FAULT:
            return
    yield _try("list-users", "list the users", lambda: _first_page(directory))
    yield _try("list-senders", "list the approved senders", lambda: _in_root(session.email(), session, "/senders"))
    yield _try("read-policies", "read the policies", lambda: _in_root(session.identity(), session, "/policies"))


def _try(code: str, what: str, read: Callable[[], str], refusal: Finding = Finding.NOTE) -> Check:
    try:
        found = read()
    except NotAuthenticatedError as error:
        return trouble(code, "OCI rejected your API key.", error)
    except NotAuthorizedError as error:
        return trouble(code, f"You don't have permission to {what}.", error, refusal)
    except OciSmtpError as error:
        return trouble(code, f"Couldn't check your permission to {what}.", error, Finding.UNKNOWN)
    return Check(code, Finding.OK, f"You have permission to {what}.", (found,))


def _own(directory: Directory) -> str:
    user = directory.myself()
    count = len(directory.credentials(user))
    return f"{user.name}: {count} {'credential' if count == 1 else 'credentials'}"


def _in_root(wire: Wire, session: Session, path: str) -> str:
    """A glance at what the root compartment holds; those below may be open to others."""
    query: dict[str, str | int] = {"compartmentId": session.tenancy_ocid, "limit": 1}
    wire.read(list[dict[str, Any]], path, "checking the root compartment", query)
    return "in the root compartment"


def _first_page(directory: Directory) -> str:
    found = next(iter(directory.users()), [])
    return f"users on the first page: {len(found)}"
