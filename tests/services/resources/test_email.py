import pytest

from services.config.options import Options
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode, UsageError
from services.model.values import Endpoint
from services.resources.email import endpoint, parse_endpoint
from tests.services.accounts import operations, session_on


@pytest.mark.parametrize("region", ["us-ashburn-1", "eu-frankfurt-1"])
def test_the_smtp_endpoint_is_the_one_that_oci_reports_for_the_region(tenancy: Tenancy, region: str) -> None:
    tenancy.settings.smtp_endpoint = "smtp.of.this.tenancy.example.com"
    assert endpoint(session_on(tenancy, region=region)) == Endpoint("smtp.of.this.tenancy.example.com", 465, "TLS")


@pytest.mark.parametrize("kind", ["401", "404", "malformed"])
def test_the_usual_smtp_endpoint_is_used_when_oci_does_not_report_one(tenancy: Tenancy, kind: str) -> None:
    tenancy.faults.add(kind, "get_email_configuration", times=0)
    found = endpoint(session_on(tenancy, region="eu-frankfurt-1"))
    assert found == Endpoint("smtp.email.eu-frankfurt-1.oci.oraclecloud.com", 465, "TLS")


def test_an_ordinary_user_gets_an_smtp_endpoint(tenancy: Tenancy) -> None:
    assert endpoint(session_on(tenancy, user="helpdesk.agent")).host.startswith("smtp.email.us-ashburn-1.")


@pytest.mark.parametrize("region", ["uk-gov-london-1", "us-langley-1"])
def test_smtp_endpoints_of_other_realms_do_not_use_oraclecloud_com(tenancy: Tenancy, region: str) -> None:
    tenancy.faults.add("404", "get_email_configuration", times=0)
    host = endpoint(session_on(tenancy, region=region)).host
    assert host.startswith(f"smtp.email.{region}.oci.")
    assert not host.endswith("oraclecloud.com")


def test_the_usual_smtp_endpoint_is_used_when_oci_reports_an_empty_name(tenancy: Tenancy) -> None:
    tenancy.settings.smtp_endpoint = ""
    assert endpoint(session_on(tenancy)).host == "smtp.email.us-ashburn-1.oci.oraclecloud.com"


def test_the_smtp_endpoint_option_is_used_without_a_request(tenancy: Tenancy) -> None:
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
def test_parse_endpoint_reads_host_port_and_security(text: str, host: str, port: int, security: str) -> None:
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
def test_an_invalid_smtp_endpoint_is_rejected_with_an_example(text: str) -> None:
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
def test_an_invalid_smtp_endpoint_from_oci_is_corrected_or_ignored(
    tenancy: Tenancy, named: str, host: str, port: int
) -> None:
    tenancy.settings.smtp_endpoint = named
    found = endpoint(session_on(tenancy))
    assert (found.host, found.port) == (host, port)
