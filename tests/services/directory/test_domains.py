import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from services.demo.settings import NoPermission
from services.demo.tenancy import Tenancy
from services.directory import PasswordMissingError, scim
from services.directory.domain_list import IdentityDomain
from services.directory.domains import DomainsDirectory
from services.model.errors import (
    ConfigError,
    ConflictError,
    ExitCode,
    NotAuthenticatedError,
    NotAuthorizedError,
    WrongClockError,
)
from services.model.values import User
from tests.services.accounts import Served, served, session_on
from tests.services.directory.cases import domain_of

pytestmark = pytest.mark.tenancy(users=20, partners=20)


def directory_on(tenancy: Tenancy, user: str = "", domain: str = "Partners") -> DomainsDirectory:
    return DomainsDirectory(session_on(tenancy, user), domain_of(tenancy, domain))


def paths(tenancy: Tenancy) -> list[tuple[str, str]]:
    return [(entry.method, entry.path.removeprefix("/admin/v1/")) for entry in tenancy.request_log]


class TestWhereItIsAsked:
    def test_own_credentials_use_only_the_endpoints_that_need_no_role(self, tenancy: Tenancy) -> None:
        directory = directory_on(tenancy, "ana.partner")
        myself = directory.myself()
        issued = directory.create_credential(myself, "mine", "token")
        directory.credentials(myself)
        directory.groups(myself)
        directory.describe_credential(myself, issued.credential, "still mine")
        directory.delete_credential(myself, issued.credential)
        assert {path.partition("/")[0] for _, path in paths(tenancy)} == {"Me", "MySmtpCredentials"}
        assert {entry.domain for entry in tenancy.request_log} == {"Partners"}

    def test_finding_a_user_by_name_sends_one_request(self, tenancy: Tenancy) -> None:
        directory_on(tenancy).find("edi.gateway")
        assert paths(tenancy) == [("GET", "Users")]

    def test_a_search_sends_one_request_and_returns_only_matches(self, tenancy: Tenancy) -> None:
        pages = list(directory_on(tenancy).search("courier"))
        assert [user.name for page in pages for user in page] == ["courier.relay"]
        assert paths(tenancy) == [("GET", "Users")]

    def test_each_user_has_the_name_of_their_domain(self, tenancy: Tenancy) -> None:
        assert {user.domain for page in directory_on(tenancy).users() for user in page} == {"Partners"}
        assert directory_on(tenancy, domain="Default").myself().domain == "Default"


class TestPasswordOfOnesOwn:
    """Whether `/MySmtpCredentials` answers with the password is not documented."""

    def test_after_a_missing_password_the_next_request_uses_the_admin_endpoint(self, tenancy: Tenancy) -> None:
        tenancy.settings.my_password = False
        directory = directory_on(tenancy, "partner.admin")
        myself = directory.myself()
        with pytest.raises(PasswordMissingError) as missing:
            directory.create_credential(myself, "first", "token-1")
        directory.delete_credential(myself, missing.value.credential)
        issued = directory.create_credential(myself, "second", "token-2")
        assert issued.password.reveal() == tenancy.password_of(issued.credential.ocid)
        assert [path for method, path in paths(tenancy) if method == "POST"] == ["MySmtpCredentials", "SmtpCredentials"]

    def test_after_a_missing_password_a_user_who_is_not_an_admin_is_rejected(self, tenancy: Tenancy) -> None:
        tenancy.settings.my_password = False
        directory = directory_on(tenancy, "ana.partner")
        myself = directory.myself()
        with pytest.raises(PasswordMissingError) as missing:
            directory.create_credential(myself, "first", "token-1")
        directory.delete_credential(myself, missing.value.credential)
        with pytest.raises(NotAuthorizedError):
            directory.create_credential(myself, "second", "token-2")
        assert tenancy.credentials(myself.ocid) == []


class TestRefusals:
    def test_a_rejected_sign_in_of_a_user_of_another_domain_is_explained(self, tenancy: Tenancy) -> None:
        with pytest.raises(NotAuthenticatedError) as refusal:
            directory_on(tenancy, "helpdesk.agent").myself()
        assert "identity domain rejected your sign-in" in refusal.value.cause
        assert "Client is unauthorized" in refusal.value.cause
        assert "another domain" in refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.DENIED
        assert refusal.value.request_id

    def test_a_missing_role_error_has_the_message_of_the_identity_domain(self, tenancy: Tenancy) -> None:
        with pytest.raises(NotAuthorizedError) as refusal:
            list(directory_on(tenancy, "ana.partner").users())
        assert "You do not have permission" in refusal.value.cause
        assert "User Administrator" in refusal.value.next_step
        assert refusal.value.exit_code is ExitCode.DENIED
        assert "{" not in refusal.value.cause

    @pytest.mark.parametrize("status", get_args(NoPermission))
    def test_each_status_for_a_missing_role_raises_not_authorized(self, tenancy: Tenancy, status: NoPermission) -> None:
        tenancy.settings.no_permission = status
        with pytest.raises(NotAuthorizedError, match="The identity domain denied access") as refusal:
            list(directory_on(tenancy, "ana.partner").users())
        assert refusal.value.code == "error.common.common.accessDenied"
        assert not refusal.value.may_be_missing

    def test_a_wrong_clock_is_reported_instead_of_a_missing_role(
        self, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.api.error_mapping.skew_seconds", lambda headers: 3600)
        with pytest.raises(WrongClockError):
            list(directory_on(tenancy, "ana.partner").users())

    def test_a_conflict_error_explains_which_request_oci_rejected(self, tenancy: Tenancy) -> None:
        tenancy.faults.add("409", "create_smtp_credential")
        directory = directory_on(tenancy)
        user = directory.find("portal.mailer")
        with pytest.raises(ConflictError) as refusal:
            directory.create_credential(user, "conflict", "token")
        assert refusal.value.cause == (
            "OCI rejected the request while creating a credential for portal.mailer in the identity domain Partners: "
            "The resource is in a state that does not allow this"
        )


class TestAddress:
    @pytest.mark.parametrize(
        "url", ["http://idcs-a.identity.oraclecloud.com", "https://a.example/path", "https://a@b", "ftp://a", ""]
    )
    def test_an_invalid_domain_url_raises_an_error_before_a_request_is_sent(self, tenancy: Tenancy, url: str) -> None:
        directory = DomainsDirectory(session_on(tenancy), IdentityDomain("ocid1.domain.oc1..a", "Odd", url))
        with pytest.raises(ConfigError) as refusal:
            directory.myself()
        assert f'"{url}"' in refusal.value.cause
        assert tenancy.request_log == []

    @pytest.fixture
    def on_loopback(self, tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
        with served(tenancy, tmp_path, "ana.partner") as where:
            yield where

    def test_generating_works_over_real_sockets(self, tenancy: Tenancy, on_loopback: Served) -> None:
        directory = DomainsDirectory(on_loopback.session(), domain_of(tenancy, "Partners"))
        myself = directory.myself()
        issued = directory.create_credential(myself, "over sockets", "token")
        assert issued.password.reveal() == tenancy.password_of(issued.credential.ocid)


def test_the_models_of_the_sdk_are_never_loaded() -> None:
    code = """
import sys
from services.demo.tenancy import Tenancy
from tests.services.directory.test_domains import directory_on
list(directory_on(Tenancy(users=20, partners=20)).users())
print(any(name.startswith("oci.identity_domains") for name in sys.modules))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


class TestSparseAnswers:
    """What a domain leaves out is not made up."""

    def test_a_user_without_optional_fields_has_empty_values(self) -> None:
        found = msgspec.json.decode(b'{"id": "4f00", "userName": "bare"}', type=scim.ScimUser)
        user = scim.user_from(found, "Odd")
        assert (user.ocid, user.name, user.email, user.description, user.status) == ("4f00", "bare", "", "", "")
        assert (user.created, user.can_use_smtp, user.federated) == (None, None, False)

    def test_the_primary_address_becomes_the_email(self) -> None:
        body = {"id": "4f00", "userName": "x", "emails": [{"value": "second@x"}, {"value": "first@x", "primary": True}]}
        found = msgspec.json.decode(msgspec.json.encode(body), type=scim.ScimUser)
        assert scim.user_from(found, "").email == "first@x"

    def test_a_user_that_is_being_deleted_has_the_status_deleting(self) -> None:
        body = b'{"id": "4f00", "userName": "x", "active": true, "deleteInProgress": true, "displayName": "X Y"}'
        user = scim.user_from(msgspec.json.decode(body, type=scim.ScimUser), "")
        assert (user.status, user.description) == ("DELETING", "X Y")

    @pytest.mark.parametrize("text", ['a"b', "a\\", 'a\\" or id pr or "', "a\nb", "Ünï 田", "\x1b[2J"])
    def test_a_quoted_filter_value_decodes_to_the_same_text(self, text: str) -> None:
        assert msgspec.json.decode(scim.quoted(text).encode()) == text
        assert "\n" not in scim.quoted(text)


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    """Threads take turns as often as Python allows."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.tenancy(users=600, partners=20)
def test_parallel_threads_generate_credentials_with_different_passwords(
    tenancy: Tenancy, hurried_threads: None
) -> None:
    directory = directory_on(tenancy, domain="Default")
    users = [user for page in directory.users() for user in page]
    able = [
        each for each in users if each.can_use_smtp and not each.is_inactive and len(directory.credentials(each)) < 2
    ]

    def create(user: User) -> str:
        return directory.create_credential(user, "made by a test", user.ocid).password.reveal()

    with ThreadPoolExecutor(8) as threads:
        passwords = list(threads.map(create, able[:160]))
    assert len(set(passwords)) == 160
