"""A secret that programs follow, from the command line: a version is PENDING until proven, and a manifest follows."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from services.demo.faults import Rule
from services.demo.smtp_server import SmtpServer
from services.demo.store.vault_secrets import StoredSecret
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import Served, operations
from tests.tui.handing_over import generate, held_by
from tests.tui.mail import endpoint_of
from tests.tui.shell import CHANGING, ONE, Cli

SHOP = "vault:mail/secrets/shop"


@pytest.fixture(autouse=True)
def vault_at_hand(where: Served, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    """The vault is asked where the rest of the tenancy is, and answers at once."""
    monkeypatch.setenv("OCI_SMTP_VAULT_ENDPOINT", where.options.vault_endpoint)
    tenancy.settings.secret_creating_reads = tenancy.settings.secret_updating_reads = 0


def rotate(*more: str) -> list[str]:
    return ["rotate", ONE, "--to", SHOP, *more]


def secret_of(tenancy: Tenancy) -> StoredSecret:
    (secret,) = tenancy.world.vaults.secrets
    return secret


def current_password(tenancy: Tenancy) -> str:
    return str(json.loads(b64decode(secret_of(tenancy).content))["password"])


def test_generate_adds_a_pending_version_to_an_existing_secret(cli: Cli, tenancy: Tenancy) -> None:
    assert cli(*generate("--to", SHOP))[0] == ExitCode.DONE
    (first,) = held_by(tenancy)
    code, output, errors = cli(*generate("--to", SHOP, "-o", "json"))
    _, second = held_by(tenancy)
    assert (code, errors) == (ExitCode.DONE, "")
    (delivery,) = json.loads(output)["handed_over"]
    assert (delivery["verified"], delivery["promoted"]) == (True, False)
    assert "It's PENDING. Programs get it once it's CURRENT." in delivery["message"]
    assert current_password(tenancy) == first.password
    assert second.password not in output


def test_generate_with_make_current_makes_the_new_version_current(cli: Cli, tenancy: Tenancy) -> None:
    cli(*generate("--to", SHOP))
    code, output, errors = cli(*generate("--to", SHOP, "--make-current"))
    assert (code, errors) == (ExitCode.DONE, "oci-smtp: Version 2 of the secret shop is CURRENT.\n")
    assert output.rstrip().endswith("Version 2 of the secret shop is CURRENT.")
    assert "PENDING" not in output
    assert current_password(tenancy) == held_by(tenancy)[1].password


def test_rotate_makes_the_new_version_current_after_a_test_sign_in(
    cli: Cli, tenancy: Tenancy, mail: SmtpServer
) -> None:
    cli(*generate("--to", SHOP))
    code, output, errors = cli(*rotate("--prove", "--smtp-endpoint", endpoint_of(mail), "-o", "json"))
    assert code == ExitCode.DONE, errors
    assert json.loads(output)["handed_over"][0]["promoted"] is True
    assert "Version 2 of the secret shop is CURRENT." in errors
    _, new = tenancy.credentials(tenancy.user_ocid(ONE))
    assert current_password(tenancy) == new.password
    assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.DONE


def test_retire_fails_while_the_new_version_is_pending(cli: Cli, tenancy: Tenancy) -> None:
    cli(*generate("--to", SHOP))
    code, _, errors = cli(*rotate())
    assert code == ExitCode.DONE
    assert f"To make the new version CURRENT, run oci-smtp rotate {ONE} --make-current\n" in errors
    code, _, errors = cli("rotate", ONE, "--retire", "--yes")
    assert code == ExitCode.FAILED
    assert "version 2 of the secret shop in the vault mail is still PENDING, so programs use the old" in errors
    assert f"To make it CURRENT, run oci-smtp rotate {ONE} --make-current\n" in errors
    assert "delete_smtp_credential" not in operations(tenancy)
    code, _, errors = cli("rotate", ONE, "--make-current")
    assert (code, errors) == (ExitCode.DONE, "oci-smtp: Version 2 of the secret shop is CURRENT.\n")
    assert cli("rotate", ONE, "--retire", "--yes")[0] == ExitCode.DONE
    (left,) = tenancy.credentials(tenancy.user_ocid(ONE))
    assert current_password(tenancy) == left.password


def test_make_current_reports_that_no_version_is_pending(cli: Cli, tenancy: Tenancy) -> None:
    cli("rotate", ONE, "--to", "vault:mail/secrets/another")
    code, _, errors = cli("rotate", ONE, "--make-current")
    assert (code, errors) == (ExitCode.DONE, "oci-smtp: No version of a secret is PENDING for this rotation.\n")


def test_generate_fails_when_the_new_version_cannot_be_made_current(cli: Cli, tenancy: Tenancy) -> None:
    cli(*generate("--to", SHOP))
    tenancy.faults.append(Rule("404", "update_secret", skip=1, times=0))
    code, _, errors = cli(*generate("--to", SHOP, "--make-current"))
    assert code == ExitCode.FAILED
    assert "Programs get the old credential until the new version is CURRENT." in errors
    assert len(held_by(tenancy)) == 2, "the new one is delivered"


def test_revoke_reports_and_keeps_a_secret_that_still_contains_the_password(cli: Cli, tenancy: Tenancy) -> None:
    cli(*generate("--to", SHOP))
    cli(*generate("--to", SHOP, "--make-current"))
    first, _ = held_by(tenancy)
    code, output, errors = cli("revoke", tenancy.user_ocid("newsletter.sender"), first.ocid, "--yes")
    assert code == ExitCode.DONE
    assert (
        "The secret shop in the vault mail still contains the password. Version 1 is PREVIOUS. OCI" in output + errors
    )
    assert secret_of(tenancy).state == "ACTIVE"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--new-version"], "--new-version is for a secret of a vault."),
        (["--make-current"], "--make-current is for a secret of a vault."),
        (["--emit", "externalsecret"], "--emit is for a secret of a vault."),
        (["--to", SHOP, "--emit", "helm"], "Unknown manifest: --emit helm."),
        (["--to", SHOP, "--emit", "externalsecret", "--reveal"], "can't have anything else"),
        (["--to", SHOP, "--emit", "externalsecret", "-o", "json"], "can't have anything else"),
        (["--to", SHOP, "--emit", "externalsecret:/nowhere/x"], "doesn't exist"),
        (["--to", SHOP, "--emit", "externalsecret:"], "No file name"),
    ],
)
def test_invalid_vault_options_are_rejected_before_anything_is_generated(
    cli: Cli, tenancy: Tenancy, more: list[str], told: str
) -> None:
    code, _, errors = cli(*generate(*more))
    assert code == ExitCode.USAGE
    assert told in errors
    assert not CHANGING & set(operations(tenancy))


def test_a_secret_of_another_program_needs_new_version(cli: Cli, tenancy: Tenancy) -> None:
    cli(*generate("--to", SHOP))
    secret_of(tenancy).tags.clear()
    code, _, errors = cli(*generate("--to", SHOP))
    assert code == ExitCode.USAGE
    assert "use --new-version to add a version to it" in errors
    assert cli(*generate("--to", SHOP, "--new-version"))[0] == ExitCode.DONE
    assert len(secret_of(tenancy).versions) == 2


def test_a_manifest_is_written_to_standard_output_without_the_password(cli: Cli, tenancy: Tenancy) -> None:
    code, output, errors = cli(*generate("--to", SHOP, "--emit", "externalsecret"))
    assert code == ExitCode.DONE
    (held,) = held_by(tenancy)
    assert output.startswith("# Follows the CURRENT version")
    assert output.count("apiVersion: external-secrets.io/v1") == 2
    assert held.user_name in errors
    assert held.password not in output + errors


def test_a_manifest_is_written_to_a_new_file_and_never_overwrites_a_file(
    cli: Cli, tenancy: Tenancy, tmp_path: Path
) -> None:
    path = tmp_path / "shop.yaml"
    emit = ["--to", SHOP, "--to", "vault:mail/secrets/shop-2", "--emit", f"externalsecret:{path}"]
    code, output, _ = cli(*generate(*emit, "-o", "json"))
    assert code == ExitCode.DONE
    assert json.loads(output)["user_name"] == held_by(tenancy)[0].user_name
    assert path.read_text().count("kind: ExternalSecret\n") == 2
    code, _, errors = cli(*generate("--to", SHOP, "--emit", f"externalsecret:{path}"))
    assert (code, len(held_by(tenancy))) == (ExitCode.USAGE, 1), "an existing file is not overwritten"
    assert "already exists" in errors


def test_a_manifest_that_cannot_be_written_is_a_failure(cli: Cli, tenancy: Tenancy, full_disk: Path) -> None:
    code, output, errors = cli(*generate("--to", SHOP, "--emit", f"externalsecret:{full_disk / 'x.yaml'}"))
    assert code == ExitCode.FAILED
    assert f"Can't write the output: No space left on device: {full_disk / 'x.yaml'}" in errors
    assert "handed_over: Saved as the secret shop" in output
    assert len(held_by(tenancy)) == 1, "it is in the vault"


def test_no_manifest_is_written_when_the_delivery_fails(cli: Cli, tenancy: Tenancy, tmp_path: Path) -> None:
    tenancy.faults.add("404", "create_secret", times=0)
    path = tmp_path / "shop.yaml"
    assert cli(*generate("--to", SHOP, "--emit", f"externalsecret:{path}"))[0] == ExitCode.FAILED
    assert not path.exists()
    assert held_by(tenancy) == []
