"""Signing in for a command that runs without the app."""

import os
import sys
from math import ceil

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options, directory_setting
from services.config.profile import load_profile
from services.directory import Directory
from services.directory.choice import open_directory
from services.model.errors import PassphraseNeededError, ReadOnlyError
from services.startup.garbage_collection import begin_collecting
from tui.cli.notes import note, say
from tui.cli.typed_answer import can_ask
from widgets.plain import visible

AGAIN = "Run the command again, or set OCI_CLI_PASSPHRASE."
WITHOUT_TERMINAL = "Set OCI_CLI_PASSPHRASE to its passphrase, or run the command in a terminal, which asks for it."
TRIES = 3
"""How often a passphrase is asked for, as ssh does."""


def session_for(options: Options) -> Session:
    """Sign in; a locked key asks for its passphrase where a person is there."""
    try:
        session = _opened(options)
    finally:
        begin_collecting()
    session.tell_waits(_say_wait)
    return session


def _say_wait(seconds: float) -> None:
    note(f"OCI asked to wait {ceil(seconds)} s before retrying…")


def _opened(options: Options) -> Session:
    if options.demo:
        from services.demo.cloud import DemoCloud

        return DemoCloud().open(options)
    profile = load_profile(options, os.environ)
    for notice in profile.notices:
        print(f"oci-smtp: {visible(notice)}", file=sys.stderr)
    try:
        return open_session(profile, options)
    except PassphraseNeededError as error:
        if not can_ask(options):
            raise PassphraseNeededError(error.cause, WITHOUT_TERMINAL) from None
        if os.environ.get("OCI_CLI_PASSPHRASE"):
            raise
    for _ in range(TRIES - 1):
        passphrase = _passphrase_of(profile.key_name)
        try:
            return open_session(profile, options, passphrase)
        except PassphraseNeededError as error:
            print(f"oci-smtp: {visible(error.cause)}", file=sys.stderr)
    return open_session(profile, options, _passphrase_of(profile.key_name))


def _passphrase_of(key: str) -> str:
    """The passphrase as it is typed.

    Raises:
        PassphraseNeededError: none was entered (ctrl+d, or the terminal is gone), or what was isn't text.
    """
    from getpass import getpass

    try:
        return getpass(visible(f"Passphrase of {key}: "))
    except (EOFError, OSError):
        why = "no passphrase was entered"
    except UnicodeDecodeError:
        why = "the passphrase that was entered isn't text in this terminal's encoding"
    print(file=sys.stderr)  # the line of the prompt was not ended
    raise PassphraseNeededError(f"The key {key} is encrypted, and {why}.", AGAIN)


def writable_session_for(options: Options) -> Session:
    """A session that may change the tenancy.

    Raises:
        ReadOnlyError: the program was started read-only.
    """
    if options.read_only:
        raise ReadOnlyError
    return session_for(options)


def directory_of(session: Session) -> Directory:
    """The directory that the options ask for; what the person should know about it goes to standard error."""
    directory, notice = open_directory(session, directory_setting(session.options))
    if notice:
        say(notice)
    return directory
