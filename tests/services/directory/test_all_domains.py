from concurrent.futures import ThreadPoolExecutor

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.all_domains import AllDomains
from services.directory.domain_list import DomainList
from services.model.errors import AmbiguousError, BusyError, ExitCode, NotAuthorizedError, NotFoundError, OciSmtpError
from services.model.values import User
from tests.services.accounts import operations, session_on

pytestmark = pytest.mark.tenancy(users=30, partners=30)


def all_domains(tenancy: Tenancy, user: str = "") -> AllDomains:
    session = session_on(tenancy, user)
    return AllDomains(session, DomainList(session))


class TestWhichDomains:
    def test_the_default_domain_is_listed_first(self, tenancy: Tenancy) -> None:
        found = all_domains(tenancy).domains()
        assert [(domain.name, domain.is_default) for domain in found] == [("Default", True), ("Partners", False)]

    def test_users_are_listed_before_other_compartments_are_searched(self, tenancy: Tenancy) -> None:
        next(all_domains(tenancy).users())
        assert operations(tenancy) == ["list_domains", "list_users"]

    def test_compartments_are_searched_once_for_concurrent_callers(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy)
        with ThreadPoolExecutor(4) as pool:
            names = ["edi.gateway", "courier.relay", "shop.mailer", "portal.mailer"]
            assert [user.name for user in pool.map(directory.find, names)] == names
        assert operations(tenancy).count("list_compartments") == 2, "one list, which ends with an empty page"

    def test_compartments_without_list_permission_add_no_domains(self, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("404", "list_domains", skip=1, times=0))
        assert [domain.name for domain in all_domains(tenancy).domains()] == ["Default"]

    def test_the_directory_of_one_domain_lists_only_its_users(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy)
        second = directory.of(directory.domains()[1])
        assert {user.domain for page in second.users() for user in page} == {"Partners"}


class TestSameName:
    def test_a_name_in_two_domains_identifies_neither_user(self, tenancy: Tenancy) -> None:
        with pytest.raises(AmbiguousError) as refusal:
            all_domains(tenancy).find("kim.park")
        assert "Default/kim.park" in refusal.value.cause
        assert "Partners/kim.park" in refusal.value.cause
        assert "DOMAIN/NAME" in refusal.value.next_step

    @pytest.mark.parametrize("text", ["Partners/kim.park", "PARTNERS/KIM.PARK", "partners/kim.park@partner.example"])
    def test_a_name_with_its_domain_identifies_one_user(self, tenancy: Tenancy, text: str) -> None:
        found = all_domains(tenancy).find(text)
        assert (found.name, found.domain, found.email) == ("kim.park", "Partners", "kim.park@partner.example")

    def test_a_prefix_that_is_not_a_domain_is_part_of_the_user_name(self, tenancy: Tenancy) -> None:
        name = "oracleidentitycloudservice/lee@partner.example"
        assert all_domains(tenancy).find(name).name == name


class TestRouting:
    @pytest.mark.parametrize("name", ["billing.relay", "courier.relay"])
    def test_credentials_are_found_for_a_user_whose_domain_is_unknown(self, tenancy: Tenancy, name: str) -> None:
        user = User(tenancy.user_ocid(name), name)
        assert len(all_domains(tenancy).credentials(user)) == 2

    def test_credentials_of_a_listed_user_need_only_one_request(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy)
        users = {user.name: user for page in directory.users() for user in page}
        tenancy.request_log.clear()
        assert len(directory.credentials(users["courier.relay"])) == 2
        assert operations(tenancy) == ["list_smtp_credentials"]
        assert tenancy.request_log[0].domain == "Partners"

    def test_credentials_are_found_when_the_domain_of_the_user_does_not_exist(self, tenancy: Tenancy) -> None:
        user = User(tenancy.user_ocid("courier.relay"), "courier.relay", domain="Renamed")
        assert len(all_domains(tenancy).credentials(user)) == 2


class TestLimitedSight:
    """The administrator of one domain, who may not look into the other."""

    def test_domains_that_cannot_be_listed_are_reported_after_the_listed_users(self, tenancy: Tenancy) -> None:
        pages = all_domains(tenancy, "partner.admin").users()
        assert {user.domain for user in next(pages)} == {"Partners"}
        with pytest.raises(NotAuthorizedError, match="Users in Default aren't included"):
            next(pages)

    def test_the_not_found_error_names_domains_that_were_not_searched(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy, "partner.admin")
        assert directory.find("edi.gateway").domain == "Partners"
        with pytest.raises(NotFoundError, match="Default not searched"):
            directory.find("shop.mailer")

    def test_the_signed_in_user_is_found_in_any_domain(self, tenancy: Tenancy) -> None:
        for name, domain in (("ana.partner", "Partners"), ("helpdesk.agent", "Default")):
            directory = all_domains(tenancy, name)
            myself = directory.myself()
            assert (myself.name, myself.domain) == (name, domain)
            known_by_ocid = User(myself.ocid, myself.name)
            assert all_domains(tenancy, name).credentials(known_by_ocid) == []

    def test_a_user_without_a_role_cannot_find_or_list_other_users(self, tenancy: Tenancy) -> None:
        for attempt in (lambda d: d.find("edi.gateway"), lambda d: list(d.users())):
            with pytest.raises(OciSmtpError) as refusal:
                attempt(all_domains(tenancy, "ana.partner"))
            assert refusal.value.exit_code is ExitCode.DENIED


class TestTrouble:
    def test_find_raises_busy_error_when_one_domain_is_unavailable(self, tenancy: Tenancy, impatient: None) -> None:
        tenancy.faults.append(Rule("503", "list_users", skip=1, times=0))
        with pytest.raises(BusyError):
            all_domains(tenancy).find("shop.mailer")

    def test_a_failed_compartment_search_is_repeated_on_the_next_call(self, tenancy: Tenancy, impatient: None) -> None:
        directory = all_domains(tenancy)
        tenancy.faults.add("503", "list_compartments", times=3)
        with pytest.raises(BusyError):
            directory.domains()
        assert len(directory.domains()) == 2
