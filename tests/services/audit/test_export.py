import csv
import json
import stat
from pathlib import Path

import pytest

from services.audit.audit import Audit
from services.audit.export import COLUMNS, write
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import OciSmtpError, UsageError
from tests.services.accounts import session_on


@pytest.fixture
def audit(tenancy: Tenancy) -> Audit:
    audit = Audit(ClassicDirectory(session_on(tenancy)))
    for _ in audit.run():
        pass
    return audit


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["audit.csv", "audit.json"])
def test_the_export_has_mode_0600_and_all_credentials_but_no_passwords(
    audit: Audit, tenancy: Tenancy, tmp_path: Path, name: str
) -> None:
    path = write(audit, str(tmp_path / name))
    text = path.read_text(encoding="utf-8")
    rows = rows_of(path) if name.endswith("csv") else json.loads(text)
    assert {row["credential_id"] for row in rows} == {item.ocid for item in tenancy.credentials()}
    assert tuple(rows[0]) == COLUMNS
    assert [row["user"] for row in rows] == sorted(row["user"] for row in rows)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [item for item in tenancy.credentials() if item.password in text]


@pytest.mark.parametrize(
    ("text", "defused"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("\uff1d1", "'\uff1d1"),
        ('=HYPERLINK("//x")', '\'=HYPERLINK("//x")'),
    ],
)
def test_csv_defuses_formulas_and_json_keeps_the_exact_text(
    tenancy: Tenancy, tmp_path: Path, text: str, defused: str
) -> None:
    ocid = tenancy.user_ocid("shop.mailer")
    tenancy.credentials(ocid)[0].description = text
    audit = Audit(ClassicDirectory(session_on(tenancy)))
    for _ in audit.run():
        pass
    as_csv, as_json = write(audit, str(tmp_path / "a.csv")), write(audit, str(tmp_path / "a.json"))
    assert not [
        cell for row in rows_of(as_csv) for cell in row.values() if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    ]
    assert [row["description"] for row in rows_of(as_csv) if row["user_id"] == ocid] == [defused]
    assert [row["description"] for row in json.loads(as_json.read_text()) if row["user_id"] == ocid] == [text]


def test_the_export_lists_users_who_could_not_be_read(tenancy: Tenancy, tmp_path: Path) -> None:
    tenancy.faults.append(Rule("404", "list_smtp_credentials", path=f"*{tenancy.user_ocid('billing.relay')}*"))
    audit = Audit(ClassicDirectory(session_on(tenancy)))
    for _ in audit.run():
        if audit.progress.done:
            audit.stop()
    rows = rows_of(write(audit, str(tmp_path / "a.csv")))
    unread = {row["user"]: row["description"] for row in rows if row["findings"] == "unread"}
    assert "Not authorized" in unread["billing.relay"]
    for _ in audit.run():
        pass
    rows = rows_of(write(audit, str(tmp_path / "b.csv")))
    assert [row["user"] for row in rows if row["findings"] == "unread"] == ["billing.relay"]


def test_the_export_of_a_stopped_audit_lists_all_other_users_as_unread(tenancy: Tenancy, tmp_path: Path) -> None:
    audit = Audit(ClassicDirectory(session_on(tenancy)))
    next(iter(audit.run()))
    rows = rows_of(write(audit, str(tmp_path / "a.csv")))
    assert [row["user"] for row in rows if row["findings"] == "unread"] == ["all other users"]


def test_the_export_overwrites_no_file_and_follows_no_link(audit: Audit, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "elsewhere.csv")
    for path in (there, link):
        with pytest.raises(UsageError, match="already exists"):
            write(audit, str(path))
    assert there.read_text() == "mine"
    assert not (tmp_path / "elsewhere.csv").exists()


@pytest.mark.parametrize(
    ("name", "error"), [("audit", UsageError), ("audit.txt", UsageError), ("no/a.csv", OciSmtpError)]
)
def test_an_export_to_an_invalid_path_fails(audit: Audit, tmp_path: Path, name: str, error: type[OciSmtpError]) -> None:
    with pytest.raises(error):
        write(audit, str(tmp_path / name))
