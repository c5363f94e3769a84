"""`oci-smtp audit`: evidence, and whether it is as it was written."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.csv_rows import csv_records
from tests.needs import needs
from tests.tui.shell import ONE, TWO, Cli

LIST = "list_smtp_credentials"


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.audit.throttled_requests.TROUBLE_WAIT_SECONDS", 0)
    monkeypatch.setattr("services.audit.throttled_requests.PATIENCE_SECONDS", 0)
    monkeypatch.setattr("services.audit.rate_limiter.FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr("services.api.client_pool.TIMEOUT_SECONDS", (5, 0.5))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    needs("ssh-keygen")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")], check=True)
    (tmp_path / "signers").write_text(f"anna@example.com {(tmp_path / 'key.pub').read_text()}")
    return tmp_path / "key"


def document(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "audit.json").read_text())["tenancies"][0]
    return found


class TestEvidence:
    def test_evidence_is_written_and_verified(self, cli: Cli, tenancy: Tenancy) -> None:
        code, output, errors = cli("audit", "--evidence", "e")
        held = tenancy.credentials()
        assert code == ExitCode.DONE
        assert f"{len(held)} credentials" in output
        assert "Not signed." in output
        assert "oci-smtp audit --verify e" in errors
        assert {row["credential_id"] for row in document("e")["credentials"]} == {each.ocid for each in held}
        code, output, _ = cli("audit", "--verify", "e")
        assert (code, output.splitlines()[:2]) == (ExitCode.DONE, ["VERIFIED", "4 files are as the MANIFEST says."])
        assert "Not verified: who wrote the files." in output

    def test_json_output_reports_the_evidence_and_its_verdict(self, cli: Cli, tenancy: Tenancy) -> None:
        told = json.loads(cli("audit", "--evidence", "e", "-o", "json", "--older-than", "4000")[1])
        assert (told["directory"], told["is_whole"], told["signed_with"]) == ("e", True, "")
        [each] = told["tenancies"]
        assert each["tenancy_id"] == tenancy.ocid
        assert (each["credentials"], each["unread"]) == (len(tenancy.credentials()), 0)
        assert "old" not in each["findings"]
        told = json.loads(cli("audit", "--verify", "e", "--json", "verdict,changed,signature")[1])
        assert told == {"verdict": "verified", "changed": [], "signature": "none"}

    def test_a_changed_byte_is_found(self, cli: Cli) -> None:
        cli("audit", "--evidence", "e")
        path = Path("e/credentials.csv")
        path.write_bytes(path.read_bytes().replace(b"shop.mailer", b"shop.mailed", 1))
        code, output, _ = cli("audit", "--verify", "e")
        assert (code, output.splitlines()[:2]) == (ExitCode.FAILED, ["FAILED", "Changed: credentials.csv"])
        told = json.loads(cli("audit", "--verify", "e", "-o", "json")[1])
        assert (told["verdict"], told["changed"]) == ("failed", ["credentials.csv"])

    def test_verify_escapes_control_characters_in_the_name_of_an_added_file(self, cli: Cli) -> None:
        cli("audit", "--evidence", "e")
        Path("e/\x1b[2J").write_text("x")
        code, output, _ = cli("audit", "--verify", "e")
        assert code == ExitCode.FAILED
        assert r"Added: \x1b[2J" in output

    def test_invalid_arguments_are_rejected_before_any_request(
        self, cli: Cli, tenancy: Tenancy, tmp_path: Path
    ) -> None:
        Path("full").mkdir()
        Path("full/mine").write_text("mine")
        Path("old.json").write_text("nonsense")
        for arguments in (
            ["--evidence", "full"],
            ["--evidence", "no/e"],
            ["--evidence", ""],
            ["--evidence", "e", "--sign", "nothing"],
            ["--evidence", "e", "--sign", "full/mine"],
            ["--evidence", "e", "--since", "old.json"],
            ["--evidence", "e", "--signers", "x"],
            ["--evidence", "e", "--verify", "x"],
            ["--evidence", "e", "--json", "zzz"],
            ["--verify", "full", "--sign", "x"],
            ["--verify", "full", "--older-than", "3"],
            ["--verify", "nothing"],
            [],
        ):
            code, output, _ = cli("audit", *arguments)
            assert (code, output) == (ExitCode.USAGE, ""), arguments
        assert not tenancy.request_log
        assert not Path("e").exists()


class TestSignature:
    def test_evidence_is_signed_and_its_signature_is_verified(self, cli: Cli, key: Path) -> None:
        code, output, _ = cli("audit", "--evidence", "e", "--sign", str(key))
        assert code == ExitCode.DONE
        assert "Signed with: ED25519 SHA256:" in output
        code, output, _ = cli("audit", "--verify", "e", "--signers", str(key.with_name("signers")))
        assert code == ExitCode.DONE
        assert "Signer: anna@example.com" in output
        assert "Not verified: when it was signed" in output
        code, output, _ = cli("audit", "--verify", "e")
        assert code == ExitCode.DONE
        assert "Not verified: whose key that is." in output

    @pytest.mark.parametrize("change", ["stranger", "unsigned", "rewritten"])
    def test_verify_fails_without_a_valid_signature_of_a_known_signer(self, cli: Cli, key: Path, change: str) -> None:
        cli("audit", "--evidence", "e", "--sign", str(key))
        signers, signature = key.with_name("signers"), Path("e/MANIFEST.sig")
        if change == "stranger":
            signers.write_text("")
        elif change == "unsigned":
            signature.unlink()
        else:
            manifest = Path("e/MANIFEST")
            manifest.write_text(manifest.read_text() + "\n")
        code, output, _ = cli("audit", "--verify", "e", "--signers", str(signers), "-o", "json")
        words = {"stranger": "unknown-signer", "unsigned": "none", "rewritten": "bad"}
        assert code == ExitCode.FAILED
        assert json.loads(output)["signature"] == words[change]
        assert json.loads(output)["signer"] == ""

    def test_a_locked_key_leaves_unsigned_evidence_and_shows_how_to_sign_it(self, cli: Cli, tmp_path: Path) -> None:
        needs("ssh-keygen")
        locked = str(tmp_path / "locked")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", locked], check=True)
        code, output, errors = cli("audit", "--evidence", "e", "--sign", locked, "--no-input")
        assert code == ExitCode.FAILED
        assert "was written, but isn't signed" in errors
        assert "incorrect passphrase" in errors
        assert f"ssh-keygen -Y sign -n oci-smtp-evidence -f {locked} e/MANIFEST" in errors
        assert "Not signed." in output
        assert cli("audit", "--verify", "e")[0] == ExitCode.DONE


TROUBLE = {
    "a user that can't be read": ("classic", Rule("404", LIST, path="*{two}*"), "NotAuthorizedOrNotFound", TWO),
    "a domain that says 403": (
        "domains",
        Rule("403", LIST, times=0, skip=1),
        "403",
        "users of the identity domain Partners",
    ),
    "too many requests": ("classic", Rule("429", LIST, times=0, skip=20), "TooManyRequests", "users of IAM"),
    "no answer": ("classic", Rule("reset-before", LIST, times=0, skip=20), "", "users of IAM"),
    "no answer in time": ("classic", Rule("timeout", LIST, times=0, skip=20), "", "users of IAM"),
    "a server error": ("classic", Rule("500", LIST, times=0, skip=20), "InternalServerError", "users of IAM"),
    "half an answer": ("classic", Rule("malformed", LIST, path="*{two}*"), "", TWO),
}


@pytest.mark.parametrize("kind", TROUBLE)
def test_read_errors_are_recorded_in_the_evidence(cli: Cli, tenancy: Tenancy, kind: str) -> None:
    directory, rule, code, what = TROUBLE[kind]
    fault = Rule(**{**vars(rule), "path": rule.path.format(two=tenancy.user_ocid(TWO))})
    tenancy.faults.append(fault)
    exit_code, output, _ = cli("--directory", directory, "audit", "--evidence", "e")
    assert exit_code != ExitCode.DONE, kind
    assert output.startswith("This audit isn't whole")
    found = document("e")
    assert found["is_whole"] is False
    gap = next(gap for gap in found["unread"] if what in str(gap["what"]))
    assert (gap["code"] or "") == code
    requests = csv_records(Path("e/requests.csv").read_text())
    assert requests[0]["profile"].startswith("This audit isn't whole")
    if gap["opc_request_id"]:
        assert gap["opc_request_id"] in {row["opc_request_id"] for row in requests}
    page = Path("e/audit.html").read_text()
    assert page.index("isn&#x27;t whole") < page.index("<section")
    assert cli("audit", "--verify", "e")[0] == ExitCode.DONE


def test_no_evidence_is_written_when_users_cannot_be_listed(cli: Cli, tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "list_users", times=0)
    code, output, errors = cli("audit", "--evidence", "e")
    assert (code, output) == (ExitCode.DENIED, "")
    assert "opc-request-id" in errors
    assert errors.endswith("oci-smtp: No evidence was written.\n")
    assert not Path("e").exists()


class TestSince:
    @pytest.mark.parametrize("old", ["list", "evidence"])
    def test_since_reports_new_deleted_and_changed_credentials(self, cli: Cli, tenancy: Tenancy, old: str) -> None:
        if old == "list":
            Path("old.json").write_text(cli("list", "-o", "json")[1])
        else:
            cli("audit", "--evidence", "before")
        [gone] = tenancy.credentials(tenancy.user_ocid(ONE))
        cli("revoke", ONE, gone.ocid, "--yes")
        tenancy.credentials(tenancy.user_ocid(TWO))[0].description = "renamed"
        made = json.loads(cli("generate", "newsletter.sender", "-d", "fresh", "-o", "json")[1])
        file = "old.json" if old == "list" else "before/audit.json"
        code, output, _ = cli("audit", "--evidence", "after", "--since", file)
        assert code == ExitCode.DONE
        assert "1 new, 1 deleted, 1 changed, 0 unknown" in output
        told = {row["change"]: row for row in csv_records(Path("after/changes.csv").read_text())}
        assert told["deleted"]["credential_id"] == gone.ocid
        assert told["new"]["credential_id"] == made["credential_id"]
        assert (told["changed"]["description"], told["changed"]["user"]) == ("renamed", TWO)
        assert {row["change"] for row in document("after")["changes"]} == set(told)
        assert cli("audit", "--verify", "after")[1].startswith("VERIFIED\n5 files")

    def test_since_counts_credentials_of_an_unreadable_user_as_unknown(self, cli: Cli, tenancy: Tenancy) -> None:
        Path("old.json").write_text(cli("list", "-o", "json")[1])
        tenancy.faults.append(Rule("404", LIST, path=f"*{tenancy.user_ocid(TWO)}*", times=0))
        code, output, _ = cli("audit", "--evidence", "e", "--since", "old.json")
        assert code == ExitCode.FAILED
        assert "0 new, 0 deleted, 0 changed, 3 unknown" in output
