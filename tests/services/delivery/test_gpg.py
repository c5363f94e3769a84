"""What is encrypted with gpg: the real gpg opens it, and only for a key that was looked at."""

import subprocess
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError
from services.delivery.draft import MailDraft
from services.delivery.gpg import GpgSeal
from services.delivery.gpg_keys import find_key, key_of_fingerprint
from services.delivery.sealed_file import SealedFile
from services.model.errors import AmbiguousError, NotFoundError, OciSmtpError, UsageError
from tests.needs import needs
from tests.services.delivery.gpg_home import ANNA, OLD, SIGNER, TWIN, GpgHome, gpg_home
from tests.services.delivery.packages import awkward_password, opened_letter, package


@pytest.fixture(scope="module")
def crowded_gpg() -> Iterator[GpgHome]:
    needs("gpg")
    with gpg_home() as made:
        made.generate(ANNA)
        made.generate(OLD, at="20200101T000000!")
        made.generate(SIGNER, usage="sign")
        for at in ("20200101T000000!", "20200102T000000!"):
            made.generate(TWIN, "never", at=at)
        yield made


@pytest.fixture(autouse=True)
def on_path(crowded_gpg: GpgHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(crowded_gpg.path))


def test_gpg_decrypts_the_delivered_file(crowded_gpg: GpgHome, tmp_path: Path) -> None:
    password = awkward_password()
    made = package(password)
    path = tmp_path / "x.asc"
    receipt = SealedFile(path, GpgSeal(find_key("anna@example.com"))).deliver(made)
    assert receipt.is_verified
    assert crowded_gpg.run("--decrypt", str(path)).decode() == opened_letter(made, password)
    assert path.read_text().startswith("-----BEGIN PGP MESSAGE-----")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_is_shown_with_its_full_fingerprint_name_and_expiration(crowded_gpg: GpgHome) -> None:
    key = find_key("anna@example.com")
    (whole,) = crowded_gpg.fingerprints("anna@example.com")
    assert key.fingerprint == whole
    shown = dict(GpgSeal(key).recipients)
    assert shown["Fingerprint"].replace(" ", "") == whole
    assert shown["Name"] == ANNA
    assert key.expires
    assert shown["Expires"] == f"{key.expires:%Y-%m-%d}"
    assert find_key(shown["Fingerprint"].lower()) == key
    assert find_key(whole[-16:]) == key


def test_gpg_conf_cannot_add_another_recipient(crowded_gpg: GpgHome, tmp_path: Path) -> None:
    (crowded_gpg.path / "gpg.conf").write_text(f"encrypt-to {crowded_gpg.fingerprints(TWIN)[0]}\nthrow-keyids\n")
    try:
        seal = GpgSeal(find_key("anna@example.com"))
        sealed = seal.seal(b"x")
        assert seal.is_sealed(sealed)
        assert not GpgSeal(find_key(crowded_gpg.fingerprints(TWIN)[0])).is_sealed(sealed)
    finally:
        (crowded_gpg.path / "gpg.conf").unlink()


@pytest.mark.parametrize(
    ("query", "error", "told"),
    [
        ("old@example.com", NotDeliveredError, "has expired on 2020-12-31"),
        ("signer@example.com", NotDeliveredError, "can't encrypt"),
        ("nobody@example.com", NotFoundError, 'no public key for "nobody@example.com"'),
        ("--version", NotFoundError, "no public key"),
        ("A" * 40, NotFoundError, "no public key"),
        (" ", UsageError, "No recipient"),
    ],
)
def test_an_expired_signing_only_or_unknown_key_is_rejected(query: str, error: type[OciSmtpError], told: str) -> None:
    with pytest.raises(error) as caught:
        find_key(query)
    assert told in caught.value.cause


def test_the_error_for_an_ambiguous_name_lists_every_matching_key(crowded_gpg: GpgHome) -> None:
    with pytest.raises(AmbiguousError) as caught:
        find_key(TWIN)
    assert all(each in caught.value.cause for each in crowded_gpg.fingerprints(TWIN))


@pytest.mark.parametrize("state", ["revoked", "disabled"])
def test_a_revoked_or_disabled_key_is_rejected(crowded_gpg: GpgHome, state: str) -> None:
    name = f"{state}@example.com"
    whole = crowded_gpg.generate(name)
    if state == "revoked":
        text = (crowded_gpg.path / "openpgp-revocs.d" / f"{whole}.rev").read_text().replace(":-----BEGIN", "-----BEGIN")
        crowded_gpg.run("--import", data=text.encode())
    else:
        subprocess.run(
            ["gpg", "--homedir", str(crowded_gpg.path), "--no-tty", "--command-fd", "0", "--edit-key", whole],
            input=b"disable\nsave\n",
            capture_output=True,
            check=True,
        )
    with pytest.raises(NotDeliveredError, match=f"is {state}"):
        find_key(whole)


@pytest.mark.parametrize("what", ["anna@example.com", "DEADBEEF", "A" * 39, ""])
def test_key_of_fingerprint_rejects_anything_but_a_full_fingerprint(what: str) -> None:
    with pytest.raises(UsageError, match="isn't a full fingerprint"):
        key_of_fingerprint(what)


def test_without_gpg_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = GpgSeal(find_key("anna@example.com"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not seal.available().is_available
    with pytest.raises(NotDeliveredError, match="gpg isn't installed"):
        SealedFile(tmp_path / "x.asc", seal).deliver(package("p"))
    assert list(tmp_path.iterdir()) == []


def test_deliver_fails_when_the_key_was_deleted_after_the_lookup(crowded_gpg: GpgHome, tmp_path: Path) -> None:
    whole = crowded_gpg.generate("brief@example.com")
    seal = GpgSeal(find_key(whole))
    crowded_gpg.run("--yes", "--delete-secret-and-public-key", whole)
    with pytest.raises(NotDeliveredError, match=whole):
        SealedFile(tmp_path / "x.asc", seal).deliver(package("p"))
    assert list(tmp_path.iterdir()) == []


def test_a_draft_attaches_the_ciphertext_and_omits_the_smtp_user_name(crowded_gpg: GpgHome, tmp_path: Path) -> None:
    password = awkward_password()
    made = package(password)
    path = tmp_path / "x.eml"
    assert MailDraft(path, GpgSeal(find_key("anna@example.com")), "anna@example.com").deliver(made).is_verified
    assert path.stat().st_mode & 0o777 == 0o600
    mail = BytesParser(policy=SMTP).parsebytes(path.read_bytes())
    assert mail["To"] == "anna@example.com"
    assert made.user_name not in path.read_text()
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "message.asc"
    sealed = str(attached.get_content()).encode()
    assert crowded_gpg.run("--decrypt", data=sealed).decode() == opened_letter(made, password)


@pytest.mark.parametrize("address", ["no address", "a@b\nBcc: eve@example.com", "ünï@example.com"])
def test_a_draft_to_an_invalid_email_address_is_rejected(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="isn't an email address"):
        MailDraft(tmp_path / "x.eml", GpgSeal(find_key("anna@example.com")), address).deliver(package("p"))
    assert list(tmp_path.iterdir()) == []
