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
    def test_the_default_one_first(self, tenancy: Tenancy) -> None:
        found = all_domains(tenancy).domains()
        assert [(domain.name, domain.is_default) for domain in found] == [("Default", True), ("Partners", False)]

    def test_users_come_before_other_compartments_are_searched(self, tenancy: Tenancy) -> None:
        next(all_domains(tenancy).users())
        assert operations(tenancy) == ["list_domains", "list_users"]

    def test_they_are_searched_once_for_all_callers(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy)
        with ThreadPoolExecutor(4) as pool:
            names = ["edi.gateway", "courier.relay", "shop.mailer", "portal.mailer"]
            assert [user.name for user in pool.map(directory.find, names)] == names
        assert operations(tenancy).count("list_compartments") == 2, "one list, which ends with an empty page"

    def test_a_compartment_that_may_not_be_looked_into_has_none(self, tenancy: Tenancy) -> None:
        tenancy.faults.append(Rule("404", "list_domains", skip=1, times=0))
        assert [domain.name for domain in all_domains(tenancy).domains()] == ["Default"]

    def test_one_domain_alone_can_be_looked_at(self, tenancy: Tenancy) -> None:
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

    def test_what_is_no_domain_is_part_of_the_name(self, tenancy: Tenancy) -> None:
        name = "oracleidentitycloudservice/lee@partner.example"
        assert all_domains(tenancy).find(name).name == name


class TestRouting:
    @pytest.mark.parametrize("name", ["billing.relay", "courier.relay"])
    def test_a_user_of_whom_only_the_ocid_is_known_is_looked_for(self, tenancy: Tenancy, name: str) -> None:
        user = User(tenancy.user_ocid(name), name)
        assert len(all_domains(tenancy).credentials(user)) == 2

    def test_a_listed_user_costs_no_search(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy)
        users = {user.name: user for page in directory.users() for user in page}
        tenancy.request_log.clear()
        assert len(directory.credentials(users["courier.relay"])) == 2
        assert operations(tenancy) == ["list_smtp_credentials"]
        assert tenancy.request_log[0].domain == "Partners"

    def test_a_domain_of_a_name_that_is_not_ours_is_no_guide(self, tenancy: Tenancy) -> None:
        user = User(tenancy.user_ocid("courier.relay"), "courier.relay", domain="Renamed")
        assert len(all_domains(tenancy).credentials(user)) == 2


class TestLimitedSight:
    """The administrator of one domain, who may not look into the other."""

    def test_who_cannot_be_listed_is_said_after_those_who_can(self, tenancy: Tenancy) -> None:
        pages = all_domains(tenancy, "partner.admin").users()
        assert {user.domain for user in next(pages)} == {"Partners"}
        with pytest.raises(NotAuthorizedError, match="Users in Default aren't included"):
            next(pages)

    def test_who_is_not_found_may_be_where_he_cannot_look(self, tenancy: Tenancy) -> None:
        directory = all_domains(tenancy, "partner.admin")
        assert directory.find("edi.gateway").domain == "Partners"
        with pytest.raises(NotFoundError, match="Default not searched"):
            directory.find("shop.mailer")

    def test_oneself_is_found_in_whichever_domain(self, tenancy: Tenancy) -> None:
        for name, domain in (("ana.partner", "Partners"), ("helpdesk.agent", "Default")):
            directory = all_domains(tenancy, name)
            myself = directory.myself()
            assert (myself.name, myself.domain) == (name, domain)
            known_by_ocid = User(myself.ocid, myself.name)
            assert all_domains(tenancy, name).credentials(known_by_ocid) == []

    def test_no_other_user_is_found(self, tenancy: Tenancy) -> None:
        for attempt in (lambda d: d.find("edi.gateway"), lambda d: list(d.users())):
            with pytest.raises(OciSmtpError) as refusal:
                attempt(all_domains(tenancy, "ana.partner"))
            assert refusal.value.exit_code is ExitCode.DENIED


class TestTrouble:
    def test_a_domain_in_trouble_is_not_a_domain_without_the_user(self, tenancy: Tenancy, impatient: None) -> None:
        tenancy.faults.append(Rule("503", "list_users", skip=1, times=0))
        with pytest.raises(BusyError):
            all_domains(tenancy).find("shop.mailer")

    def test_a_search_that_failed_is_tried_again(self, tenancy: Tenancy, impatient: None) -> None:
        directory = all_domains(tenancy)
        tenancy.faults.add("503", "list_compartments", times=3)
        with pytest.raises(BusyError):
            directory.domains()
        assert len(directory.domains()) == 2
