import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.evidence.manifest import MANIFEST, SIGNATURE
from services.evidence.ssh_signature import NAMESPACE, SigningError, check_key, checked_signature, sign
from services.evidence.verification import verified
from services.model.errors import UsageError
from tests.needs import needs

ANNA = "anna@example.com"


@pytest.fixture(scope="module", autouse=True)
def ssh_keygen() -> None:
    needs("ssh-keygen", "ssh-add", "ssh-agent")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of Anna: one of each kind, one that is locked; each with the public key beside it."""
    folder = tmp_path_factory.mktemp("keys")
    for name, kind, passphrase in (("k", "ed25519", ""), ("ec", "ecdsa", ""), ("locked", "ed25519", "open sesame")):
        command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "anna", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    return folder


@pytest.fixture
def ssh_agent(keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent of its own that holds a key."""
    socket = tmp_path / "agent"
    running = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    while subprocess.run(["ssh-add", "-q", keys / "k"], capture_output=True, check=False).returncode:
        assert running.poll() is None
    yield
    running.terminate()
    running.wait()


def signers(place: Path, *lines: str) -> str:
    (place / "signers").write_text("".join(f"{line}\n" for line in lines))
    return str(place / "signers")


def public(keys: Path, name: str = "k") -> str:
    return (keys / f"{name}.pub").read_text().strip()


@pytest.mark.parametrize("name", ["k", "ec"])
def test_a_signature_names_the_signer_from_the_signers_file(
    evidence: Path, keys: Path, tmp_path: Path, name: str
) -> None:
    sign(evidence / MANIFEST, check_key(str(keys / name)), asks=False)
    assert stat.S_IMODE((evidence / SIGNATURE).stat().st_mode) == 0o600
    found = verified(str(evidence), signers(tmp_path, f"{ANNA} {public(keys, name)}"))
    assert found.is_good
    assert found.signature
    assert found.signature.signer == ANNA
    fingerprint = subprocess.run(["ssh-keygen", "-lf", keys / name], capture_output=True, text=True, check=True).stdout
    assert found.signature.key.split()[1] in fingerprint


def test_the_ssh_keygen_command_on_the_page_verifies_the_signature(evidence: Path, keys: Path, tmp_path: Path) -> None:
    """With the commands that the page names."""
    sign(evidence / MANIFEST, str(keys / "k"), asks=False)
    command = ["ssh-keygen", "-Y", "verify", "-f", signers(tmp_path, f"{ANNA} {public(keys)}"), "-I", ANNA]
    with (evidence / MANIFEST).open("rb") as manifest:
        subprocess.run([*command, "-n", NAMESPACE, "-s", evidence / SIGNATURE], stdin=manifest, check=True)
    assert f"-n {NAMESPACE} -s MANIFEST.sig" in (evidence / "audit.html").read_text()


def test_without_a_signers_file_only_the_key_is_reported(evidence: Path, keys: Path) -> None:
    sign(evidence / MANIFEST, str(keys / "k"), asks=False)
    found = verified(str(evidence))
    assert found.is_good
    assert found.signature
    assert (found.signature.key.split()[0], found.signature.signer) == ("ED25519", "")


def test_a_key_in_the_ssh_agent_signs_with_its_public_key_file(
    evidence: Path, keys: Path, tmp_path: Path, ssh_agent: None
) -> None:
    half = tmp_path / "half.pub"
    shutil.copy(keys / "k.pub", half)
    sign(evidence / MANIFEST, check_key(str(half)), asks=False)
    assert verified(str(evidence), signers(tmp_path, f"{ANNA} {public(keys)}")).is_good


def allowed_lines(keys: Path, kind: str) -> list[str]:
    key = public(keys)
    return {
        "another key": [f"{ANNA} {public(keys, 'ec')}"],
        "another purpose": [f'{ANNA} namespaces="git" {key}'],
        "expired": [f'{ANNA} valid-before="20200101" {key}'],
        "nobody": [],
        "a public key alone": [key],
    }[kind]


@pytest.mark.parametrize("kind", ["another key", "another purpose", "expired", "nobody", "a public key alone"])
def test_a_signature_by_a_key_that_is_not_allowed_fails_verification(
    evidence: Path, keys: Path, tmp_path: Path, kind: str
) -> None:
    sign(evidence / MANIFEST, str(keys / "k"), asks=False)
    found = verified(str(evidence), signers(tmp_path, *allowed_lines(keys, kind)))
    assert not found.is_good
    assert found.signature
    assert (bool(found.signature.key), found.signature.signer) == (True, "")


def test_one_of_several_signers_is_enough(evidence: Path, keys: Path, tmp_path: Path) -> None:
    sign(evidence / MANIFEST, str(keys / "k"), asks=False)
    lines = (f"bert@example.com {public(keys, 'ec')}", f'*@example.com valid-before="20200101" {public(keys)}')
    found = verified(str(evidence), signers(tmp_path, *lines, f"{ANNA} {public(keys)}"))
    assert found.signature
    assert (found.is_good, found.signature.signer) == (True, ANNA)


@pytest.mark.parametrize("kind", ["rewritten", "of another purpose", "damaged", "empty", "of another file"])
def test_a_signature_that_does_not_match_the_manifest_fails_verification(evidence: Path, keys: Path, kind: str) -> None:
    manifest, signature = evidence / MANIFEST, evidence / SIGNATURE
    sign(manifest, str(keys / "k"), asks=False)
    if kind == "rewritten":
        (evidence / "requests.csv").unlink()
        lines = manifest.read_text().splitlines(keepends=True)
        manifest.write_text("".join(line for line in lines if "requests.csv" not in line))
    elif kind in ("of another purpose", "of another file"):
        other = evidence.parent / "other"
        other.write_bytes(manifest.read_bytes() + (b"x" if kind == "of another file" else b""))
        purpose = "git" if kind == "of another purpose" else NAMESPACE
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-n", purpose, "-f", keys / "k", other], check=True)
        shutil.copy(f"{other}.sig", signature)
    else:
        signature.write_bytes(signature.read_bytes()[:80] if kind == "damaged" else b"")
    found = verified(str(evidence))
    assert not found.is_good
    assert found.signature
    assert found.signature.key == ""


def test_an_encrypted_key_without_a_prompt_leaves_the_evidence_unsigned(evidence: Path, keys: Path) -> None:
    with pytest.raises(SigningError, match="was written, but isn't signed") as caught:
        sign(evidence / MANIFEST, check_key(str(keys / "locked")), asks=False)
    assert f"ssh-keygen -Y sign -n {NAMESPACE} -f {keys / 'locked'}" in caught.value.next_step
    assert verified(str(evidence)).is_good
    assert not (evidence / SIGNATURE).exists()


@pytest.mark.parametrize("content", [None, b"", b"not a key\n"])
def test_check_key_rejects_a_missing_or_invalid_key_file(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "key").write_bytes(content)
        (tmp_path / "key").chmod(0o600)
    with pytest.raises(UsageError, match="Can't sign with"):
        check_key(str(tmp_path / "key"))


def test_check_key_and_verification_fail_when_ssh_keygen_is_missing(
    evidence: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(evidence / MANIFEST, str(keys / "k"), asks=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    for ask in (lambda: check_key(str(keys / "k")), lambda: verified(str(evidence))):
        with pytest.raises(UsageError, match="ssh-keygen isn't installed"):
            ask()


def test_the_oci_cli_passphrase_is_not_passed_to_ssh_keygen(
    evidence: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "ssh-keygen"
    spy.write_text(f'#!/bin/sh\nenv >> "{tmp_path}/seen"\nexec {shutil.which("ssh-keygen")} "$@"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("OCI_CLI_PASSPHRASE", "open sesame")
    sign(evidence / MANIFEST, check_key(str(keys / "k")), asks=False)
    assert checked_signature((evidence / MANIFEST).read_bytes(), evidence / SIGNATURE).key
    assert "PATH=" in (tmp_path / "seen").read_text()
    assert "sesame" not in (tmp_path / "seen").read_text()
