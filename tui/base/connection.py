"""The app's way to the tenancy: opened once in the background; what needs it waits for it.

What it needs for that is imported by the thread that opens it: the first frame does without.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from services.config.options import Options
from services.model.errors import NoConfigError, OciSmtpError, PassphraseNeededError, UnlockNeededError

if TYPE_CHECKING:
    from services.api.session import Session
    from services.config.profile import Profile
    from services.credentials.generation import CredentialGenerator
    from services.credentials.journal import Journal
    from services.credentials.journal_record import UnreadableError
    from services.credentials.recovery import Recovery
    from services.credentials.rotator import Rotator
    from services.directory import Directory
    from services.directory.prefetch import Prefetch
    from services.model.secret import Secret


@dataclass(frozen=True)
class KeyUnlock:
    """What unlocks the API key: the passphrase, and whether the keyring of this machine is to remember it.

    Or the PIN of the token that has the key, which is never remembered.
    """

    passphrase: "Secret"
    remember: bool = False


class Demo(Protocol):
    """The sample tenancy, as far as the app knows it."""

    @property
    def administrator(self) -> str:
        """The profile that is used unless another is given."""

    @property
    def profiles(self) -> Mapping[str, str]:
        """What each profile is for, by its name."""

    def open(self, options: Options) -> "Session":
        """Sign in with the profile of the options."""


class ClosedError(OciSmtpError):
    """The app is going; nothing will be answered any more."""


class Connection:
    """A session that might not be open yet. `session` and `directory` wait for it: call them in threads only."""

    def __init__(
        self,
        options: Options,
        make_demo: Callable[[], Demo],
        *,
        journal: "Journal | None" = None,
        ahead: "Prefetch | None" = None,
    ) -> None:
        self.options = options
        self._make_demo = make_demo
        self._demo: Demo | None = None
        self.notice = ""
        """Something about signing in that the person should know, though it worked."""
        self._opened: Future[Session] = Future()
        self._opening = threading.Lock()
        self._directory: Directory | None = None
        self._directory_notice = ""
        self._journal = journal
        self._finding_journal = threading.Lock()
        self._ahead = ahead

    @property
    def demo(self) -> Demo:
        """The sample tenancy, which lasts as long as the app."""
        if self._demo is None:
            self._demo = self._make_demo()
        return self._demo

    def with_options(self, options: Options) -> "Connection":
        """Another connection to the same sample tenancy, with the same journal."""
        old = self.demo
        return Connection(options, lambda: old, journal=self.journal)

    def profile(self) -> "Profile":
        """The profile as the configuration file has it.

        Raises:
            ConfigError: what is wrong with it.
        """
        from services.config.profile import load_profile

        return load_profile(self.options, os.environ)

    def open(self, unlocking: KeyUnlock | None = None) -> "Session":
        """Open the session and let everyone waiting continue. A locked key is first tried with what the keyring has.

        Raises:
            UnlockNeededError: call again with the passphrase or the PIN; everyone keeps waiting.
            NoConfigError: call again when there is one, or after `use`; everyone keeps waiting.
            OciSmtpError: it cannot be opened; everyone waiting is told so too.
        """
        try:
            session = self.demo.open(self.options) if self.options.demo else self._sign_in(unlocking)
        except (UnlockNeededError, NoConfigError):
            raise
        except OciSmtpError as error:
            self.refuse(error)
            raise
        with contextlib.suppress(InvalidStateError):  # already rejected: another profile was chosen, or the app ends
            self._opened.set_result(session)
        return session

    def use(self, options: Options) -> None:
        """Other options, before the session is open."""
        if options.demo != self.options.demo:
            self._journal = None
        self.options = options

    def adopt(self, session: "Session") -> None:
        """Continue with a session that is open already."""
        self._opened.set_result(session)

    def refuse(self, error: OciSmtpError) -> None:
        """Tell everyone waiting, now and later, that there is no session."""
        with contextlib.suppress(InvalidStateError):  # it was opened, or rejected before
            self._opened.set_exception(error)

    def retry(self) -> bool:
        """Forget a failure, so that `open` can be tried again; whether there was one."""
        failed = self._opened.done() and self._opened.exception() is not None
        if failed:
            self._opened = Future()
        return failed

    @property
    def opened(self) -> "Session | None":
        """The session, if it is open; never waits."""
        done = self._opened.done() and self._opened.exception() is None
        return self._opened.result() if done else None

    @property
    def session(self) -> "Session":
        """The session, once it is open.

        Raises:
            OciSmtpError: why it could not be opened.
        """
        return self._opened.result()

    @property
    def directory(self) -> "Directory":
        """The tenancy's users, once the session is open.

        Raises:
            OciSmtpError: why it could not be opened.
        """
        from services.config.options import directory_setting
        from services.directory.choice import open_directory

        session = self.session
        with self._opening:
            if self._directory is None:
                self._directory, self._directory_notice = open_directory(session, directory_setting(self.options))
            return self._directory

    def take_ahead(self) -> "Prefetch | None":
        """What read the signed-in user and the credentials during the start; given once, because it grows old."""
        ahead, self._ahead = self._ahead, None
        return ahead

    def directory_notice(self) -> str:
        """What the person should know about where users come from; empty where there is nothing to say.

        Raises:
            OciSmtpError: the directory could not be opened.
        """
        return self._directory_notice if self.directory else ""

    def issuing(self) -> "CredentialGenerator":
        """What issues credentials in this session, with its journal.

        Raises:
            OciSmtpError: why the session could not be opened.
        """
        from services.credentials.generation import CredentialGenerator

        return CredentialGenerator(self.session, self.directory, self.journal)

    def recovery(self) -> "Recovery":
        """What resolves interrupted generations of this tenancy.

        Raises:
            OciSmtpError: why the session could not be opened.
        """
        return self.issuing().recovery

    def rotator(self) -> "Rotator":
        """What rotates credentials in this session.

        Raises:
            OciSmtpError: why the session could not be opened.
        """
        from services.credentials.rotator import open_rotator

        return open_rotator(self.session, self.directory, self.journal)

    def unreadable_records(self) -> "list[UnreadableError]":
        """Records of the journal that this program cannot read: of a newer one, or damaged."""
        return self.journal.unreadable()

    @property
    def journal_in_use(self) -> "Journal | None":
        """The journal, if anything was written in it or looked for."""
        return self._journal

    @property
    def journal(self) -> "Journal":
        """One for as long as the app works with this tenancy: each of the demo's begins empty."""
        from services.credentials.journal import open_journal

        with self._finding_journal:
            if self._journal is None:
                self._journal = open_journal(self.options, os.environ)
            return self._journal

    def _sign_in(self, unlocking: KeyUnlock | None) -> "Session":
        from services.api.sign_in import open_session

        profile = self.profile()
        if unlocking is not None:
            try:
                session = open_session(profile, self.options, unlocking.passphrase.reveal())
                if unlocking.remember and profile.fingerprint:  # by which the keyring knows it
                    self.notice = _told(profile, unlocking.passphrase)
            finally:
                unlocking.passphrase.wipe()
            return session
        try:
            return open_session(profile, self.options)
        except PassphraseNeededError:
            remembered = _remembered(profile)
            if remembered is None:
                raise
            return open_session(profile, self.options, remembered.reveal())


def _told(profile: "Profile", passphrase: "Secret") -> str:
    """Have the keyring remember a passphrase, and say what became of it."""
    from services.api.passphrases import Passphrases

    try:
        return f"Saved the passphrase in the {Passphrases().remember(profile.fingerprint, passphrase)}."
    except OciSmtpError as error:
        return f"Couldn't save the passphrase: {error.cause}"


def _remembered(profile: "Profile") -> "Secret | None":
    """The passphrase that the keyring has for the profile's key; without a keyring there is none."""
    from services.api.passphrases import Passphrases

    if not profile.fingerprint:
        return None
    try:
        return Passphrases().find(profile.fingerprint)
    except OciSmtpError:
        return None
