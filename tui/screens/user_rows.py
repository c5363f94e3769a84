"""What is known of a user and of its credentials, in the words of the screen."""

from collections.abc import Iterator, Sequence

from services.model.values import Credential, Group, User
from tui.format.ages import age, ago, date, moment
from widgets.cells import CUT
from widgets.row_index import Row
from widgets.table_columns import Column

SHORT_NAME = 20
"""Cells of an SMTP user name in the list; in whole it has more than a hundred."""

COLUMNS = (
    Column("description", "Description", fraction=2, min_width=25, priority=0),
    Column("user_name", "User name", width=SHORT_NAME, priority=3),
    Column("age", "Age", width=9, priority=1),
    Column("created", "Created", width=10, priority=4),
    Column("status", "Status", width=11, priority=2),
)


def facts_of(user: User, groups: Sequence[Group] | None) -> Iterator[tuple[str, str]]:
    """Label and text of each thing known; without `groups`, those are not known yet."""
    yield "Name", user.name
    if user.email:
        yield "Email", user.email
    if user.description:
        yield "Description", user.description
    yield "Status", user.status or "unknown"
    if user.can_use_smtp is not None:
        yield "SMTP allowed", "yes" if user.can_use_smtp else "no"
    if user.federated:
        yield "Federated", "yes (external identity provider)"
    if groups is not None:
        yield "Groups", ", ".join(group.name for group in groups) or "none"
    if user.created:
        yield "Created", f"{moment(user.created)} ({ago(user.created)})"
    yield "OCID", user.ocid


def short_user_name(name: str) -> str:
    """The two ends of an SMTP user name: they all begin alike, and differ in the last letters."""
    return name if len(name) <= SHORT_NAME else f"{name[:6]}{CUT}{name[7 - SHORT_NAME :]}"


def row_of(credential: Credential, status: str) -> Row:
    """A credential as a line of the list."""
    return Row(
        credential.ocid,
        (
            credential.description or "(no description)",
            short_user_name(credential.user_name),
            age(credential.created),
            date(credential.created),
            status,
        ),
    )
