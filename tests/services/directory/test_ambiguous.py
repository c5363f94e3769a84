"""A text that more than one user, group, or credential answers to is no one's, whichever way each of them does."""

import pytest

from services.demo.people import Person
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.domain_list import DomainList
from services.directory.lookup import answers_to, only_group, only_one
from services.model.errors import AmbiguousError, ExitCode, NotFoundError
from services.model.values import Group, User
from tests.services.accounts import session_on
from tests.services.directory.cases import Case

VICTIM = "shop@example.com"


def add(case: Case, name: str, email: str, domain: str = "") -> Person:
    """A user more in the first domain that the directory has, or in that of this name."""
    wanted = domain or case.kind.domains[-1]
    there = next(each for each in case.tenancy.world.domains if each.display_name == wanted)
    return there.users.add(name, email, "", case.tenancy.world.now(), {})


def refused(directory: Directory, text: str, *candidates: Person) -> str:
    """What is said of a text that all of them answer to."""
    with pytest.raises(AmbiguousError) as refusal:
        directory.find(text)
    assert refusal.value.exit_code is ExitCode.USAGE
    assert "OCID" in refusal.value.next_step
    for person in candidates:
        assert person.ocid in refusal.value.cause
        assert person.name in refusal.value.cause
        assert person.email in refusal.value.cause
    return refusal.value.cause


class TestNameAndAddress:
    @pytest.mark.parametrize("written", [str, str.upper, str.title])
    def test_a_name_equal_to_the_address_of_another_user_is_ambiguous(
        self, case: Case, directory: Directory, written: type[str]
    ) -> None:
        victim = case.person(case.ocid(case.names.one))
        thief = add(case, victim.email, "thief@example.net")
        refused(directory, written(victim.email), victim, thief)

    def test_two_users_with_swapped_names_and_addresses_are_ambiguous(self, case: Case, directory: Directory) -> None:
        one, two = add(case, "a@x.example", "b@x.example"), add(case, "b@x.example", "a@x.example")
        refused(directory, "a@x.example", one, two)
        refused(directory, "b@x.example", one, two)

    def test_a_user_whose_name_is_their_own_address_is_not_ambiguous(self, case: Case, directory: Directory) -> None:
        person = add(case, "own@x.example", "own@x.example")
        assert directory.find("own@x.example").ocid == person.ocid
        assert directory.find("OWN@x.example").ocid == person.ocid

    def test_an_ocid_identifies_each_of_two_ambiguous_users(self, case: Case, directory: Directory) -> None:
        victim = case.person(case.ocid(case.names.one))
        thief = add(case, victim.email, "thief@example.net")
        assert directory.find(victim.ocid).name == victim.name
        assert directory.find(thief.ocid).name == thief.name

    def test_the_error_lists_only_some_of_many_matching_users(self, case: Case, directory: Directory) -> None:
        for number in range(8):
            add(case, f"many{number}", "many@x.example")
        assert "8 users" in refused(directory, "many@x.example")
        assert ", and 3 more." in refused(directory, "many@x.example")


class TestAcrossDomains:
    @pytest.fixture
    def domains(self, tenancy: Tenancy) -> AllDomains:
        session = session_on(tenancy)
        return AllDomains(session, DomainList(session))

    @pytest.fixture
    def thief(self, tenancy: Tenancy) -> Person:
        partners = next(each for each in tenancy.world.domains if each.display_name == "Partners")
        return partners.users.add(VICTIM, "thief@partner.example", "", tenancy.world.now(), {})

    @pytest.mark.parametrize("text", [VICTIM, VICTIM.upper()])
    def test_a_name_in_one_domain_and_an_address_in_another_are_ambiguous(
        self, tenancy: Tenancy, domains: AllDomains, thief: Person, text: str
    ) -> None:
        victim = tenancy.world.person(tenancy.user_ocid("shop.mailer"))
        assert victim is not None
        told = refused(domains, text, victim, thief)
        assert "Default/shop.mailer" in told
        assert f"Partners/{VICTIM}" in told

    def test_a_domain_prefix_identifies_each_of_two_ambiguous_users(self, domains: AllDomains, thief: Person) -> None:
        assert domains.find(f"Default/{VICTIM}").name == "shop.mailer"
        assert domains.find(f"Partners/{VICTIM}").ocid == thief.ocid

    def test_a_user_name_that_looks_like_domain_and_name_is_ambiguous(
        self, tenancy: Tenancy, domains: AllDomains
    ) -> None:
        default = next(each for each in tenancy.world.domains if each.display_name == "Default")
        thief = default.users.add("Partners/edi.gateway", "t@example.net", "", tenancy.world.now(), {})
        meant = tenancy.world.person(tenancy.user_ocid("edi.gateway"))
        assert meant is not None
        refused(domains, "Partners/edi.gateway", meant, thief)


@pytest.mark.parametrize(
    ("named", "asked"), [("stra\u00dfe", "strasse"), ("\ufb01n", "fin"), ("\u017fam", "sam"), ("\u0390", "\u1fd3")]
)
def test_characters_equal_only_after_case_folding_do_not_match(named: str, asked: str) -> None:
    assert not answers_to(User("o", named, named), asked.lower())
    assert answers_to(User("o", named.upper().lower()), named.upper().lower())


def test_a_user_listed_twice_counts_once() -> None:
    user = User("ocid1.user.oc1..a", "anna")
    assert only_one([user, user], "anna") is user
    with pytest.raises(NotFoundError):
        only_one([], "anna")


def test_a_group_name_equal_to_the_ocid_of_another_group_is_ambiguous() -> None:
    one, two = Group("ocid1.group.oc1..a", "senders"), Group("ocid1.group.oc1..b", "ocid1.group.oc1..a")
    assert only_group([], "x") is None
    assert only_group([one, one], "senders") is one
    with pytest.raises(AmbiguousError, match=r"ocid1\.group\.oc1\.\.b"):
        only_group([one, two], one.ocid)
