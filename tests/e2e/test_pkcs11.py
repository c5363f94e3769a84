"""Signing in with a key on a PKCS#11 token: SoftHSM, the SDK's own signer, and the served tenancy."""

import configparser
import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.program import Opener, run
from tests.e2e.served import Served
from tests.services.soft_token import PIN, SoftTokens, soft_tokens

Runner = Callable[..., "subprocess.CompletedProcess[str]"]
USER = "newsletter.sender"


@pytest.fixture
def tokens(served: Served, tmp_path: Path) -> SoftTokens:
    """One token, with the administrator's key."""
    found = soft_tokens(tmp_path)
    found.add("card")
    found.store("card", served.key_file)
    return found


@pytest.fixture
def keyless(served: Served, tmp_path: Path) -> tuple[str, ...]:
    """The options of the served tenancy, with a profile that has no key file and no fingerprint."""
    parser = configparser.ConfigParser()
    parser.read(served.config_file)
    for key in ("key_file", "fingerprint"):
        del parser["DEFAULT"][key]
    path = tmp_path / "config"
    with path.open("w") as file:
        parser.write(file)
    path.chmod(0o600)
    return ("--config-file", str(path), *served.options[2:], "--auth", "pkcs11")


@pytest.fixture
def command(keyless: tuple[str, ...], environ: dict[str, str], tokens: SoftTokens) -> Runner:
    """Runs a command with the token, and what more the environment has."""

    def start(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return run(*keyless, *arguments, environ={**environ, **tokens.environ, **more})

    return start


def test_generate_list_and_revoke_work_with_a_key_on_a_token(command: Runner, served: Served) -> None:
    made = command("generate", USER, "-d", "by card", "-o", "json", OCI_CLI_PKCS11_PIN=PIN)
    assert made.returncode == 0, made.stderr
    [held] = served.credentials(USER)
    assert json.loads(made.stdout)["password"] == held["password"]
    listed = command("list", USER, "-o", "json", OCI_CLI_PKCS11_PIN=PIN)
    assert held["id"] in listed.stdout, listed.stderr
    deleted = command("revoke", USER, held["id"], "--yes", OCI_CLI_PKCS11_PIN=PIN)
    assert deleted.returncode == 0, deleted.stderr
    assert served.credentials(USER) == []
    for ran in (made, listed, deleted):
        assert PIN not in ran.stdout + ran.stderr


def test_a_command_asks_for_the_pin_once_and_fails_if_the_pin_is_wrong(
    open_app: Opener, keyless: tuple[str, ...], environ: dict[str, str], tokens: SoftTokens
) -> None:
    environ.update(tokens.environ)
    app = open_app(*keyless, "list", USER)
    app.wait_for("PIN:")
    app.type("1234\n")
    assert app.exit_code == 4
    app.wait_for('Wrong PIN for token "card". A few wrong PINs lock the token.', gone="Traceback")
    again = open_app(*keyless, "list", USER)
    again.wait_for("A few wrong PINs lock the token.", "PIN:")
    again.type(f"{PIN}\n")
    assert again.exit_code == 0
    again.wait_for("No results", gone=PIN)


def test_without_a_terminal_the_error_names_the_pin_variable(command: Runner) -> None:
    ran = command("list", USER)
    assert ran.returncode == 4
    assert 'Token "card" needs its PIN.' in ran.stderr
    assert "Set OCI_CLI_PKCS11_PIN to the PIN" in ran.stderr


def test_only_one_of_many_processes_tries_a_wrong_pin(command: Runner, tokens: SoftTokens) -> None:
    with ThreadPoolExecutor(3) as pool:
        ran = list(pool.map(lambda _: command("list", USER, OCI_CLI_PKCS11_PIN="1234"), range(3)))
    assert [each.returncode for each in ran] == [4, 4, 4]
    errors = [each.stderr for each in ran]
    assert sum("Wrong PIN in OCI_CLI_PKCS11_PIN" in each for each in errors) == 1, errors
    assert sum("wasn't tried" in each for each in errors) == 2, errors


def test_the_app_asks_for_the_pin_again_after_a_wrong_pin(
    open_app: Opener, keyless: tuple[str, ...], environ: dict[str, str], tokens: SoftTokens
) -> None:
    environ.update(tokens.environ)
    app = open_app(*keyless, "open", "settings")
    app.wait_for('Token "card" needs its PIN.')
    app.type("1234")
    app.press("enter")
    app.wait_for("Wrong PIN", gone="1234")
    app.type(PIN)
    app.press("enter")
    app.wait_for("SMTP Credentials", gone=PIN)
    assert PIN.encode() not in app.transcript


def test_doctor_reports_that_the_token_is_present(command: Runner) -> None:
    ran = command("doctor", OCI_CLI_PKCS11_PIN=PIN)
    assert 'Token "card" is present.' in ran.stdout, ran.stderr


def test_the_oci_cli_signs_with_the_same_token(
    command: Runner,
    keyless: tuple[str, ...],
    environ: dict[str, str],
    tokens: SoftTokens,
    served: Served,
    oci_program: str,
) -> None:
    """It takes the PIN from the variable for this key only."""
    tokens.store("card", served.key_file, key_id=b"\x04", name="CARD AUTH")
    of_the_card = {"OCI_CLI_PKCS11_KEY_ID": "4", "OCI_CLI_PKCS11_PIN": PIN}
    signing = ("--auth", "pkcs11", "--endpoint", served.ready["endpoint"])
    theirs = subprocess.run(
        [oci_program, *keyless[:2], *signing, "iam", "user", "get", "--user-id", served.ocid(USER)],
        env={**environ, **tokens.environ, **of_the_card},
        capture_output=True,
        text=True,
        timeout=60,
    )
    ours = command("users", "--filter", USER, "-o", "json", **of_the_card)
    assert json.loads(theirs.stdout)["data"]["name"] == USER, theirs.stderr
    assert served.ocid(USER) in ours.stdout, ours.stderr
    assert "touch the token when it blinks" in ours.stderr
