"""Signing in with a key on a PKCS#11 token: SoftHSM, the SDK's own signer, and the served tenancy."""

import configparser
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import run
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


def test_list_generate_and_delete(command: Runner, served: Served) -> None:
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
