"""A journal that cannot be written any more, at each step of a command: what is left is told."""

import os
from pathlib import Path

import pytest

from services.config.options import Options
from services.credentials.journal import open_journal
from services.credentials.journal_record import JournalState
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from services.storage import atomic_write
from tests.services.desk import Disk
from tests.tui.desk import descriptions
from tests.tui.shell import NONE, Cli

STEPS = range(7)
"""How many writes there is room for. The most that one of these commands makes is six."""


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    monkeypatch.setenv("OCI_SMTP_STATE_DIR", str(tmp_path / "state"))
    found = Disk()
    monkeypatch.setattr(atomic_write, "os", found)
    return found


@pytest.mark.parametrize("writes", STEPS)
@pytest.mark.parametrize("faults", [(), ("no-password",), ("delete",), ("no-password", "delete")])
@pytest.mark.parametrize("to", ["", "client"])
def test_generate_reports_a_remaining_credential_when_the_journal_disk_is_full(
    cli: Cli, tenancy: Tenancy, disk: Disk, tmp_path: Path, writes: int, faults: tuple[str, ...], to: str
) -> None:
    if "no-password" in faults:
        tenancy.faults.append(Rule("no-password", "create_smtp_credential"))
    if "delete" in faults:
        tenancy.faults.append(Rule("403", "delete_smtp_credential"))
    disk.full_after(writes)
    file = tmp_path / "x.json"
    code, output, errors = cli("generate", NONE, "-d", "x", *(("--to", f"client:json:{file}") if to else ()))
    disk.full_after(99)
    unfinished = open_journal(Options(), os.environ).unfinished()
    if descriptions(tenancy, NONE) and not (file.exists() if to else "password:" in output):
        assert code == ExitCode.UNKNOWN, errors
        assert "oci-smtp recover" in errors
        assert unfinished
    elif not descriptions(tenancy, NONE):
        assert code == (ExitCode.UNKNOWN if any(item.sent_at for item in unfinished) else ExitCode.FAILED), errors
    else:
        is_noted = all(item.state in (JournalState.SHOWN, JournalState.CUSTODY) for item in unfinished)
        assert is_noted, "the next recovery would delete a credential whose password was delivered"
        assert code == ExitCode.DONE, errors
        assert ("Can't write the journal" in errors) is bool(unfinished)
