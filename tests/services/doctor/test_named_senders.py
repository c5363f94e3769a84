"""Which address of a pasted text is the envelope From, and which the header From."""

import pytest

from services.doctor.complaint import parse_complaint
from services.doctor.named_senders import Role

REJECTED = "535 Authorization failed: address orders@example.com not authorized"
USER = "ocid1.user.oc1..aaaaaaaabc"
LOGIN = f"{USER}@ocid1.tenancy.oc1..aaaaaaaad.xy.com"
"""An SMTP user name: with an @ in it, and no address."""
ENVELOPE, HEADER, UNKNOWN = Role.ENVELOPE, Role.HEADER, Role.UNKNOWN


@pytest.mark.parametrize(
    ("message", "senders"),
    [
        (REJECTED, [("orders@example.com", UNKNOWN)]),
        ("535 Authorization failed: Envelope From address a.b+c@x.y not authorized", [("a.b+c@x.y", ENVELOPE)]),
        ("535 Authorization failed: Envelope From address <a@x.y> not authorized", [("a@x.y", ENVELOPE)]),
        ("535 AUTHORISATION FAILED: ENVELOPE FROM ADDRESS a@x.y NOT AUTHORISED", [("a@x.y", ENVELOPE)]),
        ("535 Authorization failed: Header From address a@x.y not authorized", [("a@x.y", HEADER)]),
        (f"host said: {REJECTED} (in reply to MAIL FROM command)", [("orders@example.com", ENVELOPE)]),
        (f"host said: {REJECTED} (in reply to end of DATA command)", [("orders@example.com", HEADER)]),
        (f"said: {REJECTED} (in reply to\n    end of DATA command)", [("orders@example.com", HEADER)]),
        (f"SMTP error from remote mail server after end of data: {REJECTED}", [("orders@example.com", HEADER)]),
        (f"{{ response: '{REJECTED}', command: 'DATA' }}", [("orders@example.com", HEADER)]),
        (f"{{ response: '{REJECTED}', command: 'MAIL FROM' }}", [("orders@example.com", ENVELOPE)]),
        (f"smtplib.SMTPDataError: (535, b'{REJECTED[4:]}')", [("orders@example.com", HEADER)]),
        (f"> MAIL FROM:<orders@example.com>\n< {REJECTED}", [("orders@example.com", ENVELOPE)]),
        (
            f"> MAIL FROM:<bounce@example.com>\n< 250 Ok\nFrom: Shop <orders@example.com>\n.\n< {REJECTED}",
            [("orders@example.com", HEADER)],
        ),
        (
            f"> MAIL FROM:<orders@example.com>\n< {REJECTED}\nFrom: Shop <shop@example.org>",
            [("orders@example.com", ENVELOPE), ("shop@example.org", HEADER)],
        ),
        (
            "334 UGFzc3dvcmQ6 c2VjcmV0MQ== 235 ok MAIL FROM:<app01@x.example> 535 Authorization failed: address"
            " app01@x.example not authorized",
            [("app01@x.example", ENVELOPE)],
        ),
        ("535 Authorization failed for a@x.example", [("a@x.example", UNKNOWN)]),
        ("535 Authorization failed for a@x.example and b@x.example", []),
        (f"535 Authorization failed for {LOGIN}", []),
        (f"535 Authorization failed for {LOGIN} and a@x.example", [("a@x.example", UNKNOWN)]),
        ("4F2: from=<a@x.example>, size=471\n4F2: said: 535 Authorization failed", [("a@x.example", ENVELOPE)]),
        (
            f"From: MAILER-DAEMON@web1.example\nDiagnostic-Code: smtp; {REJECTED}\n\nFrom: Orders <info@example.net>",
            [("orders@example.com", UNKNOWN), ("info@example.net", HEADER)],
        ),
        ("535 Authentication credentials invalid\nFrom: a@x.example", []),
        ("552 Exceeds byte limit\nMAIL FROM:<a@x.example>", []),
        ("it fails\nFrom: Shop <a@x.example>\nTo: b@y.example", [("a@x.example", HEADER)]),
        ("from a@b.example to c@d.example", []),
    ],
)
def test_the_senders_and_their_roles_are_read_from_the_text(message: str, senders: list[tuple[str, Role]]) -> None:
    assert [(each.address, each.role) for each in parse_complaint(message).senders] == senders


def test_the_user_is_found_in_an_smtp_user_name() -> None:
    assert parse_complaint(f"535 Authentication failed for {LOGIN}").user_ocid == USER


def test_the_user_nearest_before_the_reply_is_used() -> None:
    others = [LOGIN.replace("abc", letter) for letter in ("old", "new", "later")]
    message = f"{others[0]}: ok\n{others[1]}: 535 Authentication credentials invalid\n{others[2]}: ok"
    assert parse_complaint(message).user_ocid == USER.replace("abc", "new")


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("smtp.email.eu-frankfurt-1.oci.oraclecloud.com", "eu-frankfurt-1"),
        ("SMTP.email.US-ASHBURN-1.oci.oraclecloud.com[192.0.2.1]:587", "us-ashburn-1"),
        ("smtp.us-phoenix-1.oraclecloud.com", "us-phoenix-1"),
        ("smtp.email.us-langley-1.oci.oraclegovcloud.com", "us-langley-1"),
        ("smtp.example.com", ""),
    ],
)
def test_the_region_is_read_from_the_name_of_the_server(host: str, region: str) -> None:
    assert parse_complaint(f"host {host} said: {REJECTED}").region == region
