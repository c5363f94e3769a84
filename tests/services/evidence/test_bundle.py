import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.demo.tenancy import Tenancy
from services.evidence import bundle
from services.evidence.audited import Comparison
from services.evidence.bundle import check_directory, files_of, write_evidence
from services.evidence.gap import EVERYONE, Gap
from services.evidence.manifest import MANIFEST
from services.evidence.verification import verified
from services.model.errors import OciSmtpError, UsageError
from services.storage.atomic_write import create_durably
from tests.csv_rows import csv_records
from tests.services.evidence.runs import HOSTILE, row, run_of, run_on

FILES = {"audit.json", "audit.html", "credentials.csv", "requests.csv"}

KILLED_AT_EACH_STEP = """
import os, signal, sys
from pathlib import Path
from services.evidence.bundle import write_evidence
from services.storage import atomic_write
from tests.services.evidence.runs import row, run_of

class Deadly:
    def __init__(self, step): self.left = step
    def __getattr__(self, name):
        if name in ("open", "fsync", "fdopen", "mkdir", "replace"):
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return getattr(os, name)

run, place = run_of(row("anna")), Path(sys.argv[1])
for step in range(200):
    child = os.fork()
    if not child:
        atomic_write.os = Deadly(step)
        write_evidence(run, place / str(step))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        print(step)
        break
"""


def test_the_files_are_private_and_pass_the_sha256sum_check(tmp_path: Path) -> None:
    place = tmp_path / "evidence"
    write_evidence(run_of(row("anna")), place)
    assert {path.name for path in place.iterdir()} == FILES | {MANIFEST}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    told = subprocess.run(
        ["sha256sum", "-c", "--strict", MANIFEST], cwd=place, capture_output=True, text=True, check=True
    )
    assert {line.removesuffix(": OK") for line in told.stdout.splitlines()} == FILES


@pytest.mark.parametrize("domains", [False, True], ids=["classic", "domains"])
def test_the_files_have_every_credential_and_request_and_no_password(tenancy: Tenancy, domains: bool) -> None:
    run = run_on(tenancy, domains=domains)
    files = files_of(run)
    held = tenancy.credentials()
    [found] = json.loads(files["audit.json"])["tenancies"]
    assert {each["credential_id"] for each in found["credentials"]} == {each.ocid for each in held}
    assert {each["credential_id"] for each in csv_records(files["credentials.csv"].decode())} == {
        each.ocid for each in held
    }
    requests = csv_records(files["requests.csv"].decode())
    assert len(requests) == len(tenancy.request_log) == found["requests"]
    assert all(each["opc_request_id"].count("/") in (1, 2) and each["outcome"] == "OK" for each in requests)
    assert not [each for each in held for data in files.values() if each.password.encode() in data]


def test_each_file_says_first_that_the_audit_is_not_whole() -> None:
    gap = Gap("users of the identity domain Partners", "Not authorized: no.", "NotAllowed", "X/Y/Z", EVERYONE)
    run = run_of(row("anna"), gaps=[gap], changes=[])
    run = type(run)(run.tenancies, run.old_days, Comparison("old.json", "0" * 64))
    files = {name: data.decode() for name, data in files_of(run).items()}
    assert json.loads(files["audit.json"].splitlines()[0].rstrip(",") + "}")["is_whole"] is False
    assert csv_records(files["credentials.csv"])[0]["findings"] == "unread"
    assert csv_records(files["requests.csv"])[0]["profile"].startswith("This audit isn't whole: 1 thing")
    assert csv_records(files["changes.csv"])[0]["profile"].startswith("This audit isn't whole: 1 thing")
    before, _, _ = files["audit.html"].partition("<section")
    assert "This audit isn&#x27;t whole: 1 thing couldn&#x27;t be read." in before
    assert all(text in files["audit.html"] for text in ("Partners", "NotAllowed", "X/Y/Z"))


def test_no_csv_cell_is_a_formula() -> None:
    files = files_of(run_of(*(row(name, description=name) for name in HOSTILE)))
    for name in ("credentials.csv", "requests.csv"):
        assert not [
            cell
            for each in csv_records(files[name].decode())
            for cell in each.values()
            if cell[:1] in "=+-@\t" and cell
        ]


@pytest.mark.parametrize("kind", ["file", "full", "link", "no parent", "under a file"])
def test_an_unsuitable_evidence_path_is_rejected_and_left_unchanged(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "evidence"
    if kind == "file":
        place.write_text("mine")
    elif kind == "full":
        place.mkdir()
        (place / "mine").write_text("mine")
    elif kind == "link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    elif kind == "no parent":
        place = tmp_path / "no" / "evidence"
    else:
        (tmp_path / "file").write_text("mine")
        place = tmp_path / "file" / "evidence"
    with pytest.raises(UsageError):
        check_directory(str(place))
    if kind in ("file", "full", "link"):
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(UsageError):
            write_evidence(run_of(row("anna")), place)
        assert sorted(tmp_path.rglob("*")) == before


def test_an_existing_empty_directory_becomes_private(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir(mode=0o755)
    write_evidence(run_of(row("anna")), check_directory(str(tmp_path / "evidence")))
    assert stat.S_IMODE((tmp_path / "evidence").stat().st_mode) == 0o700
    assert verified(str(tmp_path / "evidence")).is_good


def test_a_second_run_in_the_same_directory_fails_and_keeps_the_first_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "evidence"

    def raced(path: Path, data: bytes) -> None:
        monkeypatch.setattr(bundle, "create_durably", create_durably)
        write_evidence(run_of(row("winner")), place)
        create_durably(path, data)

    monkeypatch.setattr(bundle, "create_durably", raced)
    with pytest.raises(UsageError, match="isn't empty"):
        write_evidence(run_of(row("loser")), place)
    assert verified(str(place)).is_good
    assert "winner" in (place / "audit.json").read_text()


def test_a_full_disk_raises_an_error_and_leaves_no_evidence(full_disk: Path) -> None:
    with pytest.raises(OciSmtpError, match="No space left"):
        write_evidence(run_of(*(row(f"user{number}") for number in range(200))), full_disk / "evidence")
    assert [path.name for path in full_disk.iterdir()] == ["filler"]


@pytest.mark.parametrize("ending", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interrupted_write_leaves_no_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: BaseException
) -> None:
    def at_the_end(path: Path, data: bytes) -> None:
        raise ending

    monkeypatch.setattr(bundle, "write_durably", at_the_end)
    with pytest.raises((KeyboardInterrupt, OciSmtpError)):
        write_evidence(run_of(row("anna")), tmp_path / "evidence")
    assert not (tmp_path / "evidence").exists()


def test_a_partial_directory_of_a_killed_app_fails_verification(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    done: Any = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_STEP, tmp_path], cwd=root, capture_output=True, text=True, check=True
    )
    last = int(done.stdout)
    left = [tmp_path / str(step) for step in range(last) if (tmp_path / str(step)).exists()]
    partial = [place for place in left if not verified(str(place)).is_good]
    assert len(partial) > len(FILES)
    for place in partial:
        assert verified(str(place)).manifest_trouble.startswith("It has no MANIFEST")
    for place in {*left, tmp_path / str(last)} - {*partial}:
        assert {path.name for path in place.iterdir()} == FILES | {MANIFEST}
