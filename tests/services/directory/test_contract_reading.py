"""What every directory does alike when it is asked for users, groups and credentials."""

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.model.errors import (
    AmbiguousError,
    ExitCode,
    NotAuthorizedError,
    NotFoundError,
    OciSmtpError,
    UsageError,
)
from tests.services.directory.cases import KINDS, Case, Kind

MANY = 2345


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def crowded(request: pytest.FixtureRequest) -> Case:
    """With users for several pages in the first domain that is listed."""
    kind: Kind = request.param
    default = "Default" in kind.domains
    return Case(kind, Tenancy(users=MANY if default else 20, partners=20 if default else MANY))


class TestUsers:
    def test_all_pages_are_everyone_once(self, crowded: Case) -> None:
        pages = list(crowded.directory().users())
        users = [user for page in pages for user in page]
        there = [domain for domain in crowded.tenancy.world.domains if domain.display_name in crowded.kind.domains]
        assert len(pages) > 1
        assert len({user.ocid for user in users}) == len(users) == sum(len(domain.users) for domain in there)

    def test_a_page_is_given_before_the_next_is_asked_for(self, crowded: Case) -> None:
        next(crowded.directory().users())
        assert crowded.asked_about_users() == ["list_users"]

    def test_a_failure_half_way_is_raised_after_the_pages_before_it(self, crowded: Case) -> None:
        crowded.tenancy.faults.append(Rule("404", "list_users", skip=1))
        pages = crowded.directory().users()
        assert next(pages)
        with pytest.raises(NotAuthorizedError):
            list(pages)

    def test_what_the_tenancy_says_of_a_user_is_what_we_have(self, case: Case, directory: Directory) -> None:
        for user in (user for page in directory.users() for user in page):
            person = case.person(user.ocid)
            assert (user.name, user.email, user.description) == (person.name, person.email, person.description)
            assert (user.status, user.federated) == (person.state, person.federated)
            assert user.can_use_smtp is person.capabilities["canUseSmtpCredentials"]
            assert (user.last_login is None) is (person.last_login is None)
            assert user.created is not None
            assert abs((user.created - person.created).total_seconds()) < 1

    def test_one_user_is_the_one_of_the_list(self, case: Case, directory: Directory) -> None:
        listed = {user.ocid: user for page in directory.users() for user in page}
        for name in (case.names.two, case.names.administrator):
            assert directory.user(case.ocid(name)) == listed[case.ocid(name)]


class TestFind:
    def test_by_name_or_address_in_any_case(self, case: Case, directory: Directory) -> None:
        names = case.names
        address = case.person(case.ocid(names.one)).email
        expected = {
            names.one: names.one,
            names.one.upper(): names.one,
            address: names.one,
            address.title(): names.one,
            names.odd: names.odd,
            names.federated: names.federated,
            names.federated_address: names.federated,
        }
        for text, name in expected.items():
            found = directory.find(text)
            assert (found.name, found.ocid) == (name, case.ocid(name)), text

    def test_by_ocid(self, case: Case, directory: Directory) -> None:
        assert directory.find(case.ocid(case.names.two)).name == case.names.two

    def test_an_address_of_two_users_identifies_neither(self, case: Case, directory: Directory) -> None:
        with pytest.raises(AmbiguousError) as refusal:
            directory.find(case.names.shared_address)
        assert all(name in refusal.value.cause for name in case.names.sharers)
        assert "OCID" in refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.USAGE

    @pytest.mark.parametrize(
        "text", ["nobody", "shop.maile", "%", "*", "a b", "../users", '"', "\\", '" or id pr or "']
    )
    def test_nobody(self, directory: Directory, text: str) -> None:
        with pytest.raises(NotFoundError) as refusal:
            directory.find(text)
        assert text in refusal.value.cause
        assert refusal.value.next_step

    @pytest.mark.parametrize("text", ["", " ", "\t\n"])
    def test_an_empty_text_does_not_find_a_user_without_an_address(
        self, case: Case, directory: Directory, text: str
    ) -> None:
        with pytest.raises(UsageError):
            directory.find(text)
        assert case.tenancy.request_log == []

    def test_an_ocid_of_nobody(self, directory: Directory) -> None:
        with pytest.raises(NotAuthorizedError):
            directory.find("ocid1.user.oc1..aaaaaaaanobody")


class TestSearch:
    def test_part_of_a_name_or_address_in_any_case(self, case: Case, directory: Directory) -> None:
        names = case.names
        for text, wanted in (
            (names.two[2:-2].upper(), {names.two}),
            (names.shared_address[1:].title(), {*names.sharers}),
            (names.odd[3:9], {names.odd}),
        ):
            assert {user.name for page in directory.search(text) for user in page} == wanted, text

    @pytest.mark.parametrize("text", ['" or userName pr or "', "\\", 'x" pr', "\x1b]9;", "no such text", "*", "%"])
    def test_a_text_that_is_in_no_name_finds_no_user(self, case: Case, directory: Directory, text: str) -> None:
        found = [user.name for page in directory.search(text) for user in page]
        assert found == ([case.names.odd] if text in case.names.odd else [])

    def test_no_text_is_everyone(self, directory: Directory) -> None:
        assert list(directory.search("")) == list(directory.users())


class TestMyself:
    def test_an_administrator(self, case: Case, directory: Directory) -> None:
        assert directory.myself().name == case.kind.signs_in

    def test_somebody_else(self, case: Case) -> None:
        directory = case.directory(case.names.plain)
        assert directory.myself().name == case.names.plain
        assert directory.myself().ocid == case.ocid(case.names.plain)

    def test_a_machine_has_no_settings(self, case: Case) -> None:
        session = case.session()
        object.__setattr__(session.profile, "user", "")
        with pytest.raises(NotFoundError, match="machine"):
            case.kind.make(session, case.tenancy).myself()


class TestGroups:
    def test_they_are_those_of_the_tenancy_by_name(self, case: Case, directory: Directory) -> None:
        for name in (case.names.two, case.names.administrator, case.names.kiosk, case.names.plain):
            person = case.person(case.ocid(name))
            there = case.tenancy.world.domain_of(person).groups.of(person)
            found = directory.groups(directory.find(name))
            assert [(group.name, group.ocid) for group in found] == sorted(
                ((group.name, group.ocid) for group in there), key=lambda pair: pair[0].casefold()
            )


class TestCredentials:
    def test_they_are_those_of_the_tenancy_oldest_first(self, case: Case, directory: Directory) -> None:
        for count, name in enumerate((case.names.none, case.names.one, case.names.two)):
            found = directory.credentials(directory.find(name))
            held = sorted(case.tenancy.credentials(case.ocid(name)), key=lambda item: item.created)
            assert len(found) == count
            assert [(item.ocid, item.user_name, item.description) for item in found] == [
                (item.ocid, item.user_name, item.description) for item in held
            ]

    def test_the_order_is_by_age_whatever_oci_sends(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        older, newer = case.tenancy.credentials(user.ocid)
        older.created, newer.created = newer.created, older.created
        assert [item.ocid for item in directory.credentials(user)] == [newer.ocid, older.ocid]

    def test_what_is_deleted_is_not_there(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        deleted, kept = case.tenancy.credentials(user.ocid)
        deleted.state = "DELETED"
        assert [item.ocid for item in directory.credentials(user)] == [kept.ocid]

    def test_who_is_no_administrator_sees_his_own_alone(self, case: Case) -> None:
        directory = case.directory(case.names.two)
        assert len(directory.credentials(directory.myself())) == 2
        with pytest.raises(OciSmtpError) as refusal:
            directory.credentials(case.directory().find(case.names.one))
        assert refusal.value.exit_code is ExitCode.DENIED
        with pytest.raises(OciSmtpError) as refusal:
            list(directory.users())
        assert refusal.value.exit_code is ExitCode.DENIED
