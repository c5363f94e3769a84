"""The commands that answer and end, run as a script runs them, against the served tenancy."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.key_files import fingerprint, new_key
from tests.e2e.program import PROGRAM, Opener, run
from tests.e2e.served import USERS, Served

Runner = Callable[..., "subprocess.CompletedProcess[str]"]
FIELDS = [
    "user_name",
    "password",
    "credential_id",
    "user_id",
    "description",
    "smtp_host",
    "smtp_port",
    "security",
    "created",
]


@pytest.fixture
def command(served: Served, environ: dict[str, str]) -> Runner:
    """Runs a command on the served tenancy."""

    def start(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return run(*served.options, *arguments, environ=environ, stdin=stdin)

    return start


def test_generate_prints_the_oci_password_and_rejects_a_third_credential(command: Runner, served: Served) -> None:
    for description in ("first [red]", "second"):
        made = command("generate", "newsletter.sender", "-d", description, "--output", "json")
        assert made.returncode == 0, made.stderr
        told = json.loads(made.stdout)
        held = served.credentials("newsletter.sender")[-1]
        assert list(told) == FIELDS
        assert told["password"] == held["password"]
        assert told["user_name"] == held["username"]
        assert (told["credential_id"], told["user_id"]) == (held["id"], served.ocid("newsletter.sender"))
        assert told["description"] == held["description"] == description
        assert told["smtp_host"] == "smtp.email.us-ashburn-1.oci.oraclecloud.com"
        assert held["password"] not in made.stderr
    third = command("generate", "newsletter.sender", "-d", "third", "--output", "json")
    assert (third.returncode, third.stdout) == (3, "")
    assert "already has two SMTP credentials" in third.stderr
    assert [item["description"] for item in served.credentials("newsletter.sender")] == ["first [red]", "second"]


def test_generate_as_text_prints_every_field(command: Runner, served: Served) -> None:
    made = command("generate", "kim.park", "-d", "as text")
    told = dict(line.split(": ", 1) for line in made.stdout.splitlines())
    [held] = served.credentials("kim.park")
    assert list(told) == FIELDS
    assert (told["user_name"], told["password"]) == (held["username"], held["password"])


@pytest.mark.parametrize("output", ["text", "json"])
def test_a_terminal_gets_no_password_without_reveal(open_served: Opener, served: Served, output: str) -> None:
    sent = served.asked("create_smtp_credential")
    terminal = open_served("generate", "kim.park2", "-d", "not so", "--output", output)
    assert terminal.exit_code == 2
    terminal.wait_for("--reveal")
    assert served.asked("create_smtp_credential") == sent
    assert served.credentials("kim.park2") == []


def test_a_terminal_gets_the_password_with_reveal(open_served: Opener, served: Served) -> None:
    terminal = open_served("generate", "sandbox.bot", "-d", "shown", "--reveal")
    assert terminal.exit_code == 0
    password = served.credentials("sandbox.bot")[-1]["password"]
    terminal.wait_for(f"password: {password}")


def test_generate_deletes_the_credential_when_the_reader_closes_the_pipe(
    command: Runner, served: Served, environ: dict[str, str]
) -> None:
    generate = [PROGRAM, *served.options, "generate", "helpdesk.agent", "-d", "into the void"]
    with subprocess.Popen(generate, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(60)
        assert process.stderr is not None
        told = process.stderr.read()
    assert process.returncode == 1, told
    assert "deleted" in told
    assert served.credentials("helpdesk.agent") == []


@pytest.mark.parametrize("kind", ["401", "403", "404"])
def test_generate_exits_with_4_when_oci_returns_401_403_or_404(command: Runner, trouble: Served, kind: str) -> None:
    trouble.fault(kind, "create_smtp_credential")
    refused = command("generate", "kim.park2", "-d", "refused")
    assert (refused.returncode, refused.stdout) == (4, "")
    assert refused.stderr.startswith("oci-smtp: Not auth")
    assert "opc-request-id" in refused.stderr
    assert trouble.credentials("kim.park2") == []


def test_a_wrong_key_is_exit_code_4(command: Runner, served: Served, tmp_path: Path) -> None:
    key = new_key(tmp_path)
    for mark, said in ((fingerprint(key), "Not authenticated"), (fingerprint(served.key_file), "fingerprint")):
        config = served.config(tmp_path, key_file=key, fingerprint=mark)
        for arguments in (("list", "kim.park2"), ("generate", "kim.park2", "-d", "no")):
            refused = command("--config-file", str(config), *arguments)
            assert (refused.returncode, refused.stdout) == (4, "")
            assert said in refused.stderr


def test_no_configuration_is_exit_code_4_and_says_what_to_do(environ: dict[str, str]) -> None:
    refused = run("users", environ=environ)
    assert (refused.returncode, refused.stdout) == (4, "")
    assert "oci setup config" in refused.stderr


@pytest.mark.parametrize(("name", "code"), [("nobody.at.all", 1), ("kim.shared@example.com", 2)])
def test_generate_rejects_an_unknown_or_ambiguous_user(command: Runner, name: str, code: int) -> None:
    refused = command("generate", name, "-d", "whose?")
    assert (refused.returncode, refused.stdout) == (code, "")
    assert name in refused.stderr


def test_users_prints_the_same_fields_as_json_and_csv(command: Runner, served: Served) -> None:
    everyone = json.loads(command("users", "--output", "json").stdout)
    assert len(everyone) == USERS
    found = command("users", "--filter", "NEWSLETTER", "--output", "csv")
    [row] = csv.DictReader(io.StringIO(found.stdout))
    assert row in everyone
    assert (row["name"], row["email"]) == ("newsletter.sender", "newsletter@example.com")
    assert row["user_id"] == served.ocid("newsletter.sender")


@pytest.mark.parametrize("who", [["legacy.scanner"], ["scanner@example.com"], []], ids=["name", "e-mail", "everyone"])
def test_list_as_json_and_csv_never_has_passwords(command: Runner, served: Served, who: list[str]) -> None:
    [held] = served.credentials("legacy.scanner")
    as_json, as_csv = (command("list", *who, "--output", form).stdout for form in ("json", "csv"))
    rows = json.loads(as_json)
    assert list(csv.DictReader(io.StringIO(as_csv, newline=""))) == [
        {**row, "age_days": str(row["age_days"]), "findings": " ".join(row["findings"])} for row in rows
    ]
    [row] = [row for row in rows if row["user"] == "legacy.scanner"]
    assert (row["credential_id"], row["user_name"]) == (held["id"], held["username"])
    assert row["description"] == held["description"]
    for known in served.control("credentials"):
        assert known["password"] not in as_json + as_csv


def test_the_list_table_escapes_control_characters(command: Runner) -> None:
    shown = command("list", "legacy.scanner").stdout
    assert r"Scanner\x1b[5m\x07 [@click=app.bell]hall[/]\u202e2" in shown
    assert "\x1b" not in shown


def test_revoke_requires_yes_and_deletes_only_the_named_credential(command: Runner, served: Served) -> None:
    old, new = served.credentials("billing.relay")
    unasked = command("revoke", "billing.relay", old["id"])
    assert unasked.returncode == 2
    assert "--yes" in unasked.stderr
    assert command("revoke", "billing.relay", "ocid1.credential.oc1..nothing", "--yes").returncode == 1
    assert command("revoke", "shop.mailer", old["id"], "--yes").returncode == 1
    assert served.credentials("billing.relay") == [old, new]
    done = command("revoke", "billing.relay", old["username"], "--yes")
    assert done.returncode == 0, done.stderr
    assert served.credentials("billing.relay") == [new]


def test_revoke_on_a_terminal_wants_yes(open_served: Opener, served: Served) -> None:
    [held] = served.credentials("former.contractor")
    for answer, left in (("y", [held]), ("yes", [])):
        terminal = open_served("revoke", "former.contractor", held["id"])
        terminal.wait_for("“Laptop of the contractor” of former.contractor", "Type yes")
        terminal.type(answer)
        terminal.press("enter")
        assert terminal.exit_code == (1 if left else 0)
        assert served.credentials("former.contractor") == left


def test_read_only_changes_nothing(command: Runner, served: Served) -> None:
    held = served.credentials("envios.app")
    assert command("--read-only", "generate", "envios.app", "-d", "no").returncode == 2
    assert command("--read-only", "revoke", "envios.app", held[0]["id"], "--yes").returncode == 2
    assert served.credentials("envios.app") == held


def test_the_app_needs_a_terminal(command: Runner) -> None:
    refused = command()
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "needs an interactive terminal" in refused.stderr
