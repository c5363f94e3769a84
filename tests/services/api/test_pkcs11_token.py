"""Finding a PKCS#11 token and the key on it: SoftHSM and the SDK's own signer, on the served tenancy."""

import gc

import pytest

from services.model.errors import ConfigError, OciSmtpError
from tests.services.accounts import Served
from tests.services.api.card import refused, signed_in
from tests.services.soft_token import PIN, SoftTokens


def test_environment_variables_select_the_token_and_the_key(
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


def test_sign_in_with_several_tokens_requires_a_token_label(
    card: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.add("other", pin="0000")
    error = refused(at_oci)
    assert error.cause.startswith("Several PKCS#11 tokens are present:")
    assert error.next_step == "Set OCI_CLI_PKCS11_TOKEN_LABEL to the label of yours."
    assert not card.had_wrong_pin("other"), "no PIN is risked on a token that wasn't meant"
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "card")
    assert signed_in(at_oci).tenancy_name()
    monkeypatch.setenv("OCI_CLI_PKCS11_TOKEN_LABEL", "gone")
    assert 'No token that is present has the label "gone". Present: "card" (' in refused(at_oci).cause


def test_tokens_with_the_same_label_are_selected_by_serial_number(
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


def test_a_missing_token_or_module_is_reported(
    tokens: SoftTokens, at_oci: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_a_key_without_a_certificate_is_rejected(tokens: SoftTokens, at_oci: Served) -> None:
    tokens.add("bare")
    here = ("--token", "bare", "--id", "01", "--label", "PIV AUTH key", "--pin", PIN)
    tokens._tool("--import", str(at_oci.config_file.with_name("oci_api_key.pem")), *here)
    assert "has no certificate for the key with ID 01" in refused(at_oci).cause


def test_two_keys_with_the_same_id_are_rejected_without_a_warning(
    card: SoftTokens, at_oci: Served, recwarn: pytest.WarningsRecorder
) -> None:
    card.store("card", at_oci.config_file.with_name("oci_api_key.pem"), name="Copy")
    session = signed_in(at_oci)
    with pytest.raises(ConfigError, match='Token "card" has several keys with ID 01'):
        session.tenancy_name()
    gc.collect()
    assert not recwarn.list, "nothing is printed over the screen"


def test_a_removed_token_is_named_in_the_error(card: SoftTokens, at_oci: Served) -> None:
    session = signed_in(at_oci)
    card.remove("card")
    with pytest.raises(OciSmtpError) as refusal:
        session.tenancy_name()
    assert refusal.value.next_step
    assert '"card"' in refusal.value.cause


def test_an_sdk_without_the_pkcs11_signer_says_what_to_install(at_oci: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    import oci.auth.signers

    monkeypatch.delattr(oci.auth.signers, "PKCS11RequestSigner")
    assert "pip install --upgrade oci python-pkcs11" in refused(at_oci).next_step
