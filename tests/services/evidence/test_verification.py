import os
from pathlib import Path

import pytest

from services.evidence.manifest import MANIFEST, SIGNATURE
from services.evidence.verification import verified
from services.model.errors import UsageError

FILES = ("audit.html", "audit.json", "credentials.csv", "requests.csv")


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_unchanged_evidence_is_verified(evidence: Path) -> None:
    found = verified(str(evidence))
    assert found.is_good
    assert sorted(found.matching) == sorted(FILES)
    assert found.signature is None


@pytest.mark.parametrize("at", [0, 100, -1])
@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_found_and_named(evidence: Path, name: str, at: int) -> None:
    flip(evidence / name, at)
    found = verified(str(evidence))
    assert not found.is_good
    assert found.changed == [name]
    assert len(found.matching) == len(FILES) - 1


@pytest.mark.parametrize("change", ["appended", "cut", "emptied"])
def test_a_file_with_another_length_is_named(evidence: Path, change: str) -> None:
    data = (evidence / "audit.json").read_bytes()
    (evidence / "audit.json").write_bytes({"appended": data + b"\n", "cut": data[:-1], "emptied": b""}[change])
    assert verified(str(evidence)).changed == ["audit.json"]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(evidence: Path, name: str) -> None:
    (evidence / name).unlink()
    found = verified(str(evidence))
    assert (found.is_good, found.missing) == (False, [name])


@pytest.mark.parametrize("name", ["more.txt", ".hidden", "folder/in it.txt", "a[/]b", "=1"])
def test_an_added_file_is_named(evidence: Path, name: str) -> None:
    (evidence / name).parent.mkdir(exist_ok=True)
    (evidence / name).write_text("x")
    found = verified(str(evidence))
    assert not found.is_good
    assert name in found.added


def test_an_added_empty_directory_is_named(evidence: Path) -> None:
    (evidence / "folder").mkdir()
    assert verified(str(evidence)).added == ["folder/"]


def test_a_link_to_the_same_bytes_is_reported_as_unreadable(evidence: Path, tmp_path: Path) -> None:
    (evidence / "audit.json").rename(tmp_path / "elsewhere")
    (evidence / "audit.json").symlink_to(tmp_path / "elsewhere")
    found = verified(str(evidence))
    assert (found.is_good, [*found.unreadable]) == (False, ["audit.json"])


def test_a_pipe_in_place_of_a_file_is_reported_as_unreadable(evidence: Path) -> None:
    (evidence / "audit.json").unlink()
    os.mkfifo(evidence / "audit.json")
    found = verified(str(evidence))
    assert (found.is_good, [*found.unreadable]) == (False, ["audit.json"])


def test_evidence_without_a_manifest_is_not_whole(evidence: Path) -> None:
    (evidence / MANIFEST).unlink()
    found = verified(str(evidence))
    assert not found.is_good
    assert found.manifest_trouble.startswith("It has no MANIFEST")
    assert all(word in found.manifest_trouble for word in ("interrupted", "deleted", "isn't an evidence directory"))


@pytest.mark.parametrize(
    "line",
    [
        "x",
        f"{'0' * 64}  ../outside",
        f"{'0' * 64}  /etc/passwd",
        f"{'0' * 63}  audit.json",
        f"{'0' * 64}  audit.json",
        f"\\{'0' * 64}  a\\nb",
        f"{'0' * 64}  {MANIFEST}",
        f"{'0' * 64}  {SIGNATURE}",
        "",
    ],
)
def test_a_changed_manifest_fails_verification(evidence: Path, line: str) -> None:
    manifest = evidence / MANIFEST
    manifest.write_text(f"{line}\n{manifest.read_text()}")
    found = verified(str(evidence))
    assert not found.is_good
    assert "was changed" in found.manifest_trouble


def test_a_file_missing_from_the_manifest_is_listed_as_added(evidence: Path) -> None:
    manifest = evidence / MANIFEST
    manifest.write_text("".join(manifest.read_text().splitlines(keepends=True)[1:]))
    assert verified(str(evidence)).added == ["audit.html"]


@pytest.mark.parametrize("name", ["nothing", "file", "a\0b"])
def test_a_path_that_is_not_a_directory_raises_a_usage_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="Can't read"):
        verified(str(tmp_path / name))


def test_verification_with_signers_fails_without_a_signature(evidence: Path, tmp_path: Path) -> None:
    (tmp_path / "signers").write_text("")
    assert not verified(str(evidence), str(tmp_path / "signers")).is_good
