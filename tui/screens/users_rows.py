"""What is known of the users of a tenancy, as the lines of their list."""

from services.model.values import User
from tui.format.ages import date
from widgets.cells import CUT
from widgets.row_index import Row
from widgets.table_columns import Column

FEDERATED = "oracleidentitycloudservice/"
"""Before the names of users whom the identity provider of that name owns, in IAM without identity domains."""


def short_user(name: str) -> str:
    """A name as it is drawn in a list: of the identity provider the beginning is enough."""
    return f"oracle{CUT}/{name[len(FEDERATED) :]}" if name.lower().startswith(FEDERATED) else name


COLUMNS = (
    Column("name", "Name", fraction=3, min_width=26, priority=0, shorter=short_user),
    Column("email", "Email", fraction=3, min_width=26, priority=1, names_row=True),
    Column("status", "Status", width=8, priority=2),
    Column("created", "Created", width=10, priority=4),
    Column("smtp", "SMTP allowed", width=12, priority=3),
    Column("domain", "Domain", width=10, priority=5),
    Column("login", "Last sign-in", width=12, priority=6),
    Column("description", "Description", fraction=2, min_width=30, priority=7),
)

Page = tuple[list[User], list[Row]]
"""Users and their rows, which a worker makes: a thousand of them would keep a key waiting."""


def fields_of_user(user: User) -> list[tuple[str, str]]:
    """What of a user is worth copying, by its label."""
    return [
        ("Name", user.name),
        ("Email", user.email),
        ("OCID", user.ocid),
        ("Description", user.description),
        ("Domain", user.domain),
    ]


def with_rows(page: list[User]) -> Page:
    """A page of users, with their rows."""
    return page, [_row(user) for user in page]


def _row(user: User) -> Row:
    smtp = {True: "yes", False: "no", None: ""}[user.can_use_smtp]
    signed_in = date(user.last_login)
    cells = (user.name, user.email, user.status, date(user.created), smtp, user.domain, signed_in, user.description)
    return Row(user.ocid, cells)
