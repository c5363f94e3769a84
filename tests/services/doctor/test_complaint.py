"""Every reply that Oracle documents, in every logging style: what it's about, and whom."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.doctor.complaint import parse_complaint
from services.smtp.meaning import Kind
from services.smtp.published_replies import PUBLISHED
from tests.services.doctor.logging_styles import STYLES, TOKEN, USER, Style, quoted_printable

REPLIES = [
    (254, "4.7.1 Suppression for user ocid1.user.oc1..aaaaaaaaqx7example to r@x.example", Kind.SUPPRESSED),
    (421, "Timeout waiting for data from client", Kind.IDLE_TIMEOUT),
    (421, "4.4.0 Problem attempting to execute commands. Please try again later", Kind.SERVER_ERROR),
    (421, "Too many connections, try again later", Kind.TOO_MANY_CONNECTIONS),
    (421, "Too many auth failures, try again later", Kind.THROTTLED),
    (421, "4.3.0 Mail system failure, closing transmission channel", Kind.SERVER_ERROR),
    (451, "Server error", Kind.SERVER_ERROR),
    (451, "Error in Processing", Kind.SERVER_ERROR),
    (452, "System storage error", Kind.SERVER_ERROR),
    (455, "Maximum messages sent per minute reached : limit is 10", Kind.RATE_LIMIT),
    (455, "Maximum messages sent per day reached : limit is 200", Kind.RATE_LIMIT),
    (501, "Invalid command argument, not a valid Base64 string", Kind.BAD_AUTH),
    (501, "Invalid command argument, does not contain NUL", Kind.BAD_AUTH),
    (501, "Invalid command argument, does not contain the second NUL", Kind.BAD_AUTH),
    (503, "Need RCPT command", Kind.COMMAND_ORDER),
    (504, "Method not supported", Kind.AUTH_MECHANISM),
    (504, "AUTH mechanism mismatch", Kind.AUTH_MECHANISM),
    (530, "Must issue a STARTTLS command first", Kind.STARTTLS_REQUIRED),
    (535, "Authentication credentials invalid", Kind.AUTHENTICATION),
    (535, "Authentication failed", Kind.AUTHENTICATION),
    (535, "Authentication required", Kind.NOT_AUTHENTICATED),
    (535, "Authorization failed: address orders@example.com not authorized", Kind.AUTHORIZATION),
    (535, "Authorization failed: Envelope From address orders@example.com not authorized", Kind.AUTHORIZATION),
    (550, "maximum allowed line length is 998 octets, got 1030", Kind.LINE_LENGTH),
    (552, "Exceeds byte limit", Kind.MESSAGE_SIZE),
    (553, "<orders@example> Invalid email address", Kind.INVALID_ADDRESS),
    (554, "Message parse error", Kind.MESSAGE_FORMAT),
]


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.__name__)
@pytest.mark.parametrize(("code", "text", "kind"), REPLIES, ids=[f"{code} {text[:40]}" for code, text, _ in REPLIES])
def test_a_reply_is_recognized_in_each_logging_style(style: Style, code: int, text: str, kind: Kind) -> None:
    found = parse_complaint(style(code, text))
    assert (found.kind, found.code, found.user_ocid) == (kind, code, USER)
    assert [each.address for each in found.senders] == ["orders@example.com"] * (kind is Kind.AUTHORIZATION)
    assert found.text.startswith(str(code))
    assert TOKEN[:12] not in repr(found)
    assert found.says
    assert found.next_step


COPIES: dict[str, Callable[[str], str]] = {
    "with CR LF": lambda log: log.replace("\n", "\r\n"),
    "quoted in a mail": lambda log: "\n".join(f"> {line}" for line in log.split("\n")),
    "as a string of Python": repr,
    "in one line": lambda log: " ".join(line.strip() for line in log.split("\n")),
    "between other lines": lambda log: f"10:15:22,535 INFO start port=587 size=552\n{log}\n10:15:24,421 INFO end",
}


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize(
    "style", [style for style in STYLES if style is not quoted_printable], ids=lambda s: s.__name__
)
def test_a_reply_is_recognized_in_a_copied_log(style: Style, copy: str) -> None:
    for code, text, kind in REPLIES:
        found = parse_complaint(COPIES[copy](style(code, text)))
        assert (found.kind, found.code) == (kind, code), text


def test_the_table_has_the_kind_of_every_published_reply() -> None:
    assert {reply.meaning.kind for reply in PUBLISHED} <= {kind for *_, kind in REPLIES}


SIGNS = [
    (
        "140492299:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:record/ssl3_record.c:332:",
        Kind.TLS_MODE,
    ),
    ("E8D137D44A7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number", Kind.TLS_MODE),
    ("error:140770FC:SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol:s23_clnt.c:827", Kind.TLS_MODE),
    ("error:0A0000C6:SSL routines::packet length too long", Kind.TLS_MODE),
    ("[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", Kind.TLS_MODE),
    ("javax.net.ssl.SSLException: Unsupported or unrecognized SSL message", Kind.TLS_MODE),
    ("tls: first record does not look like a TLS handshake", Kind.TLS_MODE),
    ("SSL_connect returned=1 errno=0 state=error: wrong version number", Kind.TLS_MODE),
    ("Cannot determine the frame size or a corrupted frame was received.", Kind.TLS_MODE),
    ("Received an unexpected EOF or 0 bytes from the transport stream.", Kind.TLS_MODE),
    ("error:0A000126:SSL routines::unexpected eof while reading", Kind.TLS_MODE),
    ("Greeting never received", Kind.TLS_MODE),
    ("EOF occurred in violation of protocol (_ssl.c:1007)", Kind.TLS_MODE),
    ("Received fatal alert: protocol_version", Kind.TLS_VERSION),
    (
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
        Kind.CERTIFICATE,
    ),
    ("tls: failed to verify certificate: x509: certificate signed by unknown authority", Kind.CERTIFICATE),
    ("PKIX path building failed: unable to find valid certification path to requested target", Kind.CERTIFICATE),
    ("Hostname/IP does not match certificate's altnames: Host: x. is not in the cert's altnames", Kind.CERTIFICATE),
    ("getaddrinfo ENOTFOUND smtp.email.us-ashburn-1.oci.oraclecloud.co", Kind.HOST_NOT_FOUND),
    ("[Errno -2] Name or service not known", Kind.HOST_NOT_FOUND),
    ("java.net.UnknownHostException: smtp.email.us-ashburn.oci.oraclecloud.com", Kind.HOST_NOT_FOUND),
    ("dial tcp: lookup smtp.emial.example: no such host", Kind.HOST_NOT_FOUND),
    ("connect ECONNREFUSED 192.0.2.113:587", Kind.CONNECTION_REFUSED),
    ("[Errno 111] Connection refused", Kind.CONNECTION_REFUSED),
    (
        "No connection could be made because the target machine actively refused it. 192.0.2.1:25",
        Kind.CONNECTION_REFUSED,
    ),
    ("connect ETIMEDOUT 192.0.2.113:25", Kind.CONNECTION_TIMEOUT),
    (
        "connect to smtp.email.us-ashburn-1.oci.oraclecloud.com[192.0.2.113]:25: Connection timed out",
        Kind.CONNECTION_TIMEOUT,
    ),
    ("dial tcp 192.0.2.113:587: i/o timeout", Kind.CONNECTION_TIMEOUT),
    ("*** Timeout (5 secs) waiting for server response", Kind.CONNECTION_TIMEOUT),
    ("*** Auth not attempted, requested type not available", Kind.AUTH_MECHANISM),
    ("*** IO::Socket::INET: Bad hostname 'smtp.invalid'", Kind.HOST_NOT_FOUND),
    ("SMTP Error: Could not connect to SMTP host.", Kind.CONNECTION_TIMEOUT),
    ("Connection unexpectedly closed", Kind.CONNECTION_LOST),
    ("read ECONNRESET", Kind.CONNECTION_LOST),
    ("SMTP Error: Could not authenticate.", Kind.AUTHENTICATION),
    ("SMTP AUTH extension not supported by server.", Kind.STARTTLS_REQUIRED),
    ("SASL authentication failed; cannot authenticate to server x: no mechanism available", Kind.AUTH_MECHANISM),
]

DRESSES = (
    "{}",
    "2026-11-29 10:15:23,421 ERROR [mail-1] port=587 size=471 - {}",
    "Nov 29 10:15:23 web1 app[535]: mail: {}",
    "Error: {}\n    at TLSWrap.onerror (node:internal/errors:552:13) {{\n  code: 'ESOCKET',\n  command: 'CONN'\n}}",
    'Exception in "main": com.example.MailException: {}\n\tat a.b.C.send(C.java:554)\n\tat a.b.D.run(D.java:535)',
    "\x1b[31m{}\x1b[0m",
    '{{"level":"error","msg":"send: {}\\n","port":587,"ms":421}}',
)


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize(("said", "kind"), SIGNS, ids=[said[:40] for said, _ in SIGNS])
def test_an_error_of_a_mail_program_is_recognized_in_a_log(dress: str, said: str, kind: Kind) -> None:
    found = parse_complaint(dress.format(said))
    assert (found.kind, found.code, found.senders) == (kind, 0, ())
    assert found.text


@pytest.mark.parametrize(
    "message",
    [
        "",
        "it does not work",
        "10:15:23,421",
        "2026-11-29 10:15:23,421 INFO sent size=471, delay=421, port=587",
        "on 10.0.0.250 port 465 at 12:535:10",
        "postfix/smtp[535]: 4F2A: to=<r@x.example>, delay=0.5, dsn=2.0.0, status=sent (250 Ok)",
        "\tat com.sun.mail.smtp.SMTPTransport.authenticate(SMTPTransport.java:535)\n\tat a.B.c(B.java:421)",
        "<-  220 ready\n<-  250 Ok\n<~  235 Authentication successful\n<~  354 End data\n<~  250 Ok\n<~  221 Bye",
        "Authorization failed or requested resource not found.",
        "Error 407 Proxy Authentication Required",
        "Internal server errors were seen by 535 users, and code took 421 ms",
        "\x00\x1b\u202e",
    ],
)
def test_a_text_without_a_known_error_is_unrecognized(message: str) -> None:
    found = parse_complaint(message)
    assert (found.kind, found.code, found.text, found.senders) == (Kind.UNRECOGNIZED, 0, "", ())
    assert found.says
    assert found.next_step


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("550 No such user", 550),
        ("421 4.7.0 Go away", 421),
        ("535 5.7.8 Username and Password not accepted", 535),
        ("said: 554 5.7.1 Relay access denied (in reply to RCPT TO command)", 554),
        ("552 5.2.2 Mailbox full", 552),
        ("553 5.1.8 Domain of sender does not exist", 553),
    ],
)
def test_a_reply_that_oracle_does_not_publish_stays_unknown(message: str, code: int) -> None:
    found = parse_complaint(message)
    assert (found.kind, found.code) == (Kind.OTHER, code)
    assert "cause is unknown" in found.says
    assert found.text.startswith(str(code))


@pytest.mark.parametrize(
    "message", ["535", "SMTP ERROR: Password command failed: 535", "{ responseCode: 535 }", "SMTP error (535)"]
)
def test_code_535_alone_names_the_sign_in_and_the_sender_as_possible_causes(message: str) -> None:
    found = parse_complaint(message)
    assert (found.kind, found.code) == (Kind.AUTHENTICATION, 535)
    assert "the sign-in or the sender" in found.says


@pytest.mark.parametrize(
    ("message", "kind", "code"),
    [
        ("The server response was: Authentication required", Kind.NOT_AUTHENTICATED, 0),
        ("5.7.1 Authentication required", Kind.NOT_AUTHENTICATED, 0),
        ("The mail server responded: Authentication required.", Kind.NOT_AUTHENTICATED, 0),
        ("Authentication credentials invalid", Kind.AUTHENTICATION, 0),
        ("Authentication required.", Kind.NOT_AUTHENTICATED, 0),
        ("Bad password: 535 Authentication credentials invalid", Kind.AUTHENTICATION, 535),
        ("10:15:23,421 Authentication credentials invalid", Kind.AUTHENTICATION, 0),
        ("550 Authorization failed: address a@x.example not authorized", Kind.AUTHORIZATION, 550),
        ("{ response: 'Exceeds byte limit', responseCode: 552 }", Kind.MESSAGE_SIZE, 552),
        (
            "jakarta.mail.AuthenticationFailedException: failed to connect, no password specified?",
            Kind.NOT_AUTHENTICATED,
            0,
        ),
    ],
)
def test_a_reply_is_recognized_when_its_code_is_elsewhere_or_missing(message: str, kind: Kind, code: int) -> None:
    found = parse_complaint(message)
    assert (found.kind, found.code) == (kind, code)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        # a second mechanism after one that the server lacks
        (
            "220 x\n< 504 Method not supported\n> AUTH PLAIN\n< 535 Authentication credentials invalid",
            Kind.AUTHENTICATION,
        ),
        # no mechanism in common: the program continues without a sign-in
        (
            "220 x\n< 504 Method not supported\n> MAIL FROM:<a@b.example>\n< 535 Authentication required",
            Kind.AUTH_MECHANISM,
        ),
        # pipelined commands after the one that was rejected
        (
            "235 ok\n535 Authorization failed: address a@b.example not authorized\n503 Need RCPT command",
            Kind.AUTHORIZATION,
        ),
        # a sign-in that was repeated, and worked
        (
            "220 x\n535 Authentication credentials invalid\n220 x\n235 ok\n250 Ok\n552 Exceeds byte limit",
            Kind.MESSAGE_SIZE,
        ),
        # retries until the service throttles
        ("535 Authentication credentials invalid\n421 Too many auth failures, try again later", Kind.AUTHENTICATION),
        # a log of two days: the newest counts
        (
            "Mon said: 535 Authentication credentials invalid\nTue said: 455 Maximum messages sent per day reached",
            Kind.RATE_LIMIT,
        ),
        ("Mon said: 535 Authentication credentials invalid\nTue said: 552 Exceeds byte limit", Kind.MESSAGE_SIZE),
    ],
)
def test_the_cause_of_the_last_attempt_is_used_when_a_log_has_several_replies(message: str, kind: Kind) -> None:
    assert parse_complaint(message).kind is kind


def test_a_big_paste_is_read_in_linear_time() -> None:
    """Each would take minutes or more in quadratic time."""
    for filler in (
        "535-",
        "a",
        "334 ",
        "=",
        "\\\\\\",
        "[1;",
        "From: ",
        "Authorization failed: ",
        "\n",
        "MAIL FROM:<a@",
        "421 ",
    ):
        text = filler * (300_000 // len(filler))
        found = parse_complaint(f"{text}\n535 Authentication credentials invalid\n")
        assert (found.kind, found.code) == (Kind.AUTHENTICATION, 535), filler
        assert len(found.text) <= 200


PASSWORD = "k;9[/b]$Tz'w0{Q!pL2m"
ENCODED = base64.b64encode(PASSWORD.encode()).decode()


@pytest.mark.parametrize(
    "message",
    [
        f"535 5.7.8 bad argument {TOKEN}",
        f"> AUTH PLAIN {TOKEN}\n< 550 5.5.0 AUTH PLAIN {TOKEN} what?",
        f"334 UGFzc3dvcmQ6\n{ENCODED}\n550 cannot decode {ENCODED}",
        f"550 not for password={PASSWORD}",
        f"550 smtp://user:{PASSWORD}@h rejected",
        f"550 no: pass: '{PASSWORD}'",
        f"334 UGFzc3dvcmQ6 {ENCODED} 550 cannot decode {ENCODED}",
        f"535 {PASSWORD} isn't right",
        f"wrong version number {TOKEN} {PASSWORD}",
    ],
)
def test_evidence_has_no_password(message: str) -> None:
    found = repr(parse_complaint(message))
    for secret in (TOKEN[:10], ENCODED[:10], PASSWORD[:6], PASSWORD[-6:]):
        assert secret not in found


def test_hostile_text_becomes_printable_and_short() -> None:
    found = parse_complaint("535 \x1b[2J\x1b]0;owned\x07 Authentication \u202e failed" + "x" * 5000)
    assert found.text.isprintable()
    assert len(found.text) <= 200


PIECES = [
    "535",
    "-",
    " ",
    "\n",
    "334 ",
    "AUTH PLAIN ",
    "From: ",
    "a@b.example",
    "Authorization failed: address ",
    "\\n",
    "=",
    "421",
    ",",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30))
def test_any_input_gives_printable_and_short_text(pieces: list[str]) -> None:
    found = parse_complaint("".join(pieces))
    assert found.text.isprintable()
    assert len(found.text) <= 200
    assert (found.kind is Kind.UNRECOGNIZED) is (found.text == "")
