"""The keyring of the operating system: only kinds that keep secrets, never for longer than a person waits.

A keyring that is locked might open a prompt on a screen that no person sees, and wait forever, so every request runs in
a thread that can be left behind (github.com/mitya57/secretstorage/issues/33).
"""

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from services.model.errors import OciSmtpError
from services.model.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 10.0

TRUSTED = {
    "keyring.backends.SecretService": "Secret Service, such as the GNOME keyring",
    "keyring.backends.libsecret": "Secret Service through libsecret, such as the GNOME keyring",
    "keyring.backends.kwallet": "KDE wallet",
    "keyring.backends.macOS": "macOS keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
}
"""Modules of the keyring library whose backends encrypt what they keep, and what they are. All others are rejected:
without a keyring daemon the library may choose one that writes plain text to a file, or one that keeps nothing."""

NOTHING = ("oci-smtp", "nothing")
"""Service and name of an entry that there is none of."""

CHAINER = "keyring.backends.chainer"


class KeyringError(OciSmtpError):
    """The keyring did not do what it was asked."""

    title = "Keyring"


class NoKeyringError(KeyringError):
    """There is no keyring here that may hold a password."""


class KeyringLockedError(KeyringError):
    """It is locked, and could not be unlocked from here."""

    title: ClassVar[str] = "Keyring locked"


class KeyringSilentError(KeyringError):
    """No answer came in time, and the request was abandoned; what it might still do is undone."""

    title: ClassVar[str] = "Keyring not responding"


class OsKeyring:
    """Secrets by service and name. Every method blocks for a moment: call it in a thread.

    Service and name are not secret: keyrings show them without being unlocked.
    """

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._one_at_a_time = threading.Lock()

    def kind(self) -> str:
        """What would keep a secret, in a person's words and with the name of the backend.

        Raises:
            NoKeyringError: nothing that may.
            KeyringSilentError: it did not even say what it is.
        """
        return self._bounded(lambda backend, _: _kind(backend))

    def is_locked(self) -> bool:
        """Whether it would have to ask for its own password first, as far as that can be seen without its asking.

        Raises:
            NoKeyringError, KeyringSilentError, KeyringError: that can't be checked.
        """
        return self._bounded(lambda backend, _: _is_locked(backend))

    def unlock(self) -> None:
        """Let it ask for its own password, if it must, before it is needed.

        Raises:
            NoKeyringError, KeyringLockedError, KeyringSilentError, KeyringError: nothing could be saved now.
        """
        self.find(*NOTHING)  # reading unlocks, also what is not there

    def store(self, service: str, name: str, secret: Secret) -> str:
        """Keep a secret, in place of an earlier one of that name, and read it back; what keeps it now.

        Raises:
            NoKeyringError, KeyringLockedError, KeyringSilentError: it was not kept.
            KeyringError: it was not kept, or reading it back gave something else.
            SecretGoneError: the secret was wiped.
        """

        def keep(backend: "KeyringBackend", is_given_up: Callable[[], bool]) -> str:
            # Reading first makes it ask for its password, if it must, before it has ours: a prompt that is answered
            # after the wait has ended then stores nothing behind the person's back.
            backend.get_password(service, name)
            if is_given_up():
                return ""
            backend.set_password(service, name, secret.reveal())
            if is_given_up():
                backend.delete_password(service, name)
                return ""
            kept = backend.get_password(service, name)
            if kept is None or Secret(kept) != secret:
                raise KeyringError(
                    f"The {_kind(backend)} reported success, but the password can't be read back.",
                    "Choose another destination.",
                )
            return _kind(backend)

        secret.reveal()  # raises here, where the caller is
        return self._bounded(keep)

    def find(self, service: str, name: str) -> Secret | None:
        """The secret of that name; None where there is none.

        Raises:
            NoKeyringError, KeyringLockedError, KeyringSilentError, KeyringError: that can't be checked.
        """
        found = self._bounded(lambda backend, _: backend.get_password(service, name))
        return None if found is None else Secret(found)

    def remove(self, service: str, name: str) -> bool:
        """Remove the secret of that name, and look that it is gone; False where there was none.

        Raises:
            NoKeyringError, KeyringLockedError, KeyringSilentError, KeyringError: it may still be there.
        """

        def take_out(backend: "KeyringBackend", is_given_up: Callable[[], bool]) -> bool:
            if backend.get_password(service, name) is None or is_given_up():
                return False
            backend.delete_password(service, name)
            if backend.get_password(service, name) is not None:
                raise KeyringError(
                    f"The {_kind(backend)} still has the password.", "Delete it with the keyring's own program."
                )
            return True

        return self._bounded(take_out)

    def _bounded(self, request: "Callable[[KeyringBackend, Callable[[], bool]], Answer]") -> Answer:
        """Run a request in a thread of its own, one after the other, and wait for it no longer than our patience.

        The request learns from its second argument whether it was abandoned.
        """
        given_up, done = threading.Event(), threading.Event()
        answers: list[Answer] = []
        errors: list[OciSmtpError] = []

        def work() -> None:
            with self._one_at_a_time:
                if not given_up.is_set():
                    try:
                        answers.append(request(_trusted_backend(), given_up.is_set))
                    except Exception as error:  # backends raise whatever their platform does
                        errors.append(_translated(error))
            done.set()

        threading.Thread(target=work, name="keyring", daemon=True).start()
        if not done.wait(self._patience):
            given_up.set()
            raise KeyringSilentError(
                f"The keyring didn't respond within {self._patience:g} seconds.",
                "An unlock prompt might be open on another display. Answer it there, and then try again.",
            )
        if errors:
            raise errors[0]
        return answers[0]


def _trusted_backend() -> "KeyringBackend":
    """The one backend that would be used.

    Raises:
        NoKeyringError: it is none of those that we trust.
    """
    import keyring  # takes a tenth of a second and asks D-Bus

    backend = keyring.get_keyring()
    if type(backend).__module__ == CHAINER:
        # The chain itself would read from any of its links, also from those that are not trusted.
        chained = list(getattr(backend, "backends", []))
        backend = chained[0] if chained else backend
    module = type(backend).__module__
    if module == "keyring.backends.fail":
        raise NoKeyringError("No keyring is available.", "Servers often have none. Choose another destination.")
    if module not in TRUSTED:
        raise NoKeyringError(
            f"The keyring backend {module}.{type(backend).__qualname__} isn't known to be secure.",
            "Set up the system keyring or choose another destination.",
        )
    if str(getattr(backend, "preferred_collection", "")).endswith("/session"):
        raise NoKeyringError(
            'The keyring uses the collection "session", which is deleted when you sign out.',
            "Unset KEYRING_PROPERTY_PREFERRED_COLLECTION.",
        )
    return backend


def _is_locked(backend: "KeyringBackend") -> bool:
    """Of the Secret Service: its collection is locked, or there is none yet. The others do not say."""
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    from keyring.backends import SecretService

    secretstorage: Any = vars(SecretService)["secretstorage"]  # the keyring library's, not ours
    path = getattr(backend, "preferred_collection", secretstorage.collection.DEFAULT_COLLECTION)
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        try:
            return bool(secretstorage.Collection(bus, path).is_locked())
        except secretstorage.ItemNotFoundException:
            return True


def _kind(backend: "KeyringBackend") -> str:
    module = type(backend).__module__
    return f"{TRUSTED[module]} ({module.rpartition('.')[2]})"


def _translated(error: Exception) -> OciSmtpError:
    """Ours, without the words of the other: some errors carry the text that they choked on."""
    if isinstance(error, OciSmtpError):
        return error.with_traceback(None)  # its frames hold what was read
    # By name, for the keyring library itself may be what could not be imported.
    if {"KeyringLocked", "InitError"} & {kind.__name__ for kind in type(error).__mro__}:
        return KeyringLockedError(
            "The keyring is locked or not set up, and can't prompt for its password here.",
            "Unlock it on the desktop of this machine, and then try again.",
        )
    return KeyringError(
        f"The keyring failed ({type(error).__name__}).",
        "Check that it's running, or choose another destination.",
    )
