"""Whatever comes instead of an answer: the exit code is right, nothing is lost, and who answered is named."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.config.options import Options
from services.credentials.journal import open_journal
from services.demo.account import DemoAccount
from services.demo.http import Request, Response
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, served
from tests.tui.cli.answers_table import CASES, IAM, Case
from tests.tui.shell import NONE, ONE, TWO
from tui.cli.main import run


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One tenancy on loopback ports for all cases."""
    with served(Tenancy(users=20, partners=20), tmp_path_factory.mktemp("office")) as where:
        yield where


@pytest.fixture(autouse=True)
def signed_in(answering: Served, monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    """Options of the program lead to the tenancy; no one waits."""
    monkeypatch.setenv("OCI_CLI_CONFIG_FILE", str(answering.config_file))
    monkeypatch.setenv("OCI_SMTP_IDENTITY_ENDPOINT", answering.options.identity_endpoint)
    monkeypatch.setenv("OCI_SMTP_EMAIL_ENDPOINT", answering.options.email_endpoint)
    monkeypatch.setattr("services.credentials.create.FIRST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("services.credentials.rollback.LOOK_AGAIN_SECONDS", ())
    monkeypatch.setattr("services.audit.throttled_requests.TROUBLE_WAIT_SECONDS", 0)
    monkeypatch.setattr("services.audit.rate_limiter.FIRST_WAIT_SECONDS", 0.001)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_unexpected_response_gives_the_right_exit_code_and_message(
    answering: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], case: Case
) -> None:
    tenancy = answering.tenancy
    names = {"two": tenancy.user_ocid(TWO), "credential": tenancy.credentials(tenancy.user_ocid(ONE))[0].ocid}
    before = held_by(tenancy, NONE, ONE)
    answer_as(case, answering, monkeypatch, names)
    code = run(shlex.split(case.command.format(**names)))
    output, errors = capfd.readouterr()
    there = held_by(tenancy, NONE, ONE)
    put_back(tenancy, before)
    assert "Traceback" not in errors
    assert code == case.code, errors
    assert [text for text in case.told if text not in errors] == []
    assert [text for text in case.kept if text not in output] == []
    assert output == "" or case.kept or code == 0, "what is printed passes for the whole list"
    check_nothing_lost(tenancy, [held.ocid for held in there], [held.ocid for held in before], code)


def answer_as(case: Case, answering: Served, monkeypatch: pytest.MonkeyPatch, names: dict[str, str]) -> None:
    """Let the tenancy answer as the case says."""
    domains = {domain.display_name: domain.url for domain in answering.tenancy.world.domains}
    netloc = urlsplit(answering.options.identity_endpoint if case.server == IAM else domains[case.server]).netloc
    handle = answering.tenancy.handle
    told = Case(**{**vars(case), "path": case.path.format(**names)})

    def answer(request: Request, patience: float | None = None) -> Response:
        return told.answer(request, netloc, lambda: handle(request, patience))

    monkeypatch.setattr(answering.tenancy, "handle", answer)


def held_by(tenancy: Tenancy, *names: str) -> list[StoredCredential]:
    """The credentials of these users."""
    return [held for name in names for held in tenancy.credentials(tenancy.user_ocid(name))]


def put_back(tenancy: Tenancy, before: list[StoredCredential]) -> None:
    """Undo what the case changed: NONE has no credential, and ONE has one."""
    there = held_by(tenancy, NONE, ONE)
    for held in there:
        if held not in before:
            tenancy.world.credentials.remove(held)
    for held in before:
        if held not in there:
            tenancy.world.credentials.add(held.owner, held.description, held.created)


def check_nothing_lost(tenancy: Tenancy, there: list[str], before: list[str], code: int) -> None:
    """A credential that exists without its password is in the journal, which asks about it."""
    made = [ocid for ocid in there if ocid not in before]
    if not made or code == 0:
        return
    records = open_journal(Options(), os.environ).unfinished()
    assert [record.user_ocid for record in records] == [tenancy.user_ocid(NONE)]


@pytest.mark.parametrize(
    ("name", "directory"),
    [
        ("helpdesk.agent", "classic"),
        ("Helpdesk.Agent", "domains"),
        ("ana.partner", "domains"),
        ("Partners/ana.partner", "domains"),
    ],
)
def test_your_own_name_works_without_permission_to_list_users(
    answering: Served,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
    directory: str,
) -> None:
    who = name.rpartition("/")[2].lower()
    account = DemoAccount(answering.tenancy, answering.tenancy.user_ocid(who))
    monkeypatch.setenv("OCI_CLI_CONFIG_FILE", str(account.write(tmp_path)))
    code = run(["generate", name, "-d", "mine", "--directory", directory])
    output, errors = capfd.readouterr()
    assert (code, "password: " in output) == (0, True), errors
    assert account.user_ocid in output
