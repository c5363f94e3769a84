"""What earlier commands, or this one, left open: said in one line, for people who do not look for it."""

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from services.config.options import Options
from services.config.paths import journal_folder
from services.model.errors import OciSmtpError

# The journal is imported where there is something in it: most commands find nothing, and need none.
if TYPE_CHECKING:
    from services.credentials.journal import Journal
    from services.credentials.journal_record import Record

RECOVER = "Run oci-smtp recover."
NAMED = 3
"""How many users the line names."""

INTERRUPTED = {
    "SENT": "No response from OCI was received.",
    "PENDING": "No response from OCI was received.",
    "CREATED": "Its password was not delivered.",
    "DISCARDING": "It was being deleted.",
    "SHOWN": "Its password might have been delivered.",
    "CUSTODY": "Its password is saved.",
    "ASK": "No response from OCI was received.",
}
"""By the state of its record: what is known of a credential whose command was interrupted."""


def what_may_exist(journal: "Journal") -> str:
    """What a command that ends early leaves behind; empty where it sent nothing, or all is told."""
    from widgets.plain import visible

    found: list[str] = []
    for intent in journal.begun:
        try:
            record = journal.find(intent)
        except OciSmtpError as error:
            found.append(f"A credential might exist, and its record can't be read: {error.cause}")
            continue
        if known := INTERRUPTED.get(record.state.value):
            found.append(f"A credential might exist for {record.user_name}. {known}")
    return visible(" ".join([*found, RECOVER])) if found else ""


def unresolved_line(options: Options) -> str:
    """How many credentials are unresolved, and whose; empty where none is. Those that a program is at work on are not.

    It must not keep a command from its work: a journal that cannot be read is for `recover` to complain of.
    """
    if options.demo or not _has_records(journal_folder(os.environ)):
        return ""
    from services.credentials.journal import open_journal

    with contextlib.suppress(OciSmtpError, OSError):
        journal = open_journal(options, os.environ)
        return _line([each for each in journal.unfinished() if not journal.is_held(each)], len(journal.unreadable()))
    return ""


def say_unresolved(options: Options) -> None:
    """To standard error, which is not what programs read."""
    _say(unresolved_line(options))


def say_left_open(options: Options, journal: "Journal | None") -> None:
    """The same at the end of the app, and first of what the app itself left open."""
    _say((journal and what_may_exist(journal)) or unresolved_line(options))


def _say(line: str) -> None:
    if line:
        with contextlib.suppress(OSError):
            print(f"oci-smtp: {line}", file=sys.stderr, flush=True)


def _line(records: "list[Record]", unreadable: int) -> str:
    from widgets.plain import visible

    count = len(records) + unreadable
    if not count:
        return ""
    names = sorted({record.user_name for record in records})
    named = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    whose = f" ({named})" if named else ""
    what = "1 interrupted credential is" if count == 1 else f"{count} interrupted credentials are"
    return visible(f"{what} unresolved{whose}. {RECOVER}")


def _has_records(folder: str) -> bool:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return any(entry.name.endswith(".json") for entry in entries)
    return False
