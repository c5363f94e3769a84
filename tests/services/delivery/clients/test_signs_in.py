"""The programs themselves sign in at the demo's SMTP server with our settings, whatever the password."""

import json
import os
import shutil
import string
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services.delivery.clients import SmtpAccount
from services.delivery.clients.catalogue import BY_ID
from services.delivery.clients.mail_servers import main_cf, sasl_passwd
from services.demo.smtp_server import SmtpServer
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.needs import needs

FROM, TO = "orders@example.com", "somebody@example.net"
PASSWORDS = [string.punctuation + " aB9", "'\"#;$(id)`id`%s\\", '"in quotes"', "a: b=c\\\\d^e^^"]
MESSAGE = f"From: {FROM}\nTo: {TO}\nSubject: a test\n\nHello.\n"


@dataclass
class Relay:
    """An SMTP server, and a credential whose password is set by the test."""

    server: SmtpServer
    credential: StoredCredential
    folder: Path

    @property
    def authority(self) -> Path:
        path = self.folder / "authority.pem"
        path.write_text(self.server.authority.pem)
        return path

    host = "127.0.0.1"

    def account(self, password: str, *, is_tls: bool = True) -> SmtpAccount:
        self.credential.password = password
        where = self.server.tls if is_tls else self.server.starttls
        return SmtpAccount(self.credential.user_name, password, self.host, where.port, is_tls)

    def settings(self, client: str, password: str, *, is_tls: bool = True) -> str:
        return BY_ID[client].write(self.account(password, is_tls=is_tls)).replace("sender@example.com", FROM)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path

    def run(self, *argv: str, text: str = MESSAGE) -> subprocess.CompletedProcess[str]:
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "SSL_CERT_FILE": str(self.authority)}
        done = subprocess.run(
            argv, input=text, text=True, capture_output=True, env=environ, cwd=self.folder, timeout=30, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done


def wait_until(becomes_true: Callable[[], object], explanation: Callable[[], str]) -> None:
    end = time.monotonic() + 20
    while not becomes_true():
        assert time.monotonic() < end, explanation()
        threading.Event().wait(0.02)


@pytest.fixture
def relay(tenancy: Tenancy, tmp_path: Path) -> Iterator[Relay]:
    server = SmtpServer(tenancy)
    yield Relay(server, tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0], tmp_path)
    server.stop()


@pytest.mark.parametrize("password", PASSWORDS)
def test_msmtp_sends_a_message_with_the_written_settings(relay: Relay, password: str) -> None:
    needs("msmtp")
    for is_tls in (True, False):
        file = relay.file("msmtprc", relay.settings("msmtp", password, is_tls=is_tls))
        relay.run("msmtp", "-C", str(file), f"--tls-trust-file={relay.authority}", TO)
    assert [message.recipients for message in relay.server.accepted] == [(TO,), (TO,)]


@pytest.mark.parametrize("password", PASSWORDS)
def test_swaks_signs_in_with_the_written_settings(relay: Relay, password: str) -> None:
    needs("swaks")
    trusting = f'swaks() {{ command swaks "$@" --tls-ca-path {relay.authority}; }}\n'
    for is_tls in (True, False):
        done = relay.run("sh", "-c", trusting + relay.settings("swaks", password, is_tls=is_tls))
        assert "235 " in done.stdout
        assert password not in done.stdout


@pytest.mark.parametrize("password", PASSWORDS)
def test_mutt_sends_a_message_with_the_written_settings(relay: Relay, tenancy: Tenancy, password: str) -> None:
    needs("mutt")
    relay.credential.user_name = "n" * 121 + "@x.com"  # as long as mutt can take
    tenancy.world.credentials._by_user_name[relay.credential.user_name] = relay.credential
    trust = f"set ssl_ca_certificates_file = '{relay.authority}'\nset copy = no\n"
    file = relay.file("muttrc", relay.settings("mutt", password) + trust)
    relay.run("mutt", "-F", str(file), "-s", "a test", TO, text="Hello.\n")
    assert [message.recipients for message in relay.server.accepted] == [(TO,)]


@pytest.mark.parametrize("is_tls", [True, False])
def test_smtplib_sends_a_message_with_the_written_settings(relay: Relay, is_tls: bool) -> None:
    for password in PASSWORDS:
        send = f"smtp.sendmail({FROM!r}, [{TO!r}], {MESSAGE!r})\nsmtp.quit()\n"
        relay.run(sys.executable, "-", text=relay.settings("smtplib", password, is_tls=is_tls) + send)
    assert len(relay.server.accepted) == len(PASSWORDS)


def test_node_reads_the_settings_for_nodemailer(relay: Relay) -> None:
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed: it is not worth its size in CI, where JSON stands for its strings")
    for password in PASSWORDS:
        shown = "const require = () => ({createTransport: (given) => console.log(JSON.stringify(given))});\n"
        made = relay.settings("nodemailer", password).replace("const nodemailer", "var nodemailer")
        done = relay.run(
            "node", "-", text=f"((require) => {{\n{made}}})({shown.split(' = ', 1)[1].rstrip(';' + chr(10))});"
        )
        assert json.loads(done.stdout)["auth"] == {"user": relay.credential.user_name, "pass": password}


@pytest.mark.parametrize("password", ['"in quotes"', "#;$(id)`id`%s\\x!", "it's #;*", " ~/a b "])
def test_a_shell_reads_the_env_file(relay: Relay, password: str) -> None:
    file = relay.file("env", relay.settings("env", password))
    done = relay.run("sh", "-c", f'. {file}; printf %s "$SMTP_PASSWORD"')
    assert done.stdout == password


MASTER_CF = """\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def open_to_postfix(relay: Relay) -> Iterator[None]:
    """Work where the user postfix may go; pytest's own folders are ours alone."""
    with TemporaryDirectory() as folder:
        relay.folder = Path(folder)
        relay.folder.chmod(0o755)
        yield


@contextmanager
def postfix(relay: Relay, password: str) -> Iterator[Path]:
    """A Postfix of its own, with the settings that we wrote; its configuration directory."""
    config, queue, data = (relay.folder / name for name in ("postfix", "queue", "data"))
    for folder in (config, queue, data):
        folder.mkdir()
    shutil.chown(data, "postfix")
    relay.host = "localhost"  # it compares certificates with names alone
    table = relay.file("sasl_passwd", relay.settings("postfix", password))
    ours = main_cf(relay.account(password)).replace("/etc/postfix/sasl_passwd", str(table))
    ours = ours.replace("smtp_tls_CApath = /etc/ssl/certs", f"smtp_tls_CAfile = {relay.authority}")
    around = (
        f"queue_directory = {queue}\ndata_directory = {data}\nmaillog_file = {relay.folder}/log\n"
        f"maillog_file_prefixes = {relay.folder}\ncompatibility_level = 3.6\nmyhostname = x.example\n"
        "mydestination =\nsmtp_host_lookup = native\ninet_interfaces = loopback-only\ninet_protocols = ipv4\n"
    )
    (config / "main.cf").write_text(around + ours)
    (config / "master.cf").write_text(MASTER_CF)
    relay.run("postfix", "-c", str(config), "start")
    try:
        yield config
    finally:
        relay.run("postfix", "-c", str(config), "abort")


def test_postfix_sends_a_message_with_the_written_settings(relay: Relay) -> None:
    needs("postfix", "sendmail")
    if os.geteuid() != 0:
        pytest.skip("Postfix runs as root alone")
    with open_to_postfix(relay), postfix(relay, PASSWORDS[0]) as config:
        relay.run("sendmail", "-C", str(config), "-f", FROM, TO)
        log = relay.folder / "log"
        wait_until(lambda: relay.server.accepted, lambda: log.read_text())
    assert relay.server.accepted[0].user_name == relay.credential.user_name


def test_postmap_finds_every_password(relay: Relay) -> None:
    needs("postmap")
    config = relay.folder / "postfix"
    config.mkdir()
    (config / "main.cf").write_text("compatibility_level = 3.6\nmyhostname = x.example\n")
    accounts = [SmtpAccount("name", password, "smtp.example.com", at, True) for at, password in enumerate(PASSWORDS)]
    table = relay.file("sasl_passwd", "".join(map(sasl_passwd, accounts)))
    keys = "".join(f"[smtp.example.com]:{at}\n" for at in range(len(accounts)))
    found = relay.run("postmap", "-c", str(config), "-q", "-", f"texthash:{table}", text=keys).stdout
    assert [line.split("\t", 1)[1] for line in found.splitlines()] == [f"name:{password}" for password in PASSWORDS]
