"""`oci-smtp generate --to mail:...`: through an account that the keyring has."""

import json
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import pytest

from services.credentials.issue import Issue
from services.credentials.journal_record import JournalState
from services.delivery.keyring import KeyringChannel
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from services.model.secret import Secret
from services.system.os_keyring import OsKeyring
from tests.services.accounts import operations
from tests.services.secret_service import unlocked_keyring
from tests.tui.handing_over import ADDRESSES, generate, held_by, opened, states
from tests.tui.mail import endpoint_of
from tests.tui.shell import CHANGING, ONE, Cli


@pytest.fixture
def sender(tenancy: Tenancy, mail: SmtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The user name of an account that may send, whose password is in the keyring; it leads to the demo's server."""
    monkeypatch.setenv("OCI_SMTP_SMTP_ENDPOINT", endpoint_of(mail))
    held = tenancy.credentials(tenancy.user_ocid(ONE))[0]
    with unlocked_keyring(tmp_path):
        OsKeyring().store(KeyringChannel(tenancy.home_region).service, held.user_name, Secret(held.password))
        yield held.user_name


def test_a_mail_is_an_unverified_delivery(
    cli: Cli, tenancy: Tenancy, mail: SmtpServer, sender: str, age_identity: Path, tmp_path: Path
) -> None:
    to = ["--to", f"mail:{sender}", *ADDRESSES, "--recipient", str(age_identity.with_suffix(".pub"))]
    code, output, errors = cli(*generate(*to, "--output", "json"))
    assert code == ExitCode.UNKNOWN
    assert "Delivery isn't confirmed" in errors
    (held,) = held_by(tenancy)
    (where,) = json.loads(output)["handed_over"]
    assert where["verified"] is False
    assert "The server accepted the mail" in where["message"]
    (taken,) = mail.accepted
    assert taken.user_name == sender
    (attached,) = BytesParser(policy=SMTP).parsebytes(taken.content).iter_attachments()
    sealed = tmp_path / "sealed"
    sealed.write_text(str(attached.get_content()))
    assert f"password: {held.password}\n" in opened(sealed, age_identity)
    assert states() == [JournalState.SHOWN]


def test_an_unapproved_mail_sender_is_rejected_before_anything_is_generated(
    cli: Cli, tenancy: Tenancy, mail: SmtpServer, sender: str, age_identity: Path
) -> None:
    recipient = ("--recipient", str(age_identity.with_suffix(".pub")), "--mail-to", "anna@example.com")
    code, _, errors = cli(*generate("--to", f"mail:{sender}", *recipient, "--mail-from", "nobody@example.com"))
    assert code == ExitCode.FAILED
    assert "Nothing was generated." in errors
    assert not set(operations(tenancy)) & CHANGING
    assert mail.accepted == []


def test_a_mail_that_cannot_be_sent_leaves_no_credential(
    cli: Cli, tenancy: Tenancy, mail: SmtpServer, sender: str, age_identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Issue.shown

    def shown_and_then(issue: Issue) -> None:
        shown(issue)
        mail.stop()

    monkeypatch.setattr(Issue, "shown", shown_and_then)
    to = ["--to", f"mail:{sender}", *ADDRESSES, "--recipient", str(age_identity.with_suffix(".pub"))]
    code, output, errors = cli(*generate(*to))
    assert (code, output) == (ExitCode.FAILED, "")
    assert "Not sent." in errors
    assert "so the credential was deleted" in errors
    assert held_by(tenancy) == []
    assert states() == [JournalState.DISCARDED]
