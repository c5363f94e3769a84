"""The main job, the same whether the tenancy has classic users only, identity domains only, or shows both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import Opener
from tests.e2e.served import Served
from tests.e2e.steps import filter_to, generate_and_take


@pytest.fixture
def any_directory(environ: dict[str, str]) -> None:
    """Let the program find out by itself."""
    environ["OCI_SMTP_DIRECTORY"] = "auto"


@pytest.fixture
def any_tenancy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path, *request.param)
    yield served
    served.stop()


MODES = pytest.mark.parametrize(
    "any_tenancy", [("--mode", mode) for mode in ("classic", "domains", "both")], indirect=True
)


@MODES
@pytest.mark.usefixtures("any_directory")
def test_an_admin_generates_a_credential_for_another_user(open_app: Opener, any_tenancy: Served) -> None:
    terminal = open_app(*any_tenancy.options)
    terminal.wait_for("Identity & Security", "acmedemo", "us-ashburn-1")
    terminal.press("enter")
    terminal.wait_for("demo.administrator", "up to date")
    filter_to(terminal, "newsletter", "1 of ")
    terminal.press("enter")
    terminal.wait_for("Users › newsletter.sender", "newsletter@example.com", "NewsletterSenders", "0 of 2")
    generate_and_take(terminal, any_tenancy, "newsletter.sender", "e2e newsletter host")


@MODES
@pytest.mark.usefixtures("any_directory")
def test_an_admin_generates_a_credential_in_user_settings(open_app: Opener, any_tenancy: Served) -> None:
    terminal = open_app(*any_tenancy.options, "open", "settings")
    terminal.wait_for("Profile › User settings", "admin@example.com", "Administrators", "0 of 2")
    generate_and_take(terminal, any_tenancy, "demo.administrator", "e2e own host")


@pytest.mark.parametrize("any_tenancy", [("--user", "ana.partner")], indirect=True)
@pytest.mark.usefixtures("any_directory")
def test_a_user_in_the_second_domain_generates_a_credential_in_user_settings(
    open_app: Opener, any_tenancy: Served
) -> None:
    terminal = open_app(*any_tenancy.options, "open", "settings")
    terminal.wait_for("Profile › User settings", "ana.partner", "0 of 2")
    generate_and_take(terminal, any_tenancy, "ana.partner", "e2e partner host")
