import secrets

import pytest

from services.api.passphrases import Passphrases
from services.delivery.keyring import KeyringChannel
from services.model.secret import Secret


@pytest.mark.usefixtures("keyring_daemon")
def test_a_passphrase_is_remembered_by_fingerprint_until_it_is_forgotten() -> None:
    fingerprint = ":".join(secrets.token_hex(1) for _ in range(16))
    passphrase = Secret(secrets.token_urlsafe(12))
    passphrases = Passphrases()
    assert passphrases.find(fingerprint) is None
    assert "GNOME keyring" in passphrases.remember(fingerprint, passphrase)
    assert passphrases.find(fingerprint) == passphrase
    assert passphrases.find(fingerprint[::-1]) is None
    assert KeyringChannel("eu-frankfurt-1").find(fingerprint) is None
    assert passphrases.forget(fingerprint)
    assert passphrases.find(fingerprint) is None
    assert not passphrases.forget(fingerprint)
