"""From nothing to a mail accepted, and back to it after someone removed the policy; by keys alone."""

import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import oci
import pytest

from tests.e2e.program import FIELD, Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal

SENDER = "noreply@example.com"
PLACE = "the root compartment"
"""Where that sender is; no policy lets anyone but administrators send from there."""

USER = "crm.mailer"


@pytest.fixture
def tenancy_with_smtp(tmp_path: Path, environ: dict[str, str]) -> Iterator[Served]:
    """A tenancy with its SMTP server, whose authority the program trusts."""
    served = Served(tmp_path, "--smtp")
    environ["SSL_CERT_FILE"] = served.ready["smtp"]["certificate"]
    yield served
    served.stop()


def answer_to_mail_from(tenancy: Served, user: str, password: str) -> int:
    """What the SMTP server says to the sender after that login."""
    host, port = tenancy.ready["smtp"]["587"].split(":")
    trust = ssl.create_default_context(cafile=tenancy.ready["smtp"]["certificate"])
    with smtplib.SMTP(host, int(port)) as smtp:
        smtp.starttls(context=trust)
        smtp.ehlo()
        smtp.user, smtp.password = user, password
        smtp.auth("PLAIN", smtp.auth_plain)
        return smtp.docmd("MAIL", f"FROM:<{SENDER}>")[0]


def own_policies(tenancy: Served) -> tuple[Any, list[Any]]:
    """An administrator's client, and the policies that the program made."""
    config = oci.config.from_file(str(tenancy.config_file))
    client = oci.identity.IdentityClient(config, service_endpoint=tenancy.ready["endpoint"])
    found = client.list_policies(tenancy.ready["tenancy"]).data
    return client, [policy for policy in found if policy.name.startswith("oci-smtp")]


def set_up(app: Terminal) -> None:
    app.wait_for("acmedemo", "New sending user")
    app.press("j", "j", "j", "j")
    app.wait_for_keyboard("New sending user   ")
    app.press("enter")
    app.wait_for(PLACE)
    app.wait_for_keyboard("name of the sending user")
    app.type(USER)
    app.press("tab")
    app.type("crm@example.com")
    app.press("tab", "tab")
    app.type("CrmSenders")
    app.press("tab")
    app.press("G")
    app.wait_for("CrmSenders", f">{PLACE}")
    app.press("enter")
    app.wait_for("Nothing has been changed yet", "create CrmSenders", "create oci-smtp-senders")
    app.wait_for("Allow group CrmSenders to use email-family")


def generate(app: Terminal, tenancy: Served) -> dict[str, str]:
    app.wait_for_keyboard(FIELD)
    app.type("CRM host")
    app.press("enter")
    app.wait_for("SMTP credential ─", tenancy.ready["smtp"]["587"].split(":")[1])
    app.press("t")
    app.wait_for("the credential works")
    app.press("m")
    app.wait_for("Send a test message ─")
    app.type(SENDER)
    app.press("tab")
    app.type("me@example.org")
    app.press("enter")
    app.wait_for("Sends one message from", SENDER)
    app.press("tab", "enter")
    app.wait_for("accepted the message to me@example.org")
    app.press("escape")
    app.wait_for("SMTP credential ─", gone="Send a test message ─")
    app.press("y")
    app.wait_for("Cleared in")
    app.press("enter", "enter")
    app.wait_for("1 of 2", "CRM host", gone="Password")
    [issued] = [item for item in tenancy.control("credentials") if item["description"] == "CRM host"]
    found: dict[str, str] = issued
    return found


def mend(app: Terminal) -> None:
    app.press(":")
    app.wait_for(lambda: app.has_keyboard(":"))
    app.type("doctor")
    app.press("enter")
    app.wait_for_keyboard("envelope From")
    app.type(SENDER)
    app.press("tab")
    app.type(USER)
    app.press("enter")
    app.wait_for("Problem: mail is rejected", ">FAULT", "The approved sender is in the root compartment")
    app.press("a")
    app.wait_for("─ Apply the fix ─", "oci-smtp-senders", "Allow group CrmSenders to use approved-senders")
    app.press("tab", "enter")
    app.wait_for("OK: mail should be accepted")


def test_a_new_sending_user_sends_mail_and_doctor_fixes_a_deleted_policy(
    open_app: Opener, tenancy_with_smtp: Served
) -> None:
    app = open_app(*tenancy_with_smtp.options, "--smtp-endpoint", tenancy_with_smtp.ready["smtp"]["587"])
    set_up(app)
    assert own_policies(tenancy_with_smtp)[1] == []
    app.press("a")
    issued = generate(app, tenancy_with_smtp)
    assert answer_to_mail_from(tenancy_with_smtp, issued["username"], issued["password"]) == 250

    colleague, [policy] = own_policies(tenancy_with_smtp)
    colleague.delete_policy(policy.id)
    assert answer_to_mail_from(tenancy_with_smtp, issued["username"], issued["password"]) == 535

    mend(app)
    assert answer_to_mail_from(tenancy_with_smtp, issued["username"], issued["password"]) == 250
    app.press("ctrl+q")
    assert app.exit_code == 0
