"""What is read of a file, where several accounts are in it, and what isn't a file of settings."""

import os
from pathlib import Path

import pytest

from services.client_check.account import Setting
from services.client_check.client_check import UnreadableFileError, check_settings, read_file, text_of
from services.client_check.formats import BY_ID
from services.delivery.clients import CannotCarryError, SmtpAccount
from services.delivery.clients.catalogue import BY_ID as WRITTEN
from services.doctor.report import Finding
from services.model.errors import UsageError
from services.model.secret import SecretGoneError
from tests.services.client_check.files import HOST, MSMTP, PASSWORD, USER
from tests.services.delivery.packages import awkward_password

GMAIL = "account other\nhost smtp.gmail.com\nport 587\ntls on\nauth on\nuser me\npassword x\nfrom me@gmail.com\n"


@pytest.mark.parametrize("client", BY_ID)
@pytest.mark.parametrize("is_tls", [True, False], ids=["TLS", "STARTTLS"])
def test_a_file_that_oci_smtp_writes_has_no_fault(client: str, is_tls: bool) -> None:
    writer = WRITTEN[client]
    passwords = [PASSWORD, *(awkward_password()[:20] for _ in range(20))]
    written = 0
    for password in passwords:
        try:
            text = writer.write(SmtpAccount(USER, password.strip(), HOST, 465 if is_tls else 587, is_tls))
        except CannotCarryError:
            continue
        written += 1
        for name in (os.path.basename(writer.file_name), ""):
            report = check_settings(text, name)
            assert (report.format, report.verdict) == (client, "no-fault"), [
                each for each in report.checks if each.finding is Finding.FAULT
            ]
    assert written


def filled(text: str) -> str:
    return text.replace("@U", USER).replace("@P", PASSWORD).replace("@H", HOST)


def test_each_account_of_a_file_is_checked_and_named() -> None:
    first = MSMTP.format(587, "on", "on", "plain", "@P")
    second = MSMTP.replace("account oci", "account oci-2").format(465, "on", "on", "plain", "@P")
    report = check_settings(filled(first + second), ".msmtprc")
    [found] = [check for check in report.checks if check.finding is Finding.FAULT]
    assert report.accounts == 2
    assert found.code == "starttls-port"
    assert found.evidence == (
        "Line 12, account oci-2: port = 465",
        "Line 13, account oci-2: tls = on",
        "Line 14, account oci-2: tls_starttls = on",
    )


def test_another_provider_is_no_fault_beside_an_email_delivery_account() -> None:
    report = check_settings(filled(GMAIL + MSMTP.format(587, "on", "on", "plain", "@P")), ".msmtprc")
    assert report.verdict == "no-fault"
    assert "other-provider" in {check.code for check in report.checks}
    alone = check_settings(GMAIL, ".msmtprc")
    assert {"not-email-delivery", "user-name-malformed"} <= {check.code for check in alone.checks}


def test_a_line_that_cannot_be_parsed_is_reported_without_its_text() -> None:
    report = check_settings(filled(MSMTP.format(587, "on", "on", "plain", "@P") + "pasword s3cret-word\n"), ".msmtprc")
    [found] = [check for check in report.checks if check.code == "unread"]
    assert found.evidence == ("Line 10 wasn't understood.",)
    assert "s3cret" not in repr(report)


def test_port_25_and_a_default_port_are_notes() -> None:
    report = check_settings(filled(MSMTP.format(587, "on", "on", "plain", "@P").replace("port 587\n", "")), ".msmtprc")
    notes = [check.code for check in report.checks if check.finding is Finding.NOTE]
    assert notes == ["port-default", "port-25"]
    assert report.verdict == "no-fault"


def test_a_password_of_another_length_and_an_example_address_are_notes() -> None:
    text = MSMTP.format(587, "on", "on", "plain", "Kq7,w").replace("shop@corp.test", "root@localhost")
    report = check_settings(filled(text), ".msmtprc")
    notes = [check.code for check in report.checks if check.finding is Finding.NOTE]
    assert (notes, report.verdict) == (["password-length", "from-placeholder"], "no-fault")


def test_a_server_that_the_admin_trusts_counts_as_an_endpoint() -> None:
    text = filled(MSMTP.format(2525, "on", "on", "plain", "@P")).replace(HOST, "relay.corp.test")
    assert check_settings(text, ".msmtprc").verdict == "fault"
    assert check_settings(text, ".msmtprc", trusted=("relay.corp.test",)).verdict == "no-fault"


@pytest.mark.parametrize(
    ("host", "code", "advice"),
    [
        ("smtp.email.us-gov-ashburn-1.oci.oraclegovcloud.com", "region", ""),
        ("smtp.email.us-ashburn-1.oci.oraclegovcloud.com", "realm-differs", "smtp.email.us-ashburn-1.oci.oraclecloud"),
        ("smtp.email.us-asburn-1.oci.oraclecloud.com", "region-unknown", "Did you mean us-ashburn-1?"),
        ("smtp.us-phoenix-1.oraclecloud.com", "endpoint-old", "smtp.email.us-phoenix-1.oci.oraclecloud.com"),
        ("smtp.email.us-ashburn-1.oci.oraclecloud.com.evil.test", "not-email-delivery", "REGION"),
        ("localhost", "not-email-delivery", "REGION"),
    ],
)
def test_the_server_name_is_checked_against_the_regions_of_the_sdk(host: str, code: str, advice: str) -> None:
    report = check_settings(f"[{host}]:587 {USER}:{PASSWORD}\n", "sasl_passwd")
    [found] = [check for check in report.checks if check.code == code]
    assert advice in (found.fix.describe() if found.fix else "")


def test_every_password_from_the_file_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Setting] = []
    init = Setting.__init__

    def remember(self: Setting, *values: object, **more: object) -> None:
        init(self, *values, **more)  # type: ignore[arg-type]  # as they came
        made.append(self)

    monkeypatch.setattr(Setting, "__init__", remember)
    check_settings(f"[{HOST}]:587 {USER}:{PASSWORD}\n", "sasl_passwd")
    passwords = [each for each in made if each.name == "password"]
    assert passwords
    for each in passwords:
        with pytest.raises(SecretGoneError):
            _ = each.text


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("", ".env", "No email settings were found"),
        ("A=1\nB=2\n", ".env", "No email settings were found in the format of .env"),
        ("hello there\n", "notes.txt", "Can't tell which format"),
        ("EMAIL_HOST = (\n", "settings.py", "Line 1 wasn't understood."),
        ("[server]\nport = 3000\n", "grafana.ini", "No email settings"),
    ],
)
def test_a_file_without_settings_is_an_error(text: str, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        check_settings(text, name)


def test_an_unknown_format_is_an_error_that_lists_all() -> None:
    with pytest.raises(UsageError) as caught:
        check_settings("", "", "sendmail")
    assert caught.value.next_step == (
        "Options: url, gitlab, nodemailer, grafana, spring, django, msmtp, postfix-main, postfix, env."
    )


def test_reading_a_path_that_is_not_a_text_file_fails(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "large").write_bytes(b"x" * 1_000_001)
    (tmp_path / "binary").write_bytes(b"\x7fELF\0")
    for name, words in (
        ("", "it is a directory"),
        ("missing", "No such file"),
        ("fifo", "it is a pipe"),
        ("large", "larger than"),
        ("binary", "it isn't text"),
        ("a\0b", "the file name isn't valid"),
    ):
        with pytest.raises(UnreadableFileError, match=words):
            read_file(str(tmp_path / name))


def test_windows_and_latin_1_text_is_read() -> None:
    assert text_of("\ufeffA=1\r\nB=ü\r\n".encode(), "f") == "A=1\nB=ü\n"
    assert text_of(b"# f\xfcr\r\nA=1", "f") == "# für\nA=1"
