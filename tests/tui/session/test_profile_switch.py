"""Another profile or region without a restart: nothing of the old session is lost, and nothing of it stays."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from services.config.settings import Settings
from services.demo.account import DemoAccount
from services.demo.cloud import DemoCloud
from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, operations, served
from tests.tui.desk import AppPilot, Opened, at, at_home, at_user, hear, see, seen, write
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.base.connection import ClosedError
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.credential import CredentialDialog
from tui.dialogs.error import ErrorDialog
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.dialogs.profile import ProfileDialog
from tui.screens.home import HomeScreen
from tui.screens.user import UserScreen
from tui.startup.start import Start

SECOND = "helpdesk"


@pytest.fixture
def where(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    """Two profiles: the administrator's, and that of someone of the help desk, in Frankfurt."""
    with served(tenancy, tmp_path) as found:
        other = tmp_path / "other"
        other.mkdir()
        account = DemoAccount(tenancy, tenancy.user_ocid("helpdesk.agent"))
        text = account.write(other).read_text().partition("\n")[2].replace("us-ashburn-1", "eu-frankfurt-1")
        with found.config_file.open("a") as file:
            file.write(f"[{SECOND}]\n{text}")
        yield found


def say(pilot: AppPilot, line: str) -> None:
    """Give a command of the `:` line."""
    assert isinstance(pilot.app, OciSmtpApp)
    pilot.app.run_line(line)


async def type_line(pilot: AppPilot, text: str) -> None:
    """Type a command after `:`."""
    await pilot.press("colon", *("space" if letter == " " else letter for letter in text), "enter")


async def test_the_profile_menu_switches_to_another_profile(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        await see(pilot, "demo.administrator")
        await pilot.press("P")
        await at(pilot, ProfileDialog)
        await see(pilot, "Switch profile", "Switch region")
        await pilot.press("down", "enter")
        await at(pilot, ChooseDialog)
        await see(pilot, "DEFAULT", "current", SECOND)
        await pilot.press("down", "enter")
        await at(pilot, HomeScreen)
        await see(pilot, SECOND, "eu-frankfurt-1", tenancy.world.name)
        say(pilot, "settings")
        await at_user(pilot)
        await see(pilot, "helpdesk.agent")
        assert "demo.administrator" not in seen(pilot)


async def test_the_profile_command_switches_profiles_and_opens_the_menu(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        await type_line(pilot, f"profile {SECOND}")
        await see(pilot, SECOND, "eu-frankfurt-1")
        await type_line(pilot, "profile DEFAULT")
        await see(pilot, "DEFAULT", "us-ashburn-1")
        say(pilot, "profile")
        await at(pilot, ProfileDialog)


@pytest.mark.parametrize(
    ("key", "told"), [("minus", "No previous screen"), ("right_square_bracket", "Nothing to go forward to")]
)
async def test_the_history_has_no_screen_of_the_old_session(opened: Opened, key: str, told: str) -> None:
    async with opened(Start("user", "shop.mailer")) as pilot:
        await at_user(pilot)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        say(pilot, f"profile {SECOND}")
        await see(pilot, SECOND, "eu-frankfurt-1")
        await pilot.press(key)
        await hear(pilot, told)
        assert isinstance(pilot.app.screen, HomeScreen)


async def rotation_begun(pilot: AppPilot) -> None:
    """Have a rotation of the user on the screen in progress."""
    await at_user(pilot)
    app = pilot.app
    assert isinstance(app, OciSmtpApp)
    user = app.connection.directory.find("shop.mailer")
    (old,) = app.connection.directory.credentials(user)
    app.connection.rotator().begin(user, old)


async def test_a_rotation_of_the_old_session_is_not_offered(opened: Opened, where: Served) -> None:
    unusable = where.config_file.parent / "other" / "oci_api_key.pem"
    unusable.write_text("no key")
    async with opened(Start("user", "shop.mailer")) as pilot:
        await rotation_begun(pilot)
        await pilot.press("r")
        await see(pilot, "Rotation of")
        say(pilot, f"profile {SECOND}")
        await at(pilot, HomeScreen)
        await see(pilot, "not connected", "Press r to retry")
        assert "otation" not in seen(pilot)


async def test_the_demo_remembers_its_rotations_in_another_region(opened: Opened) -> None:
    async with opened(Start("user", "shop.mailer"), demo=True, email_endpoint="", identity_endpoint="") as pilot:
        await rotation_begun(pilot)
        say(pilot, "region fra")
        await at(pilot, HomeScreen)
        await see(pilot, "eu-frankfurt-1", "Rotation of")


async def test_a_connection_that_a_profile_switch_closed_opens_no_session(opened: Opened) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        assert isinstance(pilot.app, OciSmtpApp)
        left = pilot.app.connection.with_options(pilot.app.options)
        left.refuse(ClosedError("Canceled: you switched profiles."))
        left.open()
        assert left.opened is None
        with pytest.raises(ClosedError):
            assert left.session


async def test_a_late_response_for_the_old_profile_does_not_replace_home(opened: Opened, tenancy: Tenancy) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        tenancy.latencies = {"list_users": 1.0, "get_tenancy": 1.0}
        say(pilot, "users")
        await wait_until(pilot, lambda: "list_users" in operations(tenancy))
        say(pilot, f"profile {SECOND}")
        await see(pilot, SECOND)
        tenancy.latencies = {}
        await wait_until(pilot, lambda: operations(tenancy).count("get_tenancy") >= 2)
        await see(pilot, tenancy.world.name)
        assert isinstance(pilot.app.screen, HomeScreen)


@pytest.mark.parametrize("line", [f"profile {SECOND}", "region eu-frankfurt-1", "profiles", "region"])
async def test_a_profile_or_region_switch_does_not_close_an_open_credential(opened: Opened, line: str) -> None:
    async with opened(Start("settings", generate=True)) as pilot:
        await at(pilot, GenerateDialog)
        await pilot.press("x", "enter")
        await at(pilot, CredentialDialog)
        say(pilot, line)
        await hear(pilot, "Close the credential first")
        assert isinstance(pilot.app.screen, CredentialDialog)
        assert isinstance(pilot.app, OciSmtpApp)
        assert pilot.app.connection.session.profile.name == "DEFAULT"


async def test_a_profile_switch_is_rejected_while_a_change_is_in_progress(opened: Opened, tenancy: Tenancy) -> None:
    async with opened(Start("user", "shop.mailer")) as pilot:
        await at_user(pilot)
        tenancy.latencies = {"update_smtp_credential": 1.0}
        await pilot.press("e", "x", "enter")
        await at(pilot, UserScreen)
        assert isinstance(pilot.app, OciSmtpApp)
        session = pilot.app.connection.session
        await wait_until(pilot, lambda: session.is_changing)
        say(pilot, f"profile {SECOND}")
        await hear(pilot, "A change is in progress")
        await wait_until(pilot, lambda: not session.is_changing)
        say(pilot, f"profile {SECOND}")
        await see(pilot, SECOND, "eu-frankfurt-1")


@pytest.mark.parametrize(("name", "words"), [("helpdsk", "Did you mean helpdesk?"), ("[b]", "Profile [b] isn't in")])
async def test_a_profile_that_cannot_be_used_changes_nothing(opened: Opened, name: str, words: str) -> None:
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        say(pilot, f"profile {name}")
        await at(pilot, ErrorDialog)
        await see(pilot, words)
        await pilot.press("escape")
        await at_user(pilot)
        await see(pilot, "demo.administrator", "us-ashburn-1")


async def test_a_profile_with_an_encrypted_key_asks_for_the_passphrase(opened: Opened, where: Served) -> None:
    path = where.config_file.parent / "other" / "oci_api_key.pem"
    chosen = secrets.token_hex(6)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    locked = serialization.BestAvailableEncryption(chosen.encode())
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
    async with opened(Start("settings")) as pilot:
        await at_user(pilot)
        say(pilot, f"profile {SECOND}")
        await at(pilot, PassphraseDialog)
        await write(pilot, chosen)
        await pilot.press("enter")
        await see(pilot, SECOND, "eu-frankfurt-1")


async def test_the_profile_can_be_switched_when_oci_cannot_be_reached(opened: Opened, tenancy: Tenancy) -> None:
    dead = "http://127.0.0.1:9"
    async with opened(demo=False, email_endpoint=dead, identity_endpoint=dead) as pilot:
        await see(pilot, "not connected")
        say(pilot, "region")
        await at(pilot, ChooseDialog)
        await see(pilot, "connection to OCI was refused")
        await pilot.press("escape")
        say(pilot, f"profile {SECOND}")
        await see(pilot, SECOND, "eu-frankfurt-1")


async def test_read_only_belongs_to_the_profile(where: Served) -> None:
    options = replace(where.options, directory="classic")
    settings = Settings(profiles={SECOND: {"read_only": True}})
    app = OciSmtpApp(options, options_for=lambda name: settings.for_profile(options, name))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_home(pilot)
        assert "READ-ONLY" not in seen(pilot)
        say(pilot, f"profile {SECOND}")
        await see(pilot, "READ-ONLY", SECOND)
        say(pilot, "profile DEFAULT")
        await see(pilot, "DEFAULT")
        assert "READ-ONLY" not in seen(pilot)


def demo_tenancy(pilot: AppPilot) -> Tenancy:
    assert isinstance(pilot.app, OciSmtpApp)
    demo = pilot.app.connection.demo
    assert isinstance(demo, DemoCloud)
    return demo.tenancy


async def test_a_chosen_region_shows_its_own_approved_senders(opened: Opened) -> None:
    async with opened(demo=True, email_endpoint="", identity_endpoint="") as pilot:
        await at_home(pilot)
        there = [sender for sender in demo_tenancy(pilot).world.senders if sender.state == "ACTIVE"]
        of = {sender.region: sender.address for sender in there}
        say(pilot, "senders")
        await see(pilot, of["iad"])
        assert of["fra"] not in seen(pilot)
        say(pilot, "region")
        await at(pilot, ChooseDialog)
        await see(pilot, "us-ashburn-1", "home region", "ap-tokyo-1", "eu-frankfurt-1")
        await pilot.press("down", "down", "enter")
        await at(pilot, HomeScreen)
        await see(pilot, "eu-frankfurt-1")
        say(pilot, "senders")
        await see(pilot, of["fra"])
        assert of["iad"] not in seen(pilot)


@pytest.mark.parametrize(("text", "words"), [("eu-frankfur-1", "Did you mean eu-frankfurt-1?"), ("x", "Options: us-")])
async def test_a_region_that_the_tenancy_does_not_have_is_rejected(opened: Opened, text: str, words: str) -> None:
    async with opened() as pilot:
        await at_home(pilot)
        say(pilot, f"region {text}")
        await at(pilot, ErrorDialog)
        await see(pilot, words)
        await pilot.press("escape")
        await see(pilot, "us-ashburn-1")


async def test_changes_go_to_the_home_region_from_another_region(opened: Opened) -> None:
    async with opened(demo=True, email_endpoint="", identity_endpoint="") as pilot:
        await at_home(pilot)
        say(pilot, "region fra")
        await see(pilot, "eu-frankfurt-1")
        say(pilot, "settings")
        await at_user(pilot)
        await pilot.press("n")
        await at(pilot, GenerateDialog)
        await pilot.press("x", "enter")
        await at(pilot, CredentialDialog)
        refused = [entry for entry in demo_tenancy(pilot).request_log if entry.status == 403]
        assert refused == [], "a change that goes elsewhere is refused"


async def test_the_demo_has_several_profiles_and_rejects_an_unknown_profile(opened: Opened) -> None:
    async with opened(demo=True) as pilot:
        await at_home(pilot)
        say(pilot, "profile token")
        await see(pilot, "session expires at", "DEMO")
        say(pilot, "profile helpdesk")
        await see(pilot, "eu-frankfurt-1", "helpdesk")
        assert "session expires at" not in seen(pilot)
        say(pilot, "settings")
        await at_user(pilot)
        await see(pilot, "helpdesk.agent")
        say(pilot, "profile nobody")
        await at(pilot, ErrorDialog)
        await see(pilot, 'Unknown demo profile: "nobody"')
