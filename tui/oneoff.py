"""The commands that answer on the command line and end."""

import argparse
import os
import sys

from services.audit import all_credentials
from services.directory import Directory
from services.errors import ExitCode, NotFoundError, UsageError
from services.journal import open_journal
from services.model import Credential, User
from services.options import Options
from services.recovery import Recovery
from tui.ages import age, moment
from tui.printing import Table, print_table
from tui.signing_in import directory_of, session_for, writable_session_for
from widgets.plain import visible

CREDENTIAL_COLUMNS = ("user", "description", "created", "age", "status", "user_name", "credential_id", "user_id")
USER_COLUMNS = ("name", "email", "status", "created", "smtp_credentials", "user_id")


def list(options: Options, asked: argparse.Namespace) -> int:  # noqa: A001 - the name of the command
    """`oci-smtp list`: the credentials of a user, or of everyone."""
    directory = directory_of(session_for(options))
    table = Table(CREDENTIAL_COLUMNS, asked.output)
    if asked.user is not None:
        user = directory.find(asked.user)
        table.rows += [_credential_row(user, item) for item in directory.credentials(user)]
    else:
        for user, credentials in all_credentials(directory, _progress):
            table.rows += [_credential_row(user, item) for item in credentials]
    print_table(table)
    return ExitCode.DONE


def users(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp users`: the users, or those whose name or e-mail holds a text."""
    wanted = asked.filter.casefold()
    table = Table(USER_COLUMNS, asked.output)
    for page in directory_of(session_for(options)).users():
        table.rows += [
            _user_row(user) for user in page if wanted in user.name.casefold() or wanted in user.email.casefold()
        ]
    print_table(table)
    return ExitCode.DONE


def revoke(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp revoke`: delete one credential, after asking."""
    session = writable_session_for(options)
    directory = directory_of(session)
    user = directory.find(asked.user)
    credential = _credential_called(asked.credential, user, directory)
    label = visible(f"“{credential.description or credential.user_name}” of {user.name}")
    if not asked.yes:
        if not sys.stdin.isatty():
            raise UsageError(f"Nobody is there to confirm deleting {label}.", "Add --yes.")
        print(f"Delete {label}, created {moment(credential.created)}? Type yes: ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            print("Nothing was deleted.", file=sys.stderr)
            return ExitCode.FAILED
    directory.delete_credential(user, credential)
    Recovery(directory, open_journal(options, os.environ), session.tenancy_ocid).was_deleted(credential)
    print(f"Deleted {label}.", file=sys.stderr)
    return ExitCode.DONE


def _credential_called(text: str, user: User, directory: Directory) -> Credential:
    for item in directory.credentials(user):
        if text in (item.ocid, item.user_name):
            return item
    raise NotFoundError(f"{user.name} has no SMTP credential '{text}'.", f"See them: oci-smtp list {user.name}")


def _credential_row(user: User, item: Credential) -> tuple[str, ...]:
    told = age(item.created)
    created = moment(item.created)
    return (user.name, item.description, created, told, item.status, item.user_name, item.ocid, user.ocid)


def _user_row(user: User) -> tuple[str, ...]:
    smtp = {True: "yes", False: "no", None: ""}[user.can_use_smtp]
    return (user.name, user.email, user.status, moment(user.created), smtp, user.ocid)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() and (done % 20 == 0 or done == total):
        end = "\n" if done == total else ""
        print(f"\r{done:,} of {total:,} users", end=end, file=sys.stderr, flush=True)
