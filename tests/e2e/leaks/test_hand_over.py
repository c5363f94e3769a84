"""The sentinel on its way to others: outside of what is encrypted it is nowhere."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.delivery.keyring import KeyringChannel
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.model.secret import Secret
from services.system.os_keyring import OsKeyring
from tests.e2e.leaks.forms import forms, is_in
from tests.e2e.leaks.trap import Trap
from tests.e2e.served import USERS, Served
from tests.needs import needs
from tests.services.delivery.gpg_home import GpgHome
from tests.services.secret_service import gnome_keyring, in_use


def test_gpg_encryption_and_read_aloud_leak_no_password(trap: Trap, served: Served, gpg: GpgHome) -> None:
    app = trap.open(*served.options, "open", "user", "kim.park", "--generate", more={"GNUPGHOME": str(gpg.path)})
    terminal = app.terminal
    password = app.generated(served, "kim.park")
    terminal.press("s")
    terminal.wait_for("Save or share ─", "not available")
    terminal.press("home", "down", "down")
    terminal.wait_for("> Encrypt with OpenPGP", "Through")
    terminal.press("enter")
    terminal.wait_for("Encrypt with OpenPGP ─")
    terminal.wait_for_keyboard("fingerprint, or")
    terminal.type("anna@")
    terminal.press("enter")
    terminal.wait_for("Encrypt for ─", "Anna [bold]")
    terminal.press("down")
    terminal.wait_for("> Write a file")
    terminal.press("enter")
    terminal.wait_for("Encrypted file ─", "smtp-kim.park.asc")
    terminal.press("enter")
    terminal.wait_for(app.says("and verified it."), gone="Encrypt for ─")
    terminal.press("s")
    terminal.wait_for("Save or share ─", "not available")
    terminal.press("home", "down", "down", "down")
    terminal.wait_for("> Read aloud")
    terminal.press("enter")
    for number in range(1, -(-len(password) // 4) + 1):
        terminal.wait_for(f"Say: group {number} of")
        terminal.press("space")
    terminal.wait_for("Listener reads back: group 1")
    terminal.press("escape")
    terminal.wait_for("SMTP credential ─", gone="Read aloud ─")
    app.close_and_quit()
    (sealed,) = trap.home.glob("smtp-*.asc")
    assert f"password: {password}\n".encode() in gpg.run("--decrypt", str(sealed))
    assert "--encrypt" in trap.tools_run
    assert app.copies() == 0
    app.check(password)
    trap.check(password)


@pytest.fixture
def annas_key(trap: Trap) -> Path:
    """A key for age; what is public of it is in the home as `anna.pub`."""
    needs("age", "age-keygen")
    path = trap.home / "identity"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    public = subprocess.run(["age-keygen", "-y", path], check=True, capture_output=True).stdout
    (trap.home / "anna.pub").write_bytes(public)
    return path


def opened(identity: Path, sealed: bytes) -> bytes:
    return subprocess.run(["age", "-d", "-i", identity], input=sealed, check=True, capture_output=True).stdout


def attached(mail: bytes) -> bytes:
    (part,) = BytesParser(policy=SMTP).parsebytes(mail).iter_attachments()
    return str(part.get_content()).encode()


@dataclass(frozen=True)
class Account:
    """Someone who may send, whose password the keyring has; `environ` leads to both."""

    server: SmtpServer
    user_name: str
    password: str
    environ: dict[str, str]

    @property
    def options(self) -> tuple[str, ...]:
        return ("--smtp-endpoint", f"{self.server.starttls.host}:{self.server.starttls.port}")


@pytest.fixture
def account(trap: Trap) -> Iterator[Account]:
    tenancy = Tenancy(users=USERS)
    held = tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0]
    server = SmtpServer(tenancy)
    certificate = trap.home / "smtp-ca.pem"
    certificate.write_text(server.authority.pem)
    with gnome_keyring(trap.home, "of the tests only") as daemon:
        names = ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_DATA_HOME")
        environ = {name: daemon.environ[name] for name in names} | {"SSL_CERT_FILE": str(certificate)}
        with in_use(daemon):
            service = KeyringChannel(tenancy.home_region).service
            OsKeyring().store(service, held.user_name, Secret(held.password))
        yield Account(server, held.user_name, held.password, environ)
    server.stop()


def test_an_age_encrypted_draft_and_mail_leak_no_password(
    trap: Trap, served: Served, annas_key: Path, account: Account
) -> None:
    options = (*served.options, *account.options, "open", "user", "newsletter.sender", "--generate")
    app = trap.open(*options, more=account.environ)
    terminal = app.terminal
    password = app.generated(served, "newsletter.sender", server="127.0.0.1")

    def encrypted_for_anna(*keys: str) -> None:
        app.hand_over("Encrypt with age")
        terminal.wait_for("Encrypt with age ─")
        terminal.wait_for_keyboard("age1")
        terminal.type("~/anna.pub")
        terminal.press("enter")
        terminal.wait_for(app.says("Add another recipient"))
        terminal.press("enter")
        terminal.wait_for("Encrypt for ─", "> Back")
        terminal.press(*keys, "enter")

    encrypted_for_anna("down", "down")
    terminal.wait_for("Mail draft ─", "smtp-newsletter.sender.eml")
    terminal.press("enter")
    terminal.wait_for(app.says("Saved the draft"), gone="Encrypt with age ─")
    encrypted_for_anna("down", "down", "down")
    terminal.wait_for("Send by mail ─")
    terminal.wait_for_keyboard("ocid1.user…")
    terminal.type(f"{account.user_name}\torders@example.com\t")
    terminal.press("ctrl+u")
    terminal.type("anna@example.org")
    terminal.wait_for("anna@example.org")
    terminal.press("enter")
    terminal.wait_for(app.says("The server accepted the mail to anna@example.org."), gone="Encrypt with age ─")
    app.close_and_quit()
    (taken,) = account.server.accepted
    (draft,) = trap.home.glob("smtp-*.eml")
    for mail in (taken.content, draft.read_bytes()):
        assert f"password: {password}\n".encode() in opened(annas_key, attached(mail))
        assert not is_in(mail, forms(password) | forms(account.password))
    app.check(password)
    app.check(account.password)
    trap.check(password, account.password)


def test_generate_to_six_destinations_leaks_no_password(
    trap: Trap, served: Served, annas_key: Path, account: Account
) -> None:
    """Encrypted in files and by mail, in the keyring, in a vault, and in clear where that is asked for."""
    settings = trap.home / "settings"
    places = (f"age:{trap.home / 'x.age'}", f"eml:{trap.home / 'x.eml'}", f"mail:{account.user_name}", "keyring")
    to = [word for place in (*places, "vault:mail", f"client:json:{settings}") for word in ("--to", place)]
    options = (*served.options, *account.options, "--vault-endpoint", served.ready["endpoint"])
    whom = (
        "--recipient",
        f"{trap.home}/anna.pub",
        "--mail-to",
        "anna@example.org",
        "--mail-from",
        "orders@example.com",
    )
    command = [*trap.command(more=account.environ), *options, "generate", "kim.park2", "-d", "watched", *to, *whom]
    with subprocess.Popen(command, env=trap.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert output.count(b"handed_over: ") == 6
    password = served.credentials("kim.park2")[-1]["password"]
    (taken,) = account.server.accepted
    sealed = (trap.home / "x.age").read_bytes()
    for data in (sealed, attached((trap.home / "x.eml").read_bytes()), attached(taken.content)):
        assert f"password: {password}\n".encode() in opened(annas_key, data)
    assert not is_in(taken.content, forms(password))
    assert not is_in(output + errors, forms(password) | forms(account.password))
    assert settings.stat().st_mode & 0o777 == 0o600
    settings.unlink()
    trap.check(password, account.password)
