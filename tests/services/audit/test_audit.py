from collections import Counter

import pytest

from services.audit.audit import Audit
from services.audit.findings import AuditRow
from services.demo.faults import Rule
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.model.errors import BusyError, NotAuthorizedError, OciSmtpError
from tests.services.accounts import operations, session_on
from tests.services.directory.cases import KINDS, Case

USERS = 150
pytestmark = pytest.mark.tenancy(users=USERS, partners=30)
LIST = "list_smtp_credentials"
FIRST_WAIT = 0.2 / 2**8
"""So short that nine rejections in a row, each doubling it, come to 0.2 s."""


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.audit.throttled_requests.TROUBLE_WAIT_SECONDS", 0)
    monkeypatch.setattr("services.audit.rate_limiter.FIRST_WAIT_SECONDS", FIRST_WAIT)


@pytest.fixture
def classic_audit(tenancy: Tenancy) -> Audit:
    return Audit(ClassicDirectory(session_on(tenancy)))


def of_all_domains(tenancy: Tenancy, user: str = "") -> Audit:
    session = session_on(tenancy, user)
    return Audit(AllDomains(session, DomainList(session)))


def read(audit: Audit) -> list[AuditRow]:
    return [row for batch in audit.run() for row in batch]


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_the_audit_lists_every_credential_once(kind: object) -> None:
    case = Case(kind, Tenancy(users=60, partners=60))  # type: ignore[arg-type]  # a `Kind`
    audit = Audit(case.directory())
    rows = read(audit)
    held = [
        (domain.display_name, person.ocid, credential.ocid)
        for domain in case.tenancy.world.domains
        if domain.display_name in case.kind.domains
        for person in domain.users.after(0)
        for credential in case.tenancy.credentials(person.ocid)
    ]
    assert Counter((row.owner.ocid, row.credential.ocid) for row in rows) == Counter(pair[1:] for pair in held)
    assert len(rows) > 5
    assert (audit.rows, audit.holes, audit.is_whole) == (rows, [], True)


def test_the_audit_makes_one_credential_query_for_each_domain(tenancy: Tenancy) -> None:
    read(of_all_domains(tenancy))
    asked = Counter(entry.domain for entry in tenancy.request_log if entry.operation == LIST)
    assert asked == {"Default": 1, "Partners": 1}


def test_the_audit_reports_its_progress(classic_audit: Audit) -> None:
    done = []
    for _ in classic_audit.run():
        done.append(classic_audit.progress.done)
        assert classic_audit.progress.done <= classic_audit.progress.total
    assert done == sorted(done)
    assert (classic_audit.progress.done, classic_audit.progress.total, classic_audit.progress.is_total_known) == (
        USERS,
        USERS,
        True,
    )


class TestStopping:
    def test_a_stopped_audit_resumes_without_repeating_requests(
        self, tenancy: Tenancy, classic_audit: Audit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handle = tenancy.handle

        def stopping(request: Request, patience: float | None = None) -> Response:
            if operations(tenancy).count(LIST) >= 20:
                classic_audit.stop()
            return handle(request, patience)

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(tenancy, "handle", stopping)
            read(classic_audit)
        stopped = operations(tenancy).count(LIST)
        assert classic_audit.progress.done == stopped < USERS
        assert not classic_audit.is_whole
        read(classic_audit)
        assert classic_audit.is_whole
        assert operations(tenancy).count(LIST) == USERS
        assert operations(tenancy).count("list_users") == 2, "a page, and the empty one after it"

    def test_closing_the_audit_ends_its_requests(self, tenancy: Tenancy, classic_audit: Audit) -> None:
        tenancy.latencies[LIST] = 0.01
        going = classic_audit.run()
        while not classic_audit.progress.done:
            next(going)
        going.close()  # type: ignore[attr-defined]  # a generator
        assert operations(tenancy).count(LIST) < USERS

    def test_a_stopped_audit_of_domains_resumes_without_duplicates(self) -> None:
        tenancy = Tenancy(users=2500, partners=20)
        audit = of_all_domains(tenancy)
        for _ in audit.run():
            if audit.progress.done:
                audit.stop()
        assert (audit.progress.done, audit.progress.total, audit.is_whole) == (1000, 2500, False)
        read(audit)
        assert audit.is_whole
        assert Counter(row.credential.ocid for row in audit.rows).most_common(1)[0][1] == 1
        asked = [entry.operation for entry in tenancy.request_log if entry.domain == "Default"]
        assert asked.count("list_users") == 5, "a count, the administrators, three pages"


class TestTooManyRequests:
    @pytest.mark.parametrize(("times", "retry_after"), [(9, None), (1, 1)])
    def test_the_audit_waits_after_a_429_and_completes(
        self, tenancy: Tenancy, classic_audit: Audit, times: int, retry_after: int | None
    ) -> None:
        tenancy.faults.append(Rule("429", LIST, skip=30, times=times, retry_after=retry_after))
        tenancy.faults.append(Rule("429", "list_users", times=2))
        waits = [classic_audit.waits_seconds for _ in classic_audit.run()]
        assert (classic_audit.is_whole, classic_audit.holes) == (True, [])
        assert len(classic_audit.rows) == len(tenancy.credentials())
        assert max(waits) <= (retry_after or 0.2)
        assert operations(tenancy).count(LIST) == USERS + times

    def test_the_audit_reads_a_rate_limited_domain_completely(self, tenancy: Tenancy) -> None:
        audit = of_all_domains(tenancy)
        for operation in (LIST, "list_users", "list_groups"):
            tenancy.faults.append(Rule("429", operation, times=2))
        assert len(read(audit)) > 20
        assert (audit.is_whole, audit.holes) == (True, [])


class TestHoles:
    def test_a_user_who_cannot_be_read_is_named(self, tenancy: Tenancy, classic_audit: Audit) -> None:
        ocid = tenancy.user_ocid("billing.relay")
        tenancy.faults.append(Rule("404", LIST, path=f"*{ocid}*"))
        read(classic_audit)
        assert [(hole.what, type(hole.error)) for hole in classic_audit.holes] == [
            ("billing.relay", NotAuthorizedError)
        ]
        assert classic_audit.is_whole
        assert "billing.relay" not in {row.owner.name for row in classic_audit.rows}

    def test_a_domain_that_cannot_be_read_is_named(self, tenancy: Tenancy) -> None:
        audit = of_all_domains(tenancy, "partner.admin")
        assert {row.owner.domain for row in read(audit)} == {"Partners"}
        assert {hole.what.rpartition(" ")[2] for hole in audit.holes} == {"Default"}

    def test_administrators_who_cannot_be_read_are_reported(self, tenancy: Tenancy, classic_audit: Audit) -> None:
        tenancy.faults.append(Rule("404", "list_groups"))
        read(classic_audit)
        assert [hole.what for hole in classic_audit.holes] == ["administrators of IAM"]

    def test_a_credential_without_an_owner_is_listed_and_reported(self, tenancy: Tenancy) -> None:
        audit = of_all_domains(tenancy)
        ocid = tenancy.user_ocid("shop.mailer")
        for batch in audit.run():
            if not batch:  # the credentials were read, the users not yet
                users = tenancy.world.users
                person = users.find(ocid)
                if person is not None:
                    users.remove(person)
        row = next(row for row in audit.rows if row.owner.ocid == ocid)
        assert (row.owner.name, row.codes) == ("shop.mailer", ["old"])
        assert [hole.what for hole in audit.holes] == ["shop.mailer"]

    def test_an_audit_by_a_user_without_permission_fails_with_exit_code_4(self, tenancy: Tenancy) -> None:
        for audit in (
            Audit(ClassicDirectory(session_on(tenancy, user="helpdesk.agent"))),
            of_all_domains(tenancy, "helpdesk.agent"),
        ):
            with pytest.raises(OciSmtpError) as refusal:
                read(audit)
            assert refusal.value.exit_code == 4
            assert not audit.is_whole

    def test_a_user_who_gets_permission_can_continue(self, tenancy: Tenancy, classic_audit: Audit) -> None:
        tenancy.faults.append(Rule("404", "list_users"))
        with pytest.raises(NotAuthorizedError):
            read(classic_audit)
        assert read(classic_audit)
        assert (classic_audit.is_whole, classic_audit.holes) == (True, [])


class TestTrouble:
    def test_an_audit_resumes_after_a_lost_connection_without_rereading_users(
        self, tenancy: Tenancy, classic_audit: Audit
    ) -> None:
        tenancy.faults.append(Rule("reset-before", LIST, skip=60, times=0))
        with pytest.raises(OciSmtpError):
            read(classic_audit)
        assert 60 <= classic_audit.progress.done < USERS
        done = classic_audit.progress.done
        tenancy.faults.clear()
        tenancy.request_log.clear()
        read(classic_audit)
        assert (classic_audit.is_whole, classic_audit.holes) == (True, [])
        assert operations(tenancy).count(LIST) == USERS - done

    def test_only_the_failed_page_of_users_is_requested_again(self) -> None:
        tenancy = Tenancy(users=1500)
        audit = Audit(ClassicDirectory(session_on(tenancy)))
        tenancy.faults.append(Rule("503", "list_users", skip=1, times=3))
        with pytest.raises(BusyError):
            read(audit)
        read(audit)
        assert (audit.is_whole, audit.progress.done) == (True, 1500)
        assert operations(tenancy).count("list_users") == 1 + 3 + 2

    def test_a_500_for_one_user_does_not_end_the_audit(self, tenancy: Tenancy, classic_audit: Audit) -> None:
        ocid = tenancy.user_ocid("billing.relay")
        tenancy.faults.append(Rule("500", LIST, path=f"*{ocid}*", times=0))
        read(classic_audit)
        assert [hole.what for hole in classic_audit.holes] == ["billing.relay"]
        assert classic_audit.is_whole
