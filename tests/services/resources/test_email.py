import pytest

from services.config.options import Options
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode, UsageError
from services.model.values import Endpoint
from services.resources.email import endpoint, parse_endpoint
from tests.services.accounts import operations, session_on


@pytest.mark.parametrize("region", ["us-ashburn-1", "eu-frankfurt-1"])
def test_it_is_the_one_that_oci_names_for_the_sessions_region(tenancy: Tenancy, region: str) -> None:
    tenancy.settings.smtp_endpoint = "smtp.of.this.tenancy.example.com"
    assert endpoint(session_on(tenancy, region=region)) == Endpoint("smtp.of.this.tenancy.example.com", 465, "TLS")


@pytest.mark.parametrize("kind", ["401", "404", "malformed"])
def test_who_may_not_ask_is_told_the_usual_name(tenancy: Tenancy, kind: str) -> None:
    tenancy.faults.add(kind, "get_email_configuration", times=0)
    found = endpoint(session_on(tenancy, region="eu-frankfurt-1"))
    assert found == Endpoint("smtp.email.eu-frankfurt-1.oci.oraclecloud.com", 465, "TLS")


def test_an_ordinary_user_gets_one_too(tenancy: Tenancy) -> None:
    assert endpoint(session_on(tenancy, user="helpdesk.agent")).host.startswith("smtp.email.us-ashburn-1.")


@pytest.mark.parametrize("region", ["uk-gov-london-1", "us-langley-1"])
def test_other_realms_have_other_names(tenancy: Tenancy, region: str) -> None:
    tenancy.faults.add("404", "get_email_configuration", times=0)
    host = endpoint(session_on(tenancy, region=region)).host
    assert host.startswith(f"smtp.email.{region}.oci.")
    assert not host.endswith("oraclecloud.com")


def test_an_empty_name_is_none(tenancy: Tenancy) -> None:
    tenancy.settings.smtp_endpoint = ""
    assert endpoint(session_on(tenancy)).host == "smtp.email.us-ashburn-1.oci.oraclecloud.com"


def test_the_one_asked_for_wins_without_a_request(tenancy: Tenancy) -> None:
    session = session_on(tenancy, options=Options(smtp_endpoint="relay.example.com:587"))
    assert endpoint(session) == Endpoint("relay.example.com", 587, "STARTTLS")
    assert operations(tenancy) == []


@pytest.mark.parametrize(
    ("text", "host", "port", "security"),
    [
        ("relay.example.com", "relay.example.com", 465, "TLS"),
        ("relay.example.com:465", "relay.example.com", 465, "TLS"),
        ("relay.example.com:587", "relay.example.com", 587, "STARTTLS"),
        ("localhost:25", "localhost", 25, "STARTTLS"),
        ("127.0.0.1:65535", "127.0.0.1", 65535, "STARTTLS"),
    ],
)
def test_an_endpoint_is_read(text: str, host: str, port: int, security: str) -> None:
    assert parse_endpoint(text) == Endpoint(host, port, security)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":587",
        "host:0",
        "host:65536",
        "host:-1",
        "host:smtp",
        "host:²",
        "host:٤٦٥",
        "host:587:1",
        "https://host:587",
        "[::1]:587",
        "two words:25",
        "host\x1b[2J:25",
        "user@host",
    ],
)
def test_what_is_none_is_shown_with_an_example(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_endpoint(text)
    assert text in refusal.value.cause
    assert "smtp.example.com:587" in refusal.value.next_step
    assert refusal.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize(
    ("named", "host", "port"),
    [
        ("smtp.example.com:587", "smtp.example.com", 587),
        (" smtp.example.com. ", "smtp.example.com", 465),
        ("https://smtp.example.com/", "smtp.example.com", 465),
        ("smtps://smtp.example.com", "smtp.example.com", 465),
        ("smtp://smtp.example.com", "smtp.example.com", 587),
        *((odd, "smtp.email.us-ashburn-1.oci.oraclecloud.com", 465) for odd in ("a b", "/", "a:0", "a:x", "..", "a@b")),
    ],
)
def test_what_oci_names_is_checked(tenancy: Tenancy, named: str, host: str, port: int) -> None:
    tenancy.settings.smtp_endpoint = named
    found = endpoint(session_on(tenancy))
    assert (found.host, found.port) == (host, port)
