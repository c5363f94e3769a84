import threading
from pathlib import Path

import pytest

from services.credentials.generation import CredentialGenerator
from services.credentials.journal import Journal
from services.demo.faults import Rule
from services.demo.settings import NoDomains
from services.demo.tenancy import Tenancy
from services.directory.all_domains import AllDomains
from services.directory.choice import open_directory
from services.directory.classic import ClassicDirectory
from services.model.errors import ExitCode, NotAuthenticatedError, NotFoundError, OciSmtpError, OutcomeUnknownError
from tests.services.accounts import operations, served, session_on

pytestmark = pytest.mark.tenancy(users=20, partners=20)


@pytest.fixture
def without() -> Tenancy:
    return Tenancy(users=20, mode="classic")


class TestAuto:
    def test_auto_chooses_identity_domains_with_two_requests(self, tenancy: Tenancy) -> None:
        directory, notice = open_directory(session_on(tenancy), "auto")
        assert isinstance(directory, AllDomains)
        assert notice == ""
        assert operations(tenancy) == ["list_domains", "get_me"]

    def test_auto_finds_a_user_outside_the_default_domain(self, tenancy: Tenancy) -> None:
        directory, _ = open_directory(session_on(tenancy, "ana.partner"), "auto")
        assert directory.myself().name == "ana.partner"

    @pytest.mark.parametrize(("answer", "words"), [("404", "are visible to you"), ("empty", "has no")])
    def test_auto_uses_classic_iam_with_a_notice_when_there_are_no_domains(
        self, without: Tenancy, answer: NoDomains, words: str
    ) -> None:
        without.settings.no_domains = answer
        directory, notice = open_directory(session_on(without), "auto")
        assert isinstance(directory, ClassicDirectory)
        assert "IAM without identity domains" in notice
        assert words in notice
        assert directory.find("shop.mailer").domain == ""

    def test_auto_uses_classic_iam_with_a_notice_when_a_domain_is_unreachable(
        self, tenancy: Tenancy, impatient: None
    ) -> None:
        tenancy.faults.add("reset-before", "get_me", times=0)
        directory, notice = open_directory(session_on(tenancy), "auto")
        assert isinstance(directory, ClassicDirectory)
        assert "Can't connect to the identity domain" in notice
        assert tenancy.world.domains[0].url in notice

    @pytest.mark.parametrize("url", ["", "https://idcs-1.identity.example.com/a/path"])
    def test_auto_uses_classic_iam_when_the_domain_address_is_invalid(self, tenancy: Tenancy, url: str) -> None:
        tenancy.world.domains[0].url = url
        directory, notice = open_directory(session_on(tenancy), "auto")
        assert isinstance(directory, ClassicDirectory)
        assert "Using IAM without identity domains." in notice
        assert f'invalid address for the identity domain Default: "{url}"' in notice

    def test_auto_does_not_use_classic_iam_after_an_authentication_error(self, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("401", path="/20160918/*", times=0))
        with pytest.raises(NotAuthenticatedError):
            open_directory(session_on(tenancy), "auto")


class TestAsked:
    def test_classic_sends_no_request(self, tenancy: Tenancy) -> None:
        directory, notice = open_directory(session_on(tenancy), "classic")
        assert isinstance(directory, ClassicDirectory)
        assert notice == ""
        assert operations(tenancy) == []

    def test_domains_uses_identity_domains_without_a_notice(self, tenancy: Tenancy) -> None:
        directory, notice = open_directory(session_on(tenancy), "domains")
        assert isinstance(directory, AllDomains)
        assert notice == ""

    def test_domains_fails_when_there_are_no_identity_domains(self, without: Tenancy) -> None:
        with pytest.raises(NotFoundError) as refusal:
            open_directory(session_on(without), "domains")
        assert "--directory classic" in refusal.value.next_step


class TestWholeJob:
    @pytest.mark.parametrize("mode", ["classic", "domains", "both"])
    def test_a_credential_is_generated_over_real_sockets(self, tmp_path: Path, mode: str) -> None:
        tenancy = Tenancy(users=20, partners=20, mode=mode)  # type: ignore[arg-type]  # one of its literals
        with served(tenancy, tmp_path) as where:
            session = where.session()
            directory, _ = open_directory(session, "auto")
            issuing = CredentialGenerator(session, directory, Journal(tmp_path / "state"))
            user = directory.find("newsletter.sender")
            issue = issuing.issue(user, "whole job", lambda *_: None, threading.Event())
            assert issue.issued.password.reveal() == tenancy.password_of(issue.issued.credential.ocid)
            issue.shown()
            issue.confirmed()
            issue.tidy()
            assert [item.description for item in directory.credentials(user)] == ["whole job"]

    def test_a_credential_with_a_lost_response_is_found_in_the_second_domain(
        self, tenancy: Tenancy, tmp_path: Path
    ) -> None:
        session = session_on(tenancy)
        directory, _ = open_directory(session, "auto")
        user = directory.find("portal.mailer")
        issuing = CredentialGenerator(session, directory, Journal(tmp_path))
        tenancy.faults.add("lost", "create_smtp_credential")
        with pytest.raises(OutcomeUnknownError, match="might be one of the user's credentials"):
            issuing.issue(user, "lost", lambda *_: None, threading.Event())
        [there] = tenancy.credentials(user.ocid)
        [account] = issuing.recovery.settle_all()
        assert [item.ocid for item in account.suspects] == [there.ocid]
        issuing.recovery.discard(account.record, there.ocid)
        assert tenancy.credentials(user.ocid) == []

    def test_a_rejection_by_classic_iam_is_shown_without_json(self) -> None:
        tenancy = Tenancy(users=20, mode="domains")
        directory, _ = open_directory(session_on(tenancy), "classic")
        with pytest.raises(OciSmtpError) as refusal:
            directory.create_credential(directory.find("newsletter.sender"), "no", "token")
        assert refusal.value.exit_code is ExitCode.DENIED
        assert "Client is unauthorized" in refusal.value.cause
        assert "{" not in refusal.value.cause
        assert refusal.value.code == "IdcsConversionError"
