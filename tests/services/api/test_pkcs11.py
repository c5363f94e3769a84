"""Keys on PKCS#11 tokens: SoftHSM and the SDK's own signer, on the served tenancy."""

import gc
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.api import pkcs11_sign_in, pkcs11_token
from services.api.session import Session
from services.api.sign_in import open_session
from services.config.profile import load_profile
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import ConfigError, ExitCode, OciSmtpError, PinNeededError
from tests.services.accounts import Served, operations, served
from tests.services.soft_token import PIN, SoftTokens, in_this_process


@pytest.fixture
def at_oci(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path) as found:
        yield found


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftTokens]:
    with in_this_process(tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture
def card(tokens: SoftTokens, at_oci: Served) -> SoftTokens:
    """One token, with the administrator's key."""
    tokens.add("card")
    tokens.store("card", at_oci.config_file.with_name("oci_api_key.pem"))
    return tokens


def signed_in(at_oci: Served, pin: str = PIN) -> Session:
    """Sign in as a person who enters that PIN; without one, with what the environment has."""
    options = replace(at_oci.options, auth="pkcs11")
    return open_session(load_profile(options, os.environ), options, pin)


def refused(at_oci: Served, pin: str = PIN) -> OciSmtpError:
    """The error, which says what to do and exits as every failed sign-in."""
    with pytest.raises(OciSmtpError) as refusal:
        signed_in(at_oci, pin)
    error = refusal.value
    assert error.next_step
    assert error.exit_code is ExitCode.DENIED
    assert PIN not in f"{error.cause} {error.next_step}"
    return error


def test_the_person_whose_key_is_on_the_token_is_signed_in(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    assert session.tenancy_name() == at_oci.tenancy.world.name
    assert ClassicDirectory(session).myself().ocid == at_oci.tenancy.admin_ocid, "user settings work"
    assert PIN not in repr(vars(session._clients._signer))


def test_the_key_can_have_another_label_or_id(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.add("second")
    card.store("second", at_oci.config_file.with_name("oci_api_key.pem"), key_id=b"\x07", name="Mail")
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "second")
    assert 'Token "second" has no key with ID 01.' in refused(at_oci).cause
    monkeypatch.setenv("OCI_CLI_PKCS11_SLOT_LABEL", "Mail")
    assert signed_in(at_oci).tenancy_name()
    monkeypatch.delenv("OCI_CLI_PKCS11_SLOT_LABEL")
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID", "0x07")
    assert signed_in(at_oci).tenancy_name()
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID", "seven")
    assert '"seven" can\'t be the ID of a key.' in refused(at_oci).cause
    monkeypatch.delenv("OCI_CLI_PKCS11_KEY_ID")
    monkeypatch.setenv("OCI_CLI_PKCS11_SLOT_LABEL", "Post")
    assert 'Token "second" has no key labeled "Post key".' in refused(at_oci).cause


def test_of_several_tokens_one_must_be_named(card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    card.add("other", pin="0000")
    error = refused(at_oci)
    assert error.cause.startswith("Several PKCS#11 tokens are present:")
    assert error.next_step == "Set OCI_CLI_PKCS11_TOKEN_LABEL to the label of yours."
    assert not card.had_wrong_pin("other"), "no PIN is risked on a token that wasn't meant"
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "card")
    assert signed_in(at_oci).tenancy_name()
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "gone")
    assert 'No token that is present has the label "gone". Present: "card" (' in refused(at_oci).cause


def test_tokens_of_one_label_differ_by_their_serial(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.add("card")
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "card")
    error = refused(at_oci)
    assert "OCI_CLI_PKCS11_TOKEN_SERIAL" in error.next_step
    serials = [line.split("(")[1][:16] for line in error.cause.split('"card"')[1:]]
    monkeypatch.delenv("OCI_CLI_PKCS11_TOKEN_LABEL")
    outcomes = []
    for serial in serials:
        monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_SERIAL", f"0x{serial.upper()}")
        try:
            outcomes.append(signed_in(at_oci).tenancy_name())
        except ConfigError as error:
            outcomes.append(error.cause)
    assert sorted(outcomes) == sorted([at_oci.tenancy.world.name, 'Token "card" has no key with ID 01.'])


def test_no_token_and_no_module(tokens: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(at_oci).cause == "No PKCS#11 token is present."
    monkeypatch.setenv("OCI_CLI_PKCS11_MODULE_PATH", "/nowhere/module.so")
    error = refused(at_oci)
    assert error.cause == "The PKCS#11 module /nowhere/module.so doesn't exist."
    assert error.next_step == "Correct OCI_CLI_PKCS11_MODULE_PATH."
    monkeypatch.setenv("OCI_CLI_PKCS11_MODULE_PATH", str(at_oci.config_file))
    assert refused(at_oci).cause.startswith(f"Can't load the PKCS#11 module {at_oci.config_file}: ")
    monkeypatch.delenv("OCI_CLI_PKCS11_MODULE_PATH")
    monkeypatch.setattr("oci.auth.signers.pkcs11_signer.platforms", {"Linux": ["/nowhere/a.so"], "Darwin": ["/no"]})
    monkeypatch.setattr("oci.auth.signers.pkcs11_signer._find_dynamic_pkcs11_libraries", lambda *_: [])
    assert "Install OpenSC" in refused(at_oci).next_step
    monkeypatch.setenv("PKCS11_MODULE_PATH", "/nowhere/b.so")
    assert refused(at_oci).next_step == "Correct PKCS11_MODULE_PATH."


def test_a_key_without_a_certificate_has_no_fingerprint(tokens: SoftTokens, at_oci: Served) -> None:
    tokens.add("bare")
    here = ("--token", "bare", "--id", "01", "--label", "PIV AUTH key", "--pin", PIN)
    tokens._tool("--import", str(at_oci.config_file.with_name("oci_api_key.pem")), *here)
    assert "has no certificate for the key with ID 01" in refused(at_oci).cause


def test_two_keys_of_one_id(card: SoftTokens, at_oci: Served, recwarn: pytest.WarningsRecorder) -> None:
    card.store("card", at_oci.config_file.with_name("oci_api_key.pem"), name="Copy")
    session = signed_in(at_oci)
    with pytest.raises(ConfigError, match='Token "card" has several keys with ID 01'):
        session.tenancy_name()
    gc.collect()
    assert not recwarn.list, "nothing is printed over the screen"


def test_a_wrong_pin_is_tried_once_and_says_that_tokens_lock(card: SoftTokens, at_oci: Served) -> None:
    error = refused(at_oci, "1234")
    assert isinstance(error, PinNeededError)
    assert error.cause == 'Wrong PIN for token "card". A few wrong PINs lock the token.'
    assert signed_in(at_oci).tenancy_name(), "a person may enter another"
    assert operations(at_oci.tenancy), "only the right one asked OCI for anything"


def test_without_a_pin_it_is_asked_for(card: SoftTokens, at_oci: Served) -> None:
    error = refused(at_oci, "")
    assert isinstance(error, PinNeededError)
    assert error.cause == 'Token "card" needs its PIN.'
    assert not card.had_wrong_pin("card")


def test_the_pin_of_the_environment_is_not_tried_where_one_was_rejected(
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


def test_a_pin_that_was_changed_later_is_tried_once_by_all_threads(card: SoftTokens, at_oci: Served) -> None:
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


def test_a_token_that_was_removed(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    card.remove("card")
    with pytest.raises(OciSmtpError) as refusal:
        session.tenancy_name()
    assert refusal.value.next_step
    assert '"card"' in refusal.value.cause


def test_a_credential_that_was_not_signed_for_leaves_nothing_to_resolve(
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
def test_what_the_token_says_of_its_pin(
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


def test_a_sdk_without_the_signer(at_oci: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    import oci.auth.signers

    monkeypatch.delattr(oci.auth.signers, "PKCS11RequestSigner")
    assert "pip install --upgrade oci python-pkcs11" in refused(at_oci).next_step


def test_another_key_id_says_who_signs(card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    tenancy = at_oci.tenancy
    agent = tenancy.user_ocid("helpdesk.agent")
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID_OVERRIDE", f"{tenancy.ocid}/{agent}/00:11")
    assert signed_in(at_oci).user_ocid == agent
    monkeypatch.setenv("OCI_CLI_PKCS11_KEY_ID_OVERRIDE", "something-else")
    assert signed_in(at_oci).user_ocid == tenancy.admin_ocid
