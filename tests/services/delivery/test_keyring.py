import secrets

import keyring
import pytest
from keyring.backends import SecretService
from keyring.core import load_keyring

from services.delivery import NotDeliveredError, Package
from services.delivery.keyring import KeyringChannel
from services.model.secret import Secret
from services.model.values import Endpoint, User
from tests.services.secret_service import BACKEND


@pytest.fixture
def package(plain_token: str) -> Package:
    endpoint = Endpoint("smtp.email.eu-frankfurt-1.oci.oraclecloud.com", 587, "STARTTLS")
    user_name = f"ocid1.user.oc1..{secrets.token_hex(6)}@ocid1.tenancy.oc1..a.b1.com"
    return Package(user_name, Secret(plain_token), endpoint, "[b]a mailer", User("ocid1.user.oc1..a", "ada"))


@pytest.mark.usefixtures("keyring_daemon")
def test_a_delivered_password_is_found_under_region_and_user_name(package: Package, plain_token: str) -> None:
    channel = KeyringChannel("eu-frankfurt-1")
    assert channel.available().is_available
    receipt = channel.deliver(package)
    assert receipt.is_verified
    assert "GNOME keyring" in receipt.place
    assert receipt.place in receipt.message
    service = "oci-smtp-credential:eu-frankfurt-1"
    assert load_keyring(BACKEND).get_password(service, package.user_name) == plain_token
    assert channel.find(package.user_name) == package.password
    assert KeyringChannel("uk-london-1").find(package.user_name) is None
    assert channel.remove(package.user_name)
    assert channel.find(package.user_name) is None


@pytest.mark.usefixtures("keyring_daemon")
def test_the_package_receipt_and_availability_do_not_show_the_password(package: Package, plain_token: str) -> None:
    channel = KeyringChannel("eu-frankfurt-1")
    receipt = channel.deliver(package)
    assert plain_token not in f"{package!r} {package} {receipt!r} {channel.available()!r}"


@pytest.mark.usefixtures("keyring_daemon")
def test_deliver_fails_when_the_keyring_does_not_save_the_password(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SecretService.Keyring, "set_password", lambda *_: None)
    with pytest.raises(NotDeliveredError):
        KeyringChannel("eu-frankfurt-1").deliver(package)


def test_deliver_fails_and_names_the_backend_when_it_is_not_trusted(package: Package) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    try:
        channel = KeyringChannel("eu-frankfurt-1")
        availability = channel.available()
        assert not availability.is_available
        assert "keyring.backends.null.Keyring" in availability.reason
        with pytest.raises(NotDeliveredError, match=r"keyring\.backends\.null\.Keyring"):
            channel.deliver(package)
    finally:
        keyring.set_keyring(before)
