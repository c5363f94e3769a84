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
    def test_the_pages_have_every_user_exactly_once(self, crowded: Case) -> None:
        pages = list(crowded.directory().users())
        users = [user for page in pages for user in page]
        there = [domain for domain in crowded.tenancy.world.domains if domain.display_name in crowded.kind.domains]
        assert len(pages) > 1
        assert len({user.ocid for user in users}) == len(users) == sum(len(domain.users) for domain in there)

    def test_a_page_is_returned_before_the_next_page_is_requested(self, crowded: Case) -> None:
        next(crowded.directory().users())
        assert crowded.asked_about_users() == ["list_users"]

    def test_an_error_on_a_later_page_is_raised_after_the_earlier_pages(self, crowded: Case) -> None:
        crowded.tenancy.faults.append(Rule("404", "list_users", skip=1))
        pages = crowded.directory().users()
        assert next(pages)
        with pytest.raises(NotAuthorizedError):
            list(pages)

    def test_each_user_has_the_values_from_the_tenancy(self, case: Case, directory: Directory) -> None:
        for user in (user for page in directory.users() for user in page):
            person = case.person(user.ocid)
            assert (user.name, user.email, user.description) == (person.name, person.email, person.description)
            assert (user.status, user.federated) == (person.state, person.federated)
            assert user.can_use_smtp is person.capabilities["canUseSmtpCredentials"]
            assert (user.last_login is None) is (person.last_login is None)
            assert user.created is not None
            assert abs((user.created - person.created).total_seconds()) < 1

    def test_a_user_read_by_ocid_equals_the_user_in_the_list(self, case: Case, directory: Directory) -> None:
        listed = {user.ocid: user for page in directory.users() for user in page}
        for name in (case.names.two, case.names.administrator):
            assert directory.user(case.ocid(name)) == listed[case.ocid(name)]


class TestFind:
    def test_find_by_name_or_address_ignores_case(self, case: Case, directory: Directory) -> None:
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

    def test_find_accepts_an_ocid(self, case: Case, directory: Directory) -> None:
        assert directory.find(case.ocid(case.names.two)).name == case.names.two

    def test_find_rejects_an_address_of_two_users_and_names_both(self, case: Case, directory: Directory) -> None:
        with pytest.raises(AmbiguousError) as refusal:
            directory.find(case.names.shared_address)
        assert all(name in refusal.value.cause for name in case.names.sharers)
        assert "OCID" in refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.USAGE

    @pytest.mark.parametrize(
        "text", ["nobody", "shop.maile", "%", "*", "a b", "../users", '"', "\\", '" or id pr or "']
    )
    def test_find_raises_an_error_when_no_user_matches(self, directory: Directory, text: str) -> None:
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

    def test_find_raises_an_error_for_an_unknown_ocid(self, directory: Directory) -> None:
        with pytest.raises(NotAuthorizedError):
            directory.find("ocid1.user.oc1..aaaaaaaanobody")


class TestSearch:
    def test_search_matches_part_of_a_name_or_address_and_ignores_case(self, case: Case, directory: Directory) -> None:
        names = case.names
        for text, wanted in (
            (names.two[2:-2].upper(), {names.two}),
            (names.shared_address[1:].title(), {*names.sharers}),
            (names.odd[3:9], {names.odd}),
        ):
            assert {user.name for page in directory.search(text) for user in page} == wanted, text

    @pytest.mark.parametrize("text", ['" or userName pr or "', "\\", 'x" pr', "\x1b]9;", "no such text", "*", "%"])
    def test_search_matches_special_characters_literally(self, case: Case, directory: Directory, text: str) -> None:
        found = [user.name for page in directory.search(text) for user in page]
        assert found == ([case.names.odd] if text in case.names.odd else [])

    def test_an_empty_search_lists_all_users(self, directory: Directory) -> None:
        assert list(directory.search("")) == list(directory.users())


class TestMyself:
    def test_myself_is_the_signed_in_admin(self, case: Case, directory: Directory) -> None:
        assert directory.myself().name == case.kind.signs_in

    def test_myself_is_the_signed_in_user_who_is_not_an_admin(self, case: Case) -> None:
        directory = case.directory(case.names.plain)
        assert directory.myself().name == case.names.plain
        assert directory.myself().ocid == case.ocid(case.names.plain)

    def test_myself_raises_an_error_when_the_profile_has_no_user(self, case: Case) -> None:
        session = case.session()
        object.__setattr__(session.profile, "user", "")
        with pytest.raises(NotFoundError, match="machine"):
            case.kind.make(session, case.tenancy).myself()


class TestGroups:
    def test_groups_match_the_tenancy_and_are_sorted_by_name(self, case: Case, directory: Directory) -> None:
        for name in (case.names.two, case.names.administrator, case.names.kiosk, case.names.plain):
            person = case.person(case.ocid(name))
            there = case.tenancy.world.domain_of(person).groups.of(person)
            found = directory.groups(directory.find(name))
            assert [(group.name, group.ocid) for group in found] == sorted(
                ((group.name, group.ocid) for group in there), key=lambda pair: pair[0].casefold()
            )


class TestCredentials:
    def test_credentials_match_the_tenancy_and_are_listed_oldest_first(self, case: Case, directory: Directory) -> None:
        for count, name in enumerate((case.names.none, case.names.one, case.names.two)):
            found = directory.credentials(directory.find(name))
            held = sorted(case.tenancy.credentials(case.ocid(name)), key=lambda item: item.created)
            assert len(found) == count
            assert [(item.ocid, item.user_name, item.description) for item in found] == [
                (item.ocid, item.user_name, item.description) for item in held
            ]

    def test_credentials_are_sorted_by_age_when_oci_sends_another_order(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        older, newer = case.tenancy.credentials(user.ocid)
        older.created, newer.created = newer.created, older.created
        assert [item.ocid for item in directory.credentials(user)] == [newer.ocid, older.ocid]

    def test_a_deleted_credential_is_not_listed(self, case: Case, directory: Directory) -> None:
        user = directory.find(case.names.two)
        deleted, kept = case.tenancy.credentials(user.ocid)
        deleted.state = "DELETED"
        assert [item.ocid for item in directory.credentials(user)] == [kept.ocid]

    def test_a_user_who_is_not_an_admin_lists_only_their_own_credentials(self, case: Case) -> None:
        directory = case.directory(case.names.two)
        assert len(directory.credentials(directory.myself())) == 2
        with pytest.raises(OciSmtpError) as refusal:
            directory.credentials(case.directory().find(case.names.one))
        assert refusal.value.exit_code is ExitCode.DENIED
        with pytest.raises(OciSmtpError) as refusal:
            list(directory.users())
        assert refusal.value.exit_code is ExitCode.DENIED
