"""The commands that answer on the command line and end."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.recovery import Recovery
from services.directory.lookup import known_credentials
from services.model.errors import ExitCode, OciSmtpError
from services.model.values import User
from tui.cli.json_fields import fields_asked
from tui.cli.leftovers import clear_keyring
from tui.cli.notes import complain, is_quiet
from tui.cli.output import print_table
from tui.cli.rotation_at_hand import credential_called
from tui.cli.sign_in import directory_of, session_for, writable_session_for
from tui.cli.termination import telling_what_may_be
from tui.cli.typed_answer import is_confirmed
from tui.format.ages import moment, stamp
from tui.startup.name_completion import keep_names
from widgets.plain import visible

T = TypeVar("T")

USER_COLUMNS = ("name", "email", "status", "created", "smtp_credentials", "user_id")
YES_OR_NO = {True: "yes", False: "no", None: ""}


def users(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp users`: the users, or those whose name or email holds a text."""
    wanted = asked.filter.casefold()
    columns = fields_asked(asked, USER_COLUMNS)
    told = moment if asked.output == "table" else stamp
    names: list[str] = []
    pages = PagesThatCame(directory_of(session_for(options)).users())

    def rows(page: list[User]) -> list[tuple[str, ...]]:
        names.extend(user.name for user in page)
        found = [_user_row(user, told) for user in _matching(wanted, page)]
        if columns == USER_COLUMNS:
            return found
        order = [USER_COLUMNS.index(name) for name in columns]
        return [tuple(row[at] for at in order) for row in found]

    print_table(columns, asked.output, map(rows, pages), ("user_id",))
    if pages.error:
        complain(pages.error)
        return pages.error.exit_code
    keep_names(options, os.environ, names)
    return ExitCode.DONE


class PagesThatCame(Iterator[list[T]], Generic[T]):
    """The pages of a list up to an error, which ends it once there is something to show.

    Raises OciSmtpError instead of the first page.
    """

    def __init__(self, pages: Iterator[list[T]]) -> None:
        self._pages = pages
        self._has_come = False
        self.error: OciSmtpError | None = None

    def __next__(self) -> list[T]:
        try:
            page = next(self._pages)
        except OciSmtpError as error:
            if not self._has_come:
                raise
            self.error = error
            raise StopIteration from None
        self._has_come = True
        return page


def revoke(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp revoke`: delete one credential, after asking."""
    session = writable_session_for(options)
    directory = directory_of(session)
    user = directory.find(asked.user)
    credential = credential_called(asked.credential, user, known_credentials(directory, user))
    label = visible(f"“{credential.label}” of {user.name}")
    question = f"Delete {label}, created {moment(credential.created)}?"
    if not is_confirmed(options, asked, question, f"To delete {label} without confirmation, add --yes."):
        print("Nothing was deleted.", file=sys.stderr)
        return ExitCode.FAILED
    unsure = visible(f"Interrupted. It's unknown whether {label} was deleted. To check, run oci-smtp list {user.name}")
    with telling_what_may_be(lambda: unsure):
        directory.delete_credential(user, credential)
    journal = open_journal(options, os.environ)
    Recovery(directory, journal, session.tenancy_ocid).was_deleted(credential)
    if not is_quiet():
        print(f"Deleted {label}.", file=sys.stderr)
    from services.delivery.leftovers import left_of

    clear_keyring(session, journal, left_of(session, journal, credential))
    return ExitCode.DONE


def _matching(wanted: str, page: list[User]) -> list[User]:
    if not wanted:
        return page
    return [user for user in page if wanted in user.name.casefold() or wanted in user.email.casefold()]


def _user_row(user: User, told: Callable[[datetime | None], str]) -> tuple[str, ...]:
    return (user.name, user.email, user.status, told(user.created), YES_OR_NO[user.can_use_smtp], user.ocid)
