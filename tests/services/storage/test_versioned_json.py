"""Files of ours are read by the version that wrote them, and by every later one."""

import json
from pathlib import Path

import msgspec
import pytest

from services.model.errors import OciSmtpError
from services.storage.versioned_json import read_versioned


class Note(msgspec.Struct):
    text: str
    schema: int = 3


class UnreadableNoteError(OciSmtpError):
    title = "Unreadable note"


def read(path: Path) -> Note:
    return read_versioned(path, Note, 3, UnreadableNoteError, if_newer="Upgrade.", if_damaged="Move it.")


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_this_schema_and_older_ones_are_read(tmp_path: Path, schema: int) -> None:
    (path := tmp_path / "note").write_text(json.dumps({"text": "a", "schema": schema}))
    assert read(path) == Note("a", schema)


def test_a_file_without_a_schema_number_is_read(tmp_path: Path) -> None:
    (path := tmp_path / "note").write_text('{"text": "a"}')
    assert read(path).text == "a"
    assert read_versioned(path, Note, 0, UnreadableNoteError, if_newer="", if_damaged="").text == "a"


def test_a_file_with_a_newer_schema_is_rejected_with_a_next_step(tmp_path: Path) -> None:
    (path := tmp_path / "note").write_text('{"text": "a", "schema": 4}')
    with pytest.raises(UnreadableNoteError, match=f"{path} was written by a newer oci-smtp") as refused:
        read(path)
    assert refused.value.next_step == "Upgrade."


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 3}', b'{"text": "\xff"}', b"[" * 100_000, b"null"])
def test_a_file_that_cannot_be_parsed_is_reported_as_damaged(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "note").write_bytes(content)
    with pytest.raises(UnreadableNoteError, match=f"Can't read {path}: it's damaged") as refused:
        read(path)
    assert refused.value.next_step == "Move it."
    assert refused.value.__suppress_context__, "an error of the decoder quotes what is in the file"


def test_the_error_explains_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableNoteError, match="directory") as refused:
        read(tmp_path)
    assert refused.value.next_step == "Move it."
