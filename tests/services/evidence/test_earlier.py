import json
from pathlib import Path
from typing import Any

import pytest

from services.audit.export import as_json, unread_record
from services.evidence.bundle import files_of
from services.evidence.comparison import changes
from services.evidence.earlier import EarlierAudit, read_earlier
from services.evidence.gap import Gap
from services.model.errors import UsageError
from tests.services.evidence.runs import HOSTILE, TENANCY, row, run_of

ROWS = [row(name, number) for number, name in enumerate(HOSTILE)]
GAP = Gap("users of the identity domain Partners", "No connection: x.", source="the identity domain Partners")


def written(folder: Path, content: str | bytes) -> EarlierAudit:
    path = folder / "old.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_earlier(str(path))


def listed(*records: Any) -> str:
    return as_json([*ROWS, unread_record(GAP.what, GAP.why), *records])


@pytest.mark.parametrize("kind", ["list", "evidence"])
def test_a_list_or_evidence_file_that_the_app_wrote_is_read_unchanged(tmp_path: Path, kind: str) -> None:
    content = listed() if kind == "list" else files_of(run_of(*ROWS, gaps=[GAP]))["audit.json"]
    found = written(tmp_path, content).of("prod", TENANCY, True)
    assert found.credentials == ROWS
    assert found.tenancy_id == TENANCY
    assert changes(found.credentials, found.gaps, ROWS, []) == []
    [change] = changes(found.credentials, found.gaps, [*ROWS, row("paul", domain="Partners")], [])
    assert (change["change"], change["user"]) == ("unknown", "paul")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "isn't JSON"),
        ("nonsense", "isn't JSON"),
        (b"\xff\xfe[\x00", "isn't JSON"),
        ('{"a":' * 100_000, "isn't JSON"),
        ("{}", "isn't JSON that oci-smtp wrote"),
        ("7", "isn't JSON that oci-smtp wrote"),
        ('{"kind": "oci-smtp audit evidence", "schema": 2}', "newer oci-smtp"),
        ('{"kind": "oci-smtp audit evidence", "schema": 1}', "tenancies"),
        ("[1]", "all columns"),
        ('[{"user": "anna", "findings": []}]', "missing required field"),
        (json.dumps([{**row("anna"), "change": "new"}]), "a comparison"),
        (json.dumps([{**row("anna"), "status": 7}]), "all columns"),
    ],
)
def test_an_invalid_file_raises_a_usage_error_with_the_cause(tmp_path: Path, content: str | bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        written(tmp_path, content)
    assert "oci-smtp list -o json" in caught.value.next_step


@pytest.mark.parametrize("name", ["nothing.json", "."])
def test_a_file_that_cannot_be_read_raises_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="Can't read"):
        read_earlier(str(tmp_path / name))


def test_a_file_of_another_tenancy_raises_a_usage_error(tmp_path: Path) -> None:
    earlier = written(tmp_path, listed())
    with pytest.raises(UsageError, match="another tenancy"):
        earlier.of("prod", "ocid1.tenancy.oc1..other", True)


def test_credentials_are_separated_by_profile(tmp_path: Path) -> None:
    rows = [{"profile": name, **row(name)} for name in ("prod", "test")]
    earlier = written(tmp_path, json.dumps(rows))
    assert [each["user"] for each in earlier.of("test", TENANCY, True).credentials] == ["test"]
    for name, is_only in (("dev", True), ("dev", False)):
        with pytest.raises(UsageError, match="nothing of the profile dev"):
            earlier.of(name, TENANCY, is_only)


def test_a_list_without_profiles_is_accepted_only_for_one_profile(tmp_path: Path) -> None:
    earlier = written(tmp_path, "[]")
    assert earlier.of("prod", TENANCY, True).credentials == []
    with pytest.raises(UsageError, match="profile prod"):
        earlier.of("prod", TENANCY, False)
