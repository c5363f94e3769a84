"""A real GNOME keyring: unlocked, locked, silent; and backends that must not be trusted."""

import secrets
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import SecretService
from keyring.core import load_keyring

from services.model.secret import Secret, SecretGoneError
from services.system.os_keyring import KeyringError, KeyringLockedError, KeyringSilentError, NoKeyringError, OsKeyring
from tests.profiles import examples
from tests.services.secret_service import BACKEND, Daemon, gnome_keyring, in_use, unlocked_keyring

SERVICE = "oci-smtp-test"
PRINTABLE = st.text(st.sampled_from(string.printable), min_size=1)
ANY_SCRIPT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@pytest.fixture
def name() -> str:
    return f"ocid1.user.oc1..{secrets.token_hex(6)}@ocid1.tenancy.oc1..{secrets.token_hex(3)}.ab.com"


@pytest.fixture
def chosen() -> Iterator[None]:
    """Whatever backend the test chooses is forgotten afterwards."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("keyring_daemon")
class TestUnlocked:
    @settings(max_examples=examples(8), deadline=None)
    @given(text=PRINTABLE | ANY_SCRIPT)
    def test_every_printable_password_is_stored_and_read_unchanged(self, text: str) -> None:
        ours = OsKeyring()
        ours.store(SERVICE, "round trip", Secret(text))
        assert ours.find(SERVICE, "round trip") == Secret(text)
        assert load_keyring(BACKEND).get_password(SERVICE, "round trip") == text

    def test_store_returns_the_name_of_the_keyring(self, name: str, plain_token: str) -> None:
        ours = OsKeyring()
        assert ours.store(SERVICE, name, Secret(plain_token)) == ours.kind()
        assert "GNOME keyring" in ours.kind()
        assert "(SecretService)" in ours.kind()

    def test_a_removed_password_is_not_found(self, name: str, plain_token: str) -> None:
        ours = OsKeyring()
        ours.store(SERVICE, name, Secret(plain_token))
        assert ours.remove(SERVICE, name)
        assert ours.find(SERVICE, name) is None
        assert not ours.remove(SERVICE, name)

    def test_a_new_password_replaces_the_earlier_password(self, name: str, plain_token: str) -> None:
        ours = OsKeyring()
        ours.store(SERVICE, name, Secret("earlier"))
        ours.store(SERVICE, name, Secret(plain_token))
        assert ours.find(SERVICE, name) == Secret(plain_token)
        assert ours.remove(SERVICE, name)
        assert ours.find(SERVICE, name) is None

    def test_a_wiped_secret_is_not_stored(self, name: str, plain_token: str) -> None:
        wiped = Secret(plain_token)
        wiped.wipe()
        with pytest.raises(SecretGoneError):
            OsKeyring().store(SERVICE, name, wiped)
        assert OsKeyring().find(SERVICE, name) is None

    def test_a_keyring_that_does_not_respond_times_out_and_stays_unchanged(
        self, keyring_daemon: Daemon, name: str, plain_token: str
    ) -> None:
        OsKeyring().store(SERVICE, name, Secret("earlier"))
        hasty = OsKeyring(patience=0.5)
        with keyring_daemon.stopped(), pytest.raises(KeyringSilentError) as caught:
            hasty.store(SERVICE, name, Secret(plain_token))
        assert "another display" in caught.value.next_step
        # Requests run one after the other, so this one is answered only after the one that was given up.
        hasty._patience = 20.0
        assert hasty.find(SERVICE, name) == Secret("earlier")

    def test_storing_fails_when_the_keyring_does_not_keep_the_password(
        self, name: str, plain_token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(SecretService.Keyring, "set_password", lambda *_: None)
        with pytest.raises(KeyringError, match="can't be read back"):
            OsKeyring().store(SERVICE, name, Secret(plain_token))

    def test_removing_fails_when_the_keyring_still_has_the_password(
        self, name: str, plain_token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        OsKeyring().store(SERVICE, name, Secret(plain_token))
        monkeypatch.setattr(SecretService.Keyring, "delete_password", lambda *_: None)
        with pytest.raises(KeyringError, match="still has the password"):
            OsKeyring().remove(SERVICE, name)

    def test_a_keyring_error_does_not_show_the_password(
        self, name: str, plain_token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def choke(_: object, service: str, user: str, password: str) -> None:
            raise ValueError(f"cannot store {password}")

        monkeypatch.setattr(SecretService.Keyring, "set_password", choke)
        with pytest.raises(KeyringError) as caught:
            OsKeyring().store(SERVICE, name, Secret(plain_token))
        assert plain_token not in "".join(map(repr, [caught.value, caught.value.cause, caught.value.__context__]))
        assert "ValueError" in caught.value.cause

    def test_a_keyring_that_is_deleted_at_sign_out_is_rejected(
        self, plain_token: str, chosen: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/session")
        keyring.set_keyring(load_keyring(BACKEND))
        with pytest.raises(NoKeyringError, match="when you sign out"):
            OsKeyring().store(SERVICE, "name", Secret(plain_token))


@pytest.mark.parametrize("password", [None, "another one"], ids=["locked", "wrong password"])
def test_a_locked_keyring_is_reported_and_its_password_is_kept(
    password: str | None, tmp_path: Path, plain_token: str
) -> None:
    with unlocked_keyring(tmp_path):
        OsKeyring().store(SERVICE, "name", Secret(plain_token))
    with gnome_keyring(tmp_path, password) as locked, in_use(locked):
        with pytest.raises(KeyringLockedError):
            OsKeyring().store(SERVICE, "name", Secret("new"))
        with pytest.raises(KeyringLockedError):
            OsKeyring().find(SERVICE, "name")
        with pytest.raises(KeyringLockedError):
            OsKeyring().remove(SERVICE, "name")
    with gnome_keyring(tmp_path, "of the tests only") as again, in_use(again):
        assert OsKeyring().find(SERVICE, "name") == Secret(plain_token)


class PlaintextKeyring(KeyringBackend):
    """Like the one of keyrings.alt: it takes part in the selection, after every better one."""

    priority = 0.5

    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))


# Every backend takes part in the selection from its definition on; this one would in the tests of others as well.
KeyringBackend._classes.discard(PlaintextKeyring)


@pytest.mark.parametrize(
    ("backend", "named"),
    [
        (load_keyring("keyring.backends.null.Keyring"), "keyring.backends.null.Keyring"),
        (load_keyring(f"{__name__}.PlaintextKeyring"), f"{__name__}.PlaintextKeyring"),
        (load_keyring("keyring.backends.fail.Keyring"), "No keyring is available"),
    ],
    ids=["null", "plaintext", "fail"],
)
def test_an_unsafe_keyring_backend_is_rejected_by_name(
    backend: KeyringBackend, named: str, plain_token: str, chosen: None
) -> None:
    keyring.set_keyring(backend)
    for request in (
        lambda: OsKeyring().store(SERVICE, "name", Secret(plain_token)),
        lambda: OsKeyring().find(SERVICE, "name"),
        OsKeyring().kind,
    ):
        with pytest.raises(NoKeyringError) as caught:
            request()
        assert named in caught.value.cause
    assert plain_token not in getattr(backend, "kept", {}).values()


CHAINED = """
import keyring
from services.system.os_keyring import NoKeyringError, OsKeyring
from tests.services.system.test_os_keyring import KeyringBackend, PlaintextKeyring
KeyringBackend._classes.add(PlaintextKeyring)
print(type(keyring.get_keyring()).__name__)
try:
    print(OsKeyring().kind())
except NoKeyringError as error:
    print(error.cause)
"""


def in_new_process(environ: dict[str, str]) -> list[str]:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", CHAINED], env={**environ, "PYTHONPATH": str(root)}, stdout=subprocess.PIPE, timeout=60
    )
    return done.stdout.decode().splitlines()


def test_only_the_trusted_backend_of_a_keyring_chain_is_used(keyring_daemon: Daemon) -> None:
    chosen, kind = in_new_process(keyring_daemon.environ)
    assert chosen == "ChainerBackend"
    assert "(SecretService)" in kind


def test_a_plain_text_keyring_is_rejected_when_there_is_no_message_bus(keyring_daemon: Daemon) -> None:
    without = {name: value for name, value in keyring_daemon.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    chosen, refusal = in_new_process({**without, "XDG_RUNTIME_DIR": f"{without['HOME']}/nowhere"})
    assert chosen == "PlaintextKeyring"
    assert "PlaintextKeyring" in refusal


@pytest.mark.parametrize("is_made", [True, False])
def test_a_locked_keyring_is_detected_without_a_prompt(is_made: bool, tmp_path: Path) -> None:
    if is_made:
        with unlocked_keyring(tmp_path):
            assert not OsKeyring().is_locked()
    with gnome_keyring(tmp_path, None) as locked, in_use(locked):
        assert OsKeyring().is_locked()
        with pytest.raises(KeyringLockedError):
            OsKeyring().unlock()
