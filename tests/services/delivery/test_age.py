"""What age encrypts for whom: the real `age` opens it, the file is new and private, and nothing else is left."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from services.delivery import NotDeliveredError
from services.delivery.age import AgeSeal
from services.delivery.age_recipients import find_recipients
from services.delivery.new_file import chosen_path
from services.delivery.sealed_file import SealedFile
from services.model.errors import UsageError
from tests.needs import needs
from tests.services.delivery.packages import awkward_password, opened_letter, package


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with private keys, and beside each its public one: age, ed25519, rsa, ecdsa."""
    needs("age", "age-keygen", "ssh-keygen")
    folder = tmp_path_factory.mktemp("keys")
    subprocess.run(["age-keygen", "-o", folder / "age"], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", folder / "age"], check=True, capture_output=True, text=True).stdout
    (folder / "age.pub").write_text(public)
    for kind in ("ed25519", "rsa", "ecdsa"):
        command = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", f"anna's {kind}", "-f", folder / kind]
        subprocess.run(command, check=True)
    return folder


def opened(sealed: Path, key: Path) -> str:
    done = subprocess.run(["age", "-d", "-i", key, sealed], check=True, capture_output=True)
    return done.stdout.decode()


def public(keys: Path, name: str) -> str:
    return (keys / f"{name}.pub").read_text().strip()


@pytest.mark.parametrize("kind", ["age", "ed25519", "rsa"])
def test_the_real_age_opens_the_file(keys: Path, tmp_path: Path, kind: str) -> None:
    password = awkward_password()
    made = package(password)
    path = tmp_path / "for anna.age"
    receipt = SealedFile(chosen_path(str(path)), AgeSeal(find_recipients([public(keys, kind)]))).deliver(made)
    assert receipt.is_verified
    assert opened(path, keys / kind) == opened_letter(made, password)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [path.name]
    assert path.read_text().startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert made.user_name not in path.read_text()


def test_every_supported_key_in_a_key_file_is_a_recipient(keys: Path, tmp_path: Path) -> None:
    listed = tmp_path / "authorized_keys"
    listed.write_text(
        "# the mail team\n\n"
        f'from="10.0.0.0/8",command="echo \\"hi there\\"" {public(keys, "ed25519")}\n'
        f"{public(keys, 'ecdsa')}\r\n  {public(keys, 'rsa')}\r\n{public(keys, 'age')}\n"
        f"cert-authority {public(keys, 'rsa')}\n"
    )
    recipients = find_recipients([str(listed), public(keys, "age")])
    assert [each.kind for each in recipients.keys] == ["ssh-ed25519", "ssh-rsa", "age"]
    made = package("p")
    path = tmp_path / "sealed"
    SealedFile(path, AgeSeal(recipients)).deliver(made)
    for name in ("age", "ed25519", "rsa"):
        assert opened(path, keys / name) == opened_letter(made, "p")


def test_ssh_keys_are_shown_by_the_fingerprint_of_ssh_keygen(keys: Path) -> None:
    found = find_recipients([str(keys / "rsa.pub")])
    (recipient,) = found.keys
    told = subprocess.run(["ssh-keygen", "-lf", keys / "rsa.pub"], check=True, capture_output=True, text=True).stdout
    assert recipient.shown == told.split(" ")[1]
    assert ("", "anna's rsa") in AgeSeal(found).recipients


@pytest.mark.parametrize(
    "what", ["", "  ", "anna", "age1qqqq", "ssh-ed25519 AAAA", "ssh-rsa AAAAB3Nz", "/", "a\0b", "~nobody/x", "~a\0b/x"]
)
def test_an_invalid_recipient_is_rejected(what: str) -> None:
    with pytest.raises(UsageError):
        find_recipients([what])


def test_keys_that_age_cannot_use_are_named_by_their_kind(keys: Path) -> None:
    with pytest.raises(UsageError, match="ecdsa-sha2-nistp256"):
        find_recipients([public(keys, "ecdsa")])
    with pytest.raises(UsageError, match="no key that age supports"):
        find_recipients([str(keys / "ecdsa.pub")])


@pytest.mark.parametrize("name", ["age", "ed25519"])
@pytest.mark.parametrize("is_pasted", [True, False])
def test_a_private_key_is_rejected_and_not_repeated(keys: Path, name: str, is_pasted: bool) -> None:
    text = (keys / name).read_text()
    with pytest.raises(UsageError, match="private key") as caught:
        find_recipients([text if is_pasted else str(keys / name)])
    lines = [line for line in text.splitlines() if len(line) > 40]
    assert lines
    assert not any(line in f"{caught.value.cause} {caught.value.next_step}" for line in lines)


def test_an_existing_file_or_link_is_never_overwritten(keys: Path, tmp_path: Path) -> None:
    seal = AgeSeal(find_recipients([public(keys, "age")]))
    there, dangling = tmp_path / "there", tmp_path / "dangling"
    there.write_text("precious")
    dangling.symlink_to(tmp_path / "elsewhere")
    for path in (there, dangling):
        with pytest.raises(UsageError, match="already exists"):
            chosen_path(str(path))
        with pytest.raises(NotDeliveredError, match="already exists"):
            SealedFile(path, seal).deliver(package("p"))
    assert there.read_text() == "precious"
    assert not (tmp_path / "elsewhere").exists()


def test_a_path_that_cannot_be_created_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("missing/x.age", "file/x.age", "a\0b", "x" * 300, "\udcff"):
        with pytest.raises(UsageError):
            chosen_path(str(tmp_path / name))
    for name in ("", "  ", "~nobody-of-that-name/x.age"):
        with pytest.raises(UsageError):
            chosen_path(name)


def test_deliver_fails_and_leaves_no_file_when_the_disk_is_full(keys: Path, full_disk: Path) -> None:
    channel = SealedFile(full_disk / "x.age", AgeSeal(find_recipients([public(keys, "age")])))
    with pytest.raises(NotDeliveredError, match="No space left"):
        channel.deliver(package("p"))
    assert os.listdir(full_disk) == ["filler"]


def test_a_changed_file_or_a_file_for_other_recipients_is_not_verified(keys: Path, tmp_path: Path) -> None:
    seal = AgeSeal(find_recipients([public(keys, "age")]))
    other = AgeSeal(find_recipients([public(keys, "age"), public(keys, "rsa")]))
    made = package("p")
    channel = SealedFile(tmp_path / "x.age", seal)
    assert not channel.verify(made)
    channel.deliver(made)
    assert channel.verify(made)
    sealed = (tmp_path / "x.age").read_bytes()
    assert not other.is_sealed(sealed)
    (tmp_path / "x.age").write_bytes(sealed[:-60])
    assert not channel.verify(made)


@pytest.mark.parametrize(
    "data", [b"", b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n!\n\xff", b"\n" * 9]
)
def test_is_sealed_is_false_for_data_that_is_not_an_age_file(keys: Path, data: bytes) -> None:
    assert not AgeSeal(find_recipients([public(keys, "age")])).is_sealed(data)
