"""The sentinel on its way to the SMTP server and into a vault: what is shown and logged of that has none of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.leaks.forms import forms, is_in
from tests.e2e.leaks.runner import LOG
from tests.e2e.leaks.trap import RUNNER, Trap
from tests.e2e.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A tenancy with an SMTP server of its own."""
    tenancy = Served(tmp_path / "served", "--smtp")
    yield tenancy
    tenancy.stop()


def test_a_test_sign_in_test_message_and_vault_secret_leak_no_password(
    trap: Trap, served: Served, tmp_path: Path
) -> None:
    log = trap.home / "debug.log"
    smtp = served.ready["smtp"]
    config = served.config(tmp_path, log_requests="true")
    elsewhere = ("--smtp-endpoint", smtp["587"], "--vault-endpoint", served.ready["endpoint"])
    options = ("--config-file", str(config), *served.options[2:], *elsewhere)
    more = {"SSL_CERT_FILE": smtp["certificate"], LOG: str(log)}
    app = trap.open(*options, "open", "user", "shop.mailer", "--generate", program=RUNNER, more=more)
    terminal = app.terminal
    password = app.generated(served, "shop.mailer", server="127.0.0.1")
    terminal.press("t")
    terminal.wait_for(app.says("Signed in: the credential works."))
    terminal.press("m")
    terminal.wait_for("Send a test message ─")
    terminal.wait_for_keyboard("an approved sender")
    terminal.type("orders@example.com\tanna@example.org")
    terminal.wait_for("anna@example.org")
    terminal.press("enter")
    terminal.wait_for("Sends one message from")
    terminal.wait_for_keyboard("Cancel")
    terminal.press("tab", "enter")
    terminal.wait_for("AUTH PLAIN")
    terminal.press("y")
    terminal.wait_for(lambda: b"C: AUTH PLAIN <credential>" in (terminal.clipboard or b""))
    terminal.press("end")
    terminal.wait_for("C: QUIT")
    terminal.press("escape")
    terminal.wait_for("SMTP credential ─", gone="Send a test message ─")
    assert not is_in(terminal.clipboard or b"", forms(password))
    app.hand_over("OCI Vault")
    for step in ("Vault:", "Master encryption key:", "Compartment for the secret:"):
        terminal.wait_for("OCI Vault secret ─", step)
        terminal.press("enter")
    terminal.wait_for("Create a secret in vault", "smtp-shop.mailer-")
    terminal.press("enter")
    terminal.wait_for(app.says("and verified. OCID: ocid1.vaultsecret"), gone="OCI Vault secret ─")
    app.close_and_quit()
    assert served.asked("create_secret") == 1
    assert "/secrets" in log.read_text(), "it was listened to"
    app.check(password)
    trap.check(password)
