"""Signing in with a key on a PKCS#11 token: SoftHSM and the SDK's own signer, on the served tenancy."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from services.api import pkcs11_sign_in, pkcs11_token
from services.api.session import Session
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError, PinNeededError
from tests.services.accounts import Served, operations
from tests.services.api.card import refused, signed_in
from tests.services.soft_token import PIN, SoftTokens


def test_the_user_whose_key_is_on_the_token_is_signed_in(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    assert session.tenancy_name() == at_oci.tenancy.world.name
    assert ClassicDirectory(session).myself().ocid == at_oci.tenancy.admin_ocid, "user settings work"
    assert PIN not in repr(vars(session._clients._signer))


def test_a_wrong_pin_is_rejected_with_a_warning_that_the_token_can_lock(card: SoftTokens, at_oci: Served) -> None:
    error = refused(at_oci, "1234")
    assert isinstance(error, PinNeededError)
    assert error.cause == 'Wrong PIN for token "card". A few wrong PINs lock the token.'
    assert operations(at_oci.tenancy) == [], "only the right one asks OCI for anything"
    assert signed_in(at_oci).tenancy_name(), "a person may enter another"


def test_sign_in_without_a_pin_asks_for_the_pin(card: SoftTokens, at_oci: Served) -> None:
    error = refused(at_oci, "")
    assert isinstance(error, PinNeededError)
    assert error.cause == 'Token "card" needs its PIN.'
    assert not card.had_wrong_pin("card")


def test_the_pin_in_the_environment_is_not_tried_after_a_rejected_pin(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCI_CLI_PKCS11_PIN", "1234")
    assert "Wrong PIN in OCI_CLI_PKCS11_PIN" in refused(at_oci, "").cause
    monkeypatch.setenv("OCI_CLI_PKCS11_PIN", PIN)
    error = refused(at_oci, "")
    assert "rejected a PIN before, so the PIN in OCI_CLI_PKCS11_PIN wasn't tried" in error.cause
    assert signed_in(at_oci).tenancy_name()
    pkcs11_sign_in._rejected.clear()  # as in the next process
    assert signed_in(at_oci, "").tenancy_name(), "the token accepted one since"


def test_a_pin_that_no_longer_works_is_tried_once_across_all_threads(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    assert session.tenancy_name()
    card.change_pin("card", PIN, "99887766")
    logins = counted_logins(session)

    def ask(_: int) -> OciSmtpError:
        with pytest.raises(OciSmtpError) as refusal:
            session.tenancy_name()
        return refusal.value

    with ThreadPoolExecutor(8) as pool:
        errors = list(pool.map(ask, range(24)))
    assert {error.cause.partition(".")[0] for error in errors} == {'Token "card" no longer accepts the PIN'}
    assert all("Switch profile" in error.next_step for error in errors)
    assert len(logins) == 1


def counted_logins(session: Session) -> list[None]:
    """Grows by one with each login of the session's signer."""
    signer = session._clients._signer.pkcs11_signer
    opened = signer._open_session
    logins: list[None] = []

    def counting() -> object:
        logins.append(None)
        return opened()

    signer._open_session = counting
    return logins


def test_a_token_removed_before_the_create_leaves_nothing_to_resolve(
    card: SoftTokens, at_oci: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is removed between the last read and the request."""
    import pkcs11
    from oci.auth.signers import PKCS11RequestSigner

    sign = PKCS11RequestSigner.sign

    def removed(signer: Any, request: Any) -> Any:
        if request.method == "POST":
            raise pkcs11.DeviceRemoved
        return sign(signer, request)

    session = signed_in(at_oci)
    directory = ClassicDirectory(session)
    journal = Journal(tmp_path / "journal")
    monkeypatch.setattr(PKCS11RequestSigner, "sign", removed)
    with pytest.raises(OciSmtpError, match='Token "card" was removed'):
        CredentialGenerator(session, directory, journal).issue(
            directory.myself(), "by card", lambda *_: None, threading.Event()
        )
    assert [record.state for record in journal.records()] == [JournalState.REJECTED]
    assert at_oci.tenancy.credentials(at_oci.tenancy.admin_ocid) == []


def test_after_signing_out_nothing_is_signed(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    session.sign_out()
    assert session._clients._signer.pkcs11_signer._pin is None
    with pytest.raises(OciSmtpError, match="signed out"):
        session.tenancy_name()


@pytest.mark.parametrize(
    ("flag", "pin", "says"),
    [
        ("USER_PIN_LOCKED", PIN, "is locked"),
        ("USER_PIN_FINAL_TRY", "", "One more wrong PIN locks the token."),
        ("USER_PIN_COUNT_LOW", "", "A few wrong PINs lock the token."),
    ],
)
def test_a_token_that_is_locked_or_about_to_lock_is_reported(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch, flag: str, pin: str, says: str
) -> None:
    """SoftHSM locks nothing, so its token is given what others say."""
    import pkcs11

    found = pkcs11_token._tokens

    def more(module: object) -> list[pkcs11_token.Token]:
        return [token._replace(flags=token.flags | pkcs11.TokenFlag[flag]) for token in found(module)]

    monkeypatch.setattr(pkcs11_token, "_tokens", more)
    assert says in refused(at_oci, pin).cause
    assert not card.had_wrong_pin("card")


def test_the_key_id_override_determines_the_signed_in_user(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenancy = at_oci.tenancy
    agent = tenancy.user_ocid("helpdesk.agent")
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID_OVERRIDE", f"{tenancy.ocid}/{agent}/00:11")
    assert signed_in(at_oci).user_ocid == agent
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID_OVERRIDE", "something-else")
    assert signed_in(at_oci).user_ocid == tenancy.admin_ocid
