"""The manifest: a digest for each file, and nothing that leads out of the directory."""

import pytest

from services.evidence.manifest import MANIFEST, SIGNATURE, DamagedManifestError, digest_of, listed, manifest_of

ZERO = "0" * 64


def test_a_written_manifest_lists_the_same_digests() -> None:
    files = {"b.csv": b"x", "a.json": b""}
    manifest = manifest_of(files)
    assert manifest.decode().splitlines() == [f"{digest_of(files[name])}  {name}" for name in ("a.json", "b.csv")]
    assert listed(manifest) == {name: digest_of(data) for name, data in files.items()}


def test_the_digest_is_sha_256() -> None:
    assert digest_of(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4


def test_a_manifest_of_one_file_is_valid() -> None:
    assert listed(f"{ZERO}  a\n".encode()) == {"a": ZERO}


def test_asterisks_and_blank_lines_of_other_programs_are_accepted() -> None:
    """`sha256sum -b` puts an asterisk before the name, and editors leave out the last line feed or add one."""
    assert listed(f"{ZERO} *a\n{ZERO}  b".encode()) == {"a": ZERO, "b": ZERO}
    assert listed(f"{ZERO}  a\n\n\n{ZERO}  b\n\n".encode()) == {"a": ZERO, "b": ZERO}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "line 1 isn't a digest and a file name"),
        (["", f"{ZERO}  a"], "line 1 isn't a digest and a file name"),
        ([f"{ZERO}  a", "x"], "line 2 isn't a digest and a file name"),
        ([f"{ZERO}  a", f"{ZERO}  b", f"{ZERO}  a"], "line 3 lists a again"),
        ([f"{ZERO}  {MANIFEST}"], f"line 1 lists {MANIFEST} again"),
        ([f"{ZERO}  {SIGNATURE}"], f"line 1 lists {SIGNATURE} again"),
        ([f"{ZERO}  .hidden"], "line 1 isn't a digest and a file name"),
        ([f"{ZERO}  a/b"], "line 1 isn't a digest and a file name"),
        ([f"{ZERO}  a\r"], "line 1 isn't a digest and a file name"),
        ([f"{ZERO}   a"], "line 1 isn't a digest and a file name"),
        ([f"{ZERO.replace('0', 'A')}  a"], "line 1 isn't a digest and a file name"),
    ],
)
def test_an_invalid_line_raises_an_error_with_its_number(lines: list[str], why: str) -> None:
    with pytest.raises(DamagedManifestError) as caught:
        listed("\n".join(lines).encode())
    assert str(caught.value) == why


def test_a_file_name_that_is_not_ascii_raises_an_error() -> None:
    with pytest.raises(DamagedManifestError, match="line 1"):
        listed(f"{ZERO}  ä\n".encode())
