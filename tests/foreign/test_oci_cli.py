"""Oracle's own command line is the judge of the served tenancy: what it does must be what the tenancy then holds."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.program import ROOT
from tests.foreign.cli_process import OciCli

USERS = 1234


class Cloud:
    """The served tenancy, seen by the OCI CLI and through its control routes."""

    def __init__(self, cli: OciCli, ready: dict[str, str]) -> None:
        self._cli = cli
        self._ready = ready
        self.tenancy = ready["tenancy"]
        self.user = ready["user"]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `oci iam ...` without any configuration of the machine's own."""
        place = ("--config-file", self._ready["config_file"], "--cli-rc-file", os.devnull)
        return self._cli.run(*place, "--endpoint", self._ready["endpoint"], "--no-retry", "iam", *arguments)

    def data(self, *arguments: str) -> Any:
        """What the CLI prints as `data`; empty output is no rows."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)["data"] if ran.stdout else []

    def control(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self._ready['endpoint']}/demo/{path}", data) as answer:
            return json.load(answer)

    def held(self, user: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = self.control(f"credentials?user={user}")
        return rows

    def user_named(self, name: str) -> str:
        return str(self.data("user", "list", "--name", name)[0]["id"])


@pytest.fixture(scope="module")
def cloud(oci_cli: OciCli, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    directory = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "services.demo", "--users", str(USERS), "--config-dir", str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield Cloud(oci_cli, json.loads(process.stdout.readline()))
        finally:
            process.terminate()


def test_the_cli_lists_every_user_once(cloud: Cloud) -> None:
    rows = cloud.data("user", "list", "--all")
    assert len(rows) == USERS
    assert len({row["id"] for row in rows}) == USERS
    assert cloud.user in {row["id"] for row in rows}


def test_the_cli_generates_lists_updates_and_deletes_a_credential(cloud: Cloud) -> None:
    user = cloud.user_named("newsletter.sender")
    made = cloud.data("smtp-credential", "create", "--user-id", user, "--description", "made by the CLI")
    (held,) = cloud.held(user)
    assert (made["id"], made["username"], made["password"]) == (held["id"], held["username"], held["password"])
    assert made["lifecycle-state"] == "ACTIVE"

    (listed,) = cloud.data("smtp-credential", "list", "--user-id", user)
    assert (listed["id"], listed["description"], listed["username"]) == (
        made["id"],
        "made by the CLI",
        made["username"],
    )
    assert made["password"] not in json.dumps(listed)

    naming = ("--user-id", user, "--smtp-credential-id", made["id"])
    changed = cloud.data("smtp-credential", "update", *naming, "--description", "described anew")
    assert "password" not in changed
    (held,) = cloud.held(user)
    assert (held["description"], held["password"]) == ("described anew", made["password"])

    assert cloud.run("smtp-credential", "delete", *naming, "--force").returncode == 0
    assert cloud.held(user) == []
    assert cloud.data("smtp-credential", "list", "--user-id", user) == []


@pytest.mark.parametrize(
    ("style", "status", "code"),
    [("LimitExceeded", 400, "LimitExceeded"), ("IdcsConversionError", 400, "IdcsConversionError")],
)
def test_a_third_credential_from_the_cli_is_rejected(cloud: Cloud, style: str, status: int, code: str) -> None:
    cloud.control("config", {"limit_error": style})
    user = cloud.user_named("billing.relay")
    before = cloud.held(user)
    assert len(before) == 2
    ran = cloud.run("smtp-credential", "create", "--user-id", user, "--description", "one too many")
    assert ran.returncode != 0
    refusal = json.loads(ran.stderr[ran.stderr.index("{") :])
    assert (refusal["status"], refusal["code"]) == (status, code)
    assert cloud.held(user) == before


def test_a_delete_from_the_cli_with_a_stale_etag_is_rejected(cloud: Cloud) -> None:
    user = cloud.user_named("shop.mailer")
    (held,) = cloud.held(user)
    naming = ("--user-id", user, "--smtp-credential-id", held["id"])
    ran = cloud.run("smtp-credential", "delete", *naming, "--force", "--if-match", "stale")
    assert ran.returncode != 0
    assert '"status": 409' in ran.stderr
    assert cloud.held(user) == [held]
