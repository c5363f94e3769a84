"""A domain that moved is followed to the address that IAM names, and nowhere else."""

import threading

import pytest

from services.demo.faults import Rule
from services.demo.tenancy import Tenancy
from services.directory.choice import open_directory
from services.directory.domain_list import DomainList, IdentityDomain
from services.directory.domains import DomainsDirectory
from services.model.errors import OutcomeUnknownError, RedirectedError
from tests.services.accounts import session_on

pytestmark = pytest.mark.usefixtures("impatient")

ONE = "shop.mailer"
MOVED = ("307", "308")


def default_domain(tenancy: Tenancy) -> IdentityDomain:
    return next(iter(DomainList(session_on(tenancy))))


def asked(tenancy: Tenancy) -> list[tuple[str, int | None]]:
    return [(entry.method, entry.status) for entry in tenancy.request_log if entry.domain]


@pytest.mark.parametrize("status", MOVED)
def test_reads_and_the_changes_after_them_go_to_the_home_region(tenancy: Tenancy, status: str) -> None:
    tenancy.settings.domain_moved = status  # type: ignore[assignment]  # one of its literals
    directory = DomainsDirectory(session_on(tenancy), default_domain(tenancy))
    user = directory.user(tenancy.user_ocid(ONE))
    issued = directory.create_credential(user, "new", "token")
    assert issued.password.reveal() == tenancy.password_of(issued.credential.ocid)
    assert asked(tenancy) == [("GET", int(status)), ("GET", 200), ("POST", 201)], "it is asked only once where it was"


def test_a_session_learns_the_new_address_of_each_domain_once(tenancy: Tenancy) -> None:
    tenancy.settings.domain_moved = "308"
    session = session_on(tenancy)
    directory, notice = open_directory(session, "auto")
    assert notice == ""
    user = directory.find(ONE)
    directory.roster("Default").find_group("MailSenders")
    directory.delete_credential(user, directory.credentials(user)[0])
    other_thread = threading.Thread(target=lambda: directory.credentials(user))
    other_thread.start()
    other_thread.join()
    moved = [entry for entry in tenancy.request_log if entry.status == 308]
    assert len(moved) == 2, "once for each domain"
    assert asked(tenancy)[-1] == ("GET", 200)


@pytest.mark.parametrize("status", MOVED)
def test_a_redirected_change_is_not_sent_again(tenancy: Tenancy, status: str) -> None:
    directory = DomainsDirectory(session_on(tenancy), default_domain(tenancy))
    user = directory.user(tenancy.user_ocid("newsletter.sender"))
    tenancy.settings.domain_moved = status  # type: ignore[assignment]  # one of its literals
    with pytest.raises(OutcomeUnknownError):
        directory.create_credential(user, "new", "token")
    assert asked(tenancy)[-1] == ("POST", int(status))
    assert tenancy.credentials(user.ocid) == []
    assert directory.credentials(user) == [], "the next read finds the domain"


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/admin/v1/Me",
        "http://{home}/admin/v1/Me",
        "https://{home}:444/admin/v1/Me",
        "https://user@{home}/admin/v1/Me",
        "https://{home}.elsewhere.example/admin/v1/Me",
        "/admin/v1/Me",
        "https://[",
        "",
    ],
)
@pytest.mark.parametrize("status", MOVED)
def test_a_redirect_to_an_address_other_than_the_home_url_is_not_followed(
    tenancy: Tenancy, status: str, location: str
) -> None:
    domain = default_domain(tenancy)
    home = domain.home_url.removeprefix("https://").removesuffix(":443")
    tenancy.faults.append(Rule(status, path="/admin/v1/*", times=0, location=location.format(home=home)))
    with pytest.raises(RedirectedError, match="Nothing was sent there"):
        DomainsDirectory(session_on(tenancy), domain).myself()
    assert [found for _, found in asked(tenancy)] == [int(status)]


@pytest.mark.parametrize("status", ["301", "302", "303"])
def test_a_redirect_that_can_change_the_method_is_not_followed(tenancy: Tenancy, status: str) -> None:
    domain = default_domain(tenancy)
    tenancy.faults.append(Rule(status, path="/admin/v1/*", times=0, location=f"{domain.home_url}/admin/v1/Me"))
    with pytest.raises(RedirectedError):
        DomainsDirectory(session_on(tenancy), domain).myself()
    assert [found for _, found in asked(tenancy)] == [int(status)]


def test_a_domain_that_redirects_at_both_addresses_is_an_error(tenancy: Tenancy) -> None:
    domain = default_domain(tenancy)
    tenancy.faults.append(Rule("308", path="/admin/v1/*", times=0, location=f"{domain.home_url}/admin/v1/Me"))
    with pytest.raises(RedirectedError):
        DomainsDirectory(session_on(tenancy), domain).myself()
    assert [found for _, found in asked(tenancy)] == [308, 308]


@pytest.mark.parametrize("home", ["", "http://plain.example", "https://a.example/path", "nonsense"])
def test_an_invalid_home_url_is_not_followed(tenancy: Tenancy, home: str) -> None:
    tenancy.settings.domain_moved = "308"
    domain = replace_home(default_domain(tenancy), home)
    with pytest.raises(RedirectedError):
        DomainsDirectory(session_on(tenancy), domain).myself()
    tenancy.settings.domain_moved = "no"
    assert DomainsDirectory(session_on(tenancy), domain).myself().name == "demo.administrator"


def replace_home(domain: IdentityDomain, home: str) -> IdentityDomain:
    return IdentityDomain(domain.ocid, domain.name, domain.url, domain.is_default, home)
