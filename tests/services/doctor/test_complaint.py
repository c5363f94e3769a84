import pytest

from services.doctor.complaint import Kind, parse_complaint

USER = "ocid1.user.oc1..aaaaaaaabc"
NAME = f"{USER}@ocid1.tenancy.oc1..aaaaaaaad.xy.com"
"""An SMTP user name: with an @ in it, and no address."""
ENVELOPE = "Authorization failed: Envelope From address orders@example.com not authorized"


@pytest.mark.parametrize(
    ("message", "kind", "code", "address"),
    [
        (f"535 {ENVELOPE}", Kind.AUTHORIZATION, 535, "orders@example.com"),
        (f"535 5.7.1 {ENVELOPE}", Kind.AUTHORIZATION, 535, "orders@example.com"),
        (f"smtplib.SMTPSenderRefused: (535, b'{ENVELOPE}', 'x@y.org')", Kind.AUTHORIZATION, 535, "orders@example.com"),
        (
            f"Nov 22 relay postfix/smtp[512]: 4F2: to=<a@b.c>, said: 535 {ENVELOPE}",
            Kind.AUTHORIZATION,
            535,
            "orders@example.com",
        ),
        (
            "535 Authorization failed: Envelope From address <a.b+c@x.y> not authorized",
            Kind.AUTHORIZATION,
            535,
            "a.b+c@x.y",
        ),
        ("535 AUTHORISATION FAILED: ENVELOPE FROM ADDRESS a@x.y NOT AUTHORISED", Kind.AUTHORIZATION, 535, "a@x.y"),
        ("535 Authentication failed", Kind.AUTHENTICATION, 535, ""),
        ("535 Authentication required", Kind.AUTHENTICATION, 535, ""),
        ("Error: Invalid login: 535 Authentication failed", Kind.AUTHENTICATION, 535, ""),
        ("535", Kind.AUTHENTICATION, 535, ""),
        ("421 Too many auth failures, try again later", Kind.THROTTLED, 421, ""),
        ("454 4.7.0 Temporary authentication failure", Kind.THROTTLED, 454, ""),
        ("455 Maximum messages sent per minute reached : limit is 10", Kind.RATE_LIMIT, 455, ""),
        (f"254 4.7.1 Suppression for user {USER} to a@b.example", Kind.SUPPRESSED, 254, ""),
        ("451 Server error", Kind.OTHER, 451, ""),
        ("550 No such user", Kind.OTHER, 550, ""),
        ("it does not work", Kind.OTHER, 0, ""),
        ("", Kind.OTHER, 0, ""),
        ("on 10.0.0.250 port 465 at 12:535:10", Kind.OTHER, 0, ""),
        ("535 Authorization failed for a@x.example", Kind.AUTHORIZATION, 535, "a@x.example"),
        ("535 Authorization failed for a@x.example and b@x.example", Kind.AUTHORIZATION, 535, ""),
        ("from a@b.example to c@d.example", Kind.OTHER, 0, ""),
        (f"535 Authorization failed for {NAME}", Kind.AUTHORIZATION, 535, ""),
        (f"535 Authorization failed for {NAME} and a@x.example", Kind.AUTHORIZATION, 535, "a@x.example"),
        (f"535 Authorization failed: a@x.example, signed in as {NAME}", Kind.AUTHORIZATION, 535, "a@x.example"),
    ],
)
def test_what_it_says(message: str, kind: Kind, code: int, address: str) -> None:
    found = parse_complaint(message)
    assert (found.kind, found.code, found.address) == (kind, code, address)


def test_the_user_is_found_in_an_smtp_user_name() -> None:
    message = f"535 Authentication failed for {USER}@ocid1.tenancy.oc1..aaaaaaaad.xy.com"
    assert parse_complaint(message).user_ocid == USER
    assert parse_complaint(message).address == ""


def test_other_replies_are_explained() -> None:
    found = parse_complaint("421 Too many auth failures, try again later")
    assert "busy" in found.says
    assert found.next_step


def test_hostile_text_is_made_safe() -> None:
    found = parse_complaint("535 \x1b[2J\x1b]0;owned\x07 Authentication \u202e failed" + "x" * 5000)
    assert found.text.isprintable()
    assert len(found.text) <= 200
