"""What an audit doesn't know, and whose credentials that concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.audit.audit import Audit
from services.audit.export import Record, missing
from services.model.errors import OciSmtpError

EVERYONE = "everyone"
"""The source of a gap that concerns all users."""

DOMAIN_LABEL = "the identity domain "
"""How the label of a source begins that is one domain (services/directory/domain_users.py)."""

SOME_OR_ALL = ("users of ", "some of ")
"""How `list` names a source that it couldn't read, or not wholly."""

REMAINING = ("all other users", "all users")
"""How `list` names the users that it hadn't read when it ended, and those of a profile that can't sign in."""


@dataclass(frozen=True)
class Gap:
    """Something that couldn't be read. `code` and `request_id` are OCI's, empty where OCI didn't answer.

    At most one of `source`, `user_id`, and `name` says whose credentials might be missing. All are empty where none
    is: then only findings are incomplete.
    """

    what: str
    why: str
    code: str = ""
    request_id: str = ""
    source: str = ""
    """The label of a source of users, or `EVERYONE`."""
    user_id: str = ""
    name: str = ""
    """A user as `list` names one, with the domain or without."""

    def covers(self, record: Record) -> bool:
        """Whether that credential might exist, or be different, without the audit knowing."""
        user, domain = record.get("user"), record.get("domain")
        if self.user_id:
            return record.get("user_id") == self.user_id
        if self.name:
            return self.name in (user, f"{user} in {domain}", f"credentials of {user}")
        if domain and self.source.startswith(DOMAIN_LABEL):
            return self.source == f"{DOMAIN_LABEL}{domain}"
        return bool(self.source)


def gaps_of(audit: Audit) -> list[Gap]:
    """What an audit that ran doesn't know."""
    holes = audit.holes
    found = [
        Gap(hole.what, why_of(hole.error), hole.error.code, hole.error.request_id, hole.source, hole.user_ocid)
        for hole in holes
    ]
    return [*found, *(Gap(what, why, source=EVERYONE) for what, why in missing(audit)[len(holes) :])]


def gap_of_failure(error: OciSmtpError) -> Gap:
    """The gap where nothing at all could be read."""
    return Gap(REMAINING[1], why_of(error), error.code, error.request_id, EVERYONE)


def named_gaps(what: str, why: str) -> Iterator[Gap]:
    """What an unread row of `list` means, which has only a text: any user can have a name like that text, too."""
    yield Gap(what, why, name=what)
    for start in SOME_OR_ALL:
        if what.startswith(start):
            yield Gap(what, why, source=what.removeprefix(start))
    if what in REMAINING:
        yield Gap(what, why, source=EVERYONE)


def why_of(error: OciSmtpError) -> str:
    """Why something couldn't be read, in a sentence."""
    return f"{error.title}: {error.cause}"
