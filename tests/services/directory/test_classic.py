import pytest

from services.demo.cast import HOSTILE_NAME
from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import AmbiguousError, ExitCode, NotAuthorizedError, NotFoundError, UsageError
from services.model.values import Credential, User
from tests.services.accounts import operations, session_on
from tests.services.directory.cases import HOSTILE_OCIDS

TWO = "billing.relay"
NONE = "newsletter.sender"


class TestUsers:
    def test_all_pages_together_contain_each_user_once(self) -> None:
        tenancy = Tenancy(users=2345)
        pages = list(ClassicDirectory(session_on(tenancy)).users())
        users = [user for page in pages for user in page]
        assert len(pages) > 1
        assert len({user.ocid for user in users}) == len(users) == 2345
        assert operations(tenancy) == ["list_users"] * len(pages)

    def test_a_page_is_given_before_the_next_is_asked_for(self) -> None:
        tenancy = Tenancy(users=2345)
        pages = ClassicDirectory(session_on(tenancy)).users()
        next(pages)
        assert operations(tenancy) == ["list_users"]

    def test_a_failure_half_way_is_raised_after_the_pages_before_it(self) -> None:
        tenancy = Tenancy(users=2345)
        tenancy.faults.append(Rule("404", "list_users", skip=1))
        pages = ClassicDirectory(session_on(tenancy)).users()
        assert next(pages)
        with pytest.raises(NotAuthorizedError):
            next(pages)

    def test_listed_users_match_the_users_of_the_tenancy(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        for user in (user for page in classic_directory.users() for user in page):
            person = tenancy.world.users.find(user.ocid)
            assert person is not None
            assert (user.name, user.email, user.description) == (person.name, person.email, person.description)
            assert (user.status, user.federated) == (person.state, person.federated)
            assert user.can_use_smtp is person.capabilities["canUseSmtpCredentials"]
            assert user.created is not None
            assert abs((user.created - person.created).total_seconds()) < 1

    def test_a_user_read_by_ocid_equals_the_listed_user(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory
    ) -> None:
        listed = {user.ocid: user for page in classic_directory.users() for user in page}
        assert classic_directory.user(tenancy.admin_ocid) == listed[tenancy.admin_ocid]


class TestFind:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("shop.mailer", "shop.mailer"),
            ("SHOP.Mailer", "shop.mailer"),
            ("shop@example.com", "shop.mailer"),
            ("Shop@Example.COM", "shop.mailer"),
            ("kim.park", "kim.park"),
            ("田中.美咲", "田中.美咲"),
            (HOSTILE_NAME, HOSTILE_NAME),
            ("kim.lindgren@example.com", "oracleidentitycloudservice/kim.lindgren@example.com"),
            ("oracleidentitycloudservice/kim.lindgren@example.com",) * 2,
        ],
    )
    def test_find_matches_a_name_or_address_in_any_case(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, text: str, name: str
    ) -> None:
        found = classic_directory.find(text)
        assert (found.name, found.ocid) == (name, tenancy.user_ocid(name))

    def test_find_returns_a_user_by_ocid(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        assert classic_directory.find(tenancy.user_ocid(TWO)).name == TWO

    def test_an_exact_name_costs_one_request(self, tenancy: Tenancy, classic_directory: ClassicDirectory) -> None:
        classic_directory.find(TWO)
        assert operations(tenancy) == ["list_users"]

    def test_an_address_of_two_users_identifies_neither(self, classic_directory: ClassicDirectory) -> None:
        with pytest.raises(AmbiguousError) as refusal:
            classic_directory.find("kim.shared@example.com")
        assert "kim.park" in refusal.value.cause
        assert "kim.park2" in refusal.value.cause
        assert "OCID" in refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.USAGE

    @pytest.mark.parametrize("text", ["nobody", "shop.maile", "%", "*", "a b", "../users"])
    def test_find_fails_for_a_user_that_does_not_exist(self, classic_directory: ClassicDirectory, text: str) -> None:
        with pytest.raises(NotFoundError) as refusal:
            classic_directory.find(text)
        assert text in refusal.value.cause
        assert refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.FAILED

    @pytest.mark.parametrize("text", ["", " ", "\t\n"])
    def test_find_rejects_an_empty_text_without_a_request(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, text: str
    ) -> None:
        with pytest.raises(UsageError):
            classic_directory.find(text)
        assert operations(tenancy) == []

    def test_find_fails_for_an_ocid_that_does_not_exist(self, classic_directory: ClassicDirectory) -> None:
        with pytest.raises(NotAuthorizedError) as refusal:
            classic_directory.find("ocid1.user.oc1..aaaaaaaanobody")
        assert refusal.value.code == "NotAuthorizedOrNotFound"


class TestHostileOcids:
    """No OCID that came from outside becomes another path."""

    @pytest.mark.parametrize("ocid", HOSTILE_OCIDS)
    def test_a_hostile_credential_ocid_is_rejected_without_a_request(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, ocid: str
    ) -> None:
        user, credential = User(tenancy.user_ocid(TWO), TWO), Credential(ocid, "n", "d", "ACTIVE")
        with pytest.raises(UsageError):
            classic_directory.describe_credential(user, credential, "d")
        with pytest.raises(UsageError):
            classic_directory.delete_credential(user, credential)
        assert operations(tenancy) == []

    @pytest.mark.parametrize("text", ["ocid1.user.oc1..aaaa/../../policies", "ocid1.user.oc1..a?b=c"])
    def test_find_treats_a_hostile_ocid_as_a_user_name(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, text: str
    ) -> None:
        with pytest.raises(NotFoundError):
            classic_directory.find(text)
        asked = {entry.path for entry in tenancy.request_log}
        assert asked == {"/20160918/users", f"/20160918/users/{tenancy.admin_ocid}"}, "all users, and the signed-in one"


class TestMyself:
    def test_myself_returns_the_signed_in_admin(self, classic_directory: ClassicDirectory) -> None:
        assert classic_directory.myself().name == "demo.administrator"

    def test_a_user_who_cannot_read_their_own_record_can_list_their_credentials(self, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "get_user", times=0)
        classic_directory = ClassicDirectory(session_on(tenancy, user=TWO))
        myself = classic_directory.myself()
        assert myself.ocid == tenancy.user_ocid(TWO)
        assert len(classic_directory.credentials(myself)) == 2

    def test_myself_fails_for_a_profile_without_a_user(self, tenancy: Tenancy) -> None:
        session = session_on(tenancy)
        object.__setattr__(session.profile, "user", "")
        with pytest.raises(NotFoundError, match="machine"):
            ClassicDirectory(session).myself()


class TestGroups:
    @pytest.mark.parametrize("name", [TWO, "demo.administrator", "readonly.kiosk", "envios.app", "kim.park"])
    def test_groups_match_the_tenancy_and_are_sorted_by_name(
        self, tenancy: Tenancy, classic_directory: ClassicDirectory, name: str
    ) -> None:
        person = tenancy.world.users.named(name)
        assert person is not None
        found = classic_directory.groups(classic_directory.find(name))
        assert [group.name for group in found] == sorted(
            (group.name for group in tenancy.world.groups.of(person)), key=str.casefold
        )
