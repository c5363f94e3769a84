"""Signing in for a command that runs without the app."""

import os
import sys
from collections.abc import Sequence
from math import ceil

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options, directory_setting
from services.config.pkcs11_selection import PIN_VARIABLE
from services.config.profile import Profile, load_profile
from services.directory import Directory
from services.directory.choice import open_directory
from services.model.errors import PassphraseNeededError, PinNeededError, ReadOnlyError
from services.startup.garbage_collection import begin_collecting
from tui.cli.notes import note, say
from tui.cli.typed_answer import can_ask, typed_unseen
from widgets.plain import visible

AGAIN = "Run the command again, or set OCI_CLI_PASSPHRASE."
WITHOUT_TERMINAL = "Set OCI_CLI_PASSPHRASE to its passphrase, or run the command in a terminal, which asks for it."
PIN_AGAIN = "Run the command again to enter the PIN."
PIN_WITHOUT_TERMINAL = f"Set {PIN_VARIABLE} to the PIN, or run the command in a terminal, which asks for the PIN."
PIN_ONLY_IN_TERMINAL = (
    f"Run the command in a terminal, which asks for the PIN. {PIN_VARIABLE} counts again after the token accepts a PIN."
)
TRIES = 3
"""How often a passphrase is asked for, as ssh does."""


def session_for(options: Options) -> Session:
    """Sign in; a locked key asks for its passphrase, and a token for its PIN, where a person is there."""
    try:
        session = _opened(options)
    finally:
        begin_collecting()
    session.tell_waits(_say_wait)
    return session


def _say_notices(profile: Profile, said: Sequence[str] = ()) -> None:
    for notice in profile.notices:
        if notice not in said:
            print(f"oci-smtp: {visible(notice)}", file=sys.stderr)


def _say_wait(seconds: float) -> None:
    note(f"OCI asked to wait {ceil(seconds)} s before retrying…")


def _opened(options: Options) -> Session:
    if options.demo:
        from services.demo.cloud import DemoCloud

        return DemoCloud().open(options)
    profile = load_profile(options, os.environ)
    _say_notices(profile)
    session = _with_profile(profile, options)
    _say_notices(session.profile, said=profile.notices)  # what only signing in could tell
    return session


def _with_profile(profile: Profile, options: Options) -> Session:
    try:
        return open_session(profile, options)
    except PinNeededError as error:
        needed = error
    except PassphraseNeededError as error:
        if not can_ask(options):
            raise PassphraseNeededError(error.cause, WITHOUT_TERMINAL) from None
        if os.environ.get("OCI_CLI_PASSPHRASE"):
            raise
        return _unlocked(profile, options)
    return _with_pin(profile, options, needed)


def _with_pin(profile: Profile, options: Options, needed: PinNeededError) -> Session:
    """The PIN is asked for once: a token locks after a few wrong ones.

    Raises:
        PinNeededError: none was entered, or a wrong one, or there is no one to ask.
    """
    if not can_ask(options):
        next_step = PIN_ONLY_IN_TERMINAL if os.environ.get(PIN_VARIABLE) else PIN_WITHOUT_TERMINAL
        raise PinNeededError(needed.cause, next_step)
    print(f"oci-smtp: {visible(needed.cause)}", file=sys.stderr)
    typed, why_none = typed_unseen("PIN: ")
    pin = typed.reveal() if typed else ""
    if not pin:
        raise PinNeededError(f"The token needs its PIN, and {why_none or 'no PIN was entered'}.", PIN_AGAIN)
    try:
        return open_session(profile, options, pin)
    except PinNeededError as error:
        raise PinNeededError(error.cause, PIN_AGAIN) from None


def _unlocked(profile: Profile, options: Options) -> Session:
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
    typed, why_none = typed_unseen(f"Passphrase of {key}: ")
    if typed is None:
        raise PassphraseNeededError(f"The key {key} is encrypted, and {why_none}.", AGAIN)
    return typed.reveal()


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
