import secrets
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from services.api.api_key import read_key
from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import Profile
from services.demo.tenancy import Tenancy
from services.model.errors import ConfigError, ExitCode, PassphraseNeededError
from tests.services.accounts import Served

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def profile(tenancy: Tenancy, rsa_key: rsa.RSAPrivateKey, tmp_path: Path) -> Profile:
    """A profile whose fingerprint belongs to `key`; the key file has yet to be written."""
    return Profile(
        name="DEFAULT",
        user=tenancy.admin_ocid,
        tenancy=tenancy.ocid,
        fingerprint=tenancy.keys.register(tenancy.admin_ocid, rsa_key.public_key()),
        region=tenancy.home_region,
        key_file=str(tmp_path / "key.pem"),
    )


def written(profile: Profile, key: object, passphrase: str = "", form: object = PKCS8) -> str:
    """Write a private key into the profile's file; its text."""
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    pem: bytes = key.private_bytes(PEM, form, locked)  # type: ignore[attr-defined]  # every kind of private key has it
    Path(profile.key_file).write_bytes(pem)
    return pem.decode()


def refused(profile: Profile, passphrase: str = "") -> ConfigError:
    with pytest.raises(ConfigError) as refusal:
        open_session(profile, Options(), passphrase)
    error = refusal.value
    assert profile.key_file in error.cause
    assert error.next_step
    assert error.exit_code is ExitCode.DENIED
    assert error.__suppress_context__ or error.__context__ is None
    assert not passphrase or passphrase not in f"{error.cause}{error.next_step}"
    return error


def test_a_key_file_that_does_not_exist_is_rejected(profile: Profile) -> None:
    assert "doesn't exist" in refused(profile).cause


def test_a_directory_in_place_of_the_key_file_is_rejected(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "k"
    path.mkdir()
    assert (
        refused(replace(profile, key_file=str(path))).cause
        == f"Can't read the key {path}: it is a directory, not a regular file."
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"not a key\n", b"\x00\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
)
def test_a_key_file_that_is_not_pem_is_rejected(profile: Profile, content: bytes) -> None:
    Path(profile.key_file).write_bytes(content)
    error = refused(profile)
    assert "PEM" in f"{error.cause} {error.next_step}"


def test_a_public_key_is_rejected(profile: Profile, rsa_key: rsa.RSAPrivateKey) -> None:
    public = rsa_key.public_key().public_bytes(PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    Path(profile.key_file).write_bytes(public)
    assert "is a public key" in refused(profile).cause


@pytest.mark.parametrize(
    "make", [lambda: ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate], ids=["EC", "Ed25519"]
)
def test_a_key_that_is_not_rsa_is_rejected(profile: Profile, make: object) -> None:
    assert callable(make)
    written(profile, make())
    assert "RSA" in refused(profile).cause


def test_a_key_whose_parts_do_not_match_is_rejected(profile: Profile, rsa_key: rsa.RSAPrivateKey) -> None:
    whole = rsa_key.private_numbers()
    numbers = (whole.p, whole.q, whole.d + 2, whole.dmp1 + 2, whole.dmq1, whole.iqmp, whole.public_numbers)
    written(profile, rsa.RSAPrivateNumbers(*numbers).private_key(unsafe_skip_rsa_key_validation=True))
    assert "damaged" in refused(profile).cause


def test_a_key_of_an_unknown_algorithm_is_rejected(profile: Profile) -> None:
    der = b"\x30\x0c\x02\x01\x00\x30\x05\x06\x03\x2a\x03\x04\x04\x00"  # PKCS#8 with the algorithm 1.2.3.4
    body = b64encode(der).decode()
    Path(profile.key_file).write_text(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    assert "RSA" in refused(profile).next_step


def test_a_key_with_another_fingerprint_is_rejected(profile: Profile) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    written(profile, other)
    assert profile.fingerprint in refused(profile).cause


@pytest.mark.parametrize("form", [PKCS8, TRADITIONAL], ids=["PKCS8", "traditional"])
def test_an_encrypted_key_requires_the_right_passphrase(
    profile: Profile, rsa_key: rsa.RSAPrivateKey, form: object
) -> None:
    right, wrong = secrets.token_hex(8), secrets.token_hex(8)
    written(profile, rsa_key, right, form)
    assert isinstance(refused(profile), PassphraseNeededError)
    assert isinstance(refused(profile, wrong), PassphraseNeededError)
    assert isinstance(refused(replace(profile, passphrase=wrong)), PassphraseNeededError)
    read_key(profile, right)
    read_key(replace(profile, passphrase=right))
    read_key(replace(profile, passphrase=wrong), right)


def test_a_key_with_an_unknown_cipher_is_rejected(profile: Profile, rsa_key: rsa.RSAPrivateKey) -> None:
    text = written(profile, rsa_key, "x" * 8, TRADITIONAL)
    cipher = next(line for line in text.splitlines() if line.startswith("DEK-Info"))
    Path(profile.key_file).write_text(text.replace(cipher, "DEK-Info: ROT13," + cipher.partition(",")[2]))
    refused(profile, "x" * 8)


@pytest.mark.parametrize("tail", ["OCI_API_KEY", "OCI_API_KEY\n", "\nSchlüssel für die Rechnungen\n"])
@pytest.mark.parametrize("passphrase", ["", "geheim-Ω"])
def test_text_after_the_key_is_ignored(
    profile: Profile, rsa_key: rsa.RSAPrivateKey, on_loopback: Served, tail: str, passphrase: str
) -> None:
    text = written(profile, rsa_key, passphrase)
    Path(profile.key_file).write_text(text + tail, encoding="utf-8")
    session = open_session(profile, on_loopback.options, passphrase)
    assert session.tenancy_name() == on_loopback.tenancy.world.name


def test_a_passphrase_for_an_unencrypted_key_is_ignored(
    profile: Profile, rsa_key: rsa.RSAPrivateKey, on_loopback: Served
) -> None:
    written(profile, rsa_key)
    session = open_session(replace(profile, passphrase="of the DEFAULT profile"), on_loopback.options)
    assert session.tenancy_name() == on_loopback.tenancy.world.name
