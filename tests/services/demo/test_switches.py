"""Each switch of the sample tenancy makes the difference that it is said to make. A switch without a test fails."""

import base64
import json
import smtplib
from collections.abc import Callable
from typing import Any

import pytest

from services.demo.control import control
from services.demo.http import Headers, Request
from services.demo.operation import KMS
from services.demo.scim.credential_limit import FORMS
from services.demo.scim.schemas import ERROR_MORE, PATCH, SMTP_CREDENTIAL
from services.demo.settings import Settings, switches
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy
from tests.services.demo.wire import OnTheWire
from tests.services.switch_cases import CASES, SwitchCase

IAM, SCIM = "/20160918", "/admin/v1"
NONE, TWO, PLAIN = "newsletter.sender", "billing.relay", "helpdesk.agent"
TOKEN = {"opc-retry-token": "a-token"}


def create(tenancy: Tenancy, owner: str, **more: Any) -> Any:
    """By an identity domain."""
    body = {"schemas": [SMTP_CREDENTIAL], "description": "made by a test", "user": {"ocid": tenancy.user_ocid(owner)}}
    return OnTheWire(tenancy).ask("POST", f"{SCIM}/SmtpCredentials", body, **more)


def mode(tenancy: Tenancy, value: object) -> None:
    domains = OnTheWire(tenancy).ask("GET", f"{IAM}/domains?compartmentId={tenancy.ocid}")
    by_iam = OnTheWire(tenancy).ask(
        "POST", f"{IAM}/users/{tenancy.user_ocid(NONE)}/smtpCredentials", {"description": "made by a test"}
    )
    assert (domains.status_code, by_iam.status_code) == {
        "both": (200, 200),
        "classic": (404, 200),
        "domains": (200, 401),
    }[str(value)]


def no_domains(tenancy: Tenancy, value: object) -> None:
    found = OnTheWire(tenancy).ask("GET", f"{IAM}/domains?compartmentId={tenancy.ocid}")
    assert (found.status_code, found.json() == []) == {"404": (404, False), "empty": (200, True)}[str(value)]


def limit_error(tenancy: Tenancy, value: Any) -> None:
    form = FORMS[value]
    path = f"{IAM}/users/{tenancy.user_ocid(TWO)}/smtpCredentials"
    by_iam = OnTheWire(tenancy).ask("POST", path, {"description": "third"})
    assert (by_iam.status_code, by_iam.json()["code"]) == (form.status, form.code)
    assert form.text in by_iam.json()["message"]
    by_domain = create(tenancy, TWO)
    assert (by_domain.status_code, by_domain.json()["detail"]) == (form.status, form.text)
    assert by_domain.json().get(ERROR_MORE, {}).get("messageId", "") == form.message_id
    assert len(tenancy.credentials(tenancy.user_ocid(TWO))) == 2


def replay_recognized(tenancy: Tenancy, value: object) -> None:
    ids = {create(tenancy, NONE, headers=TOKEN).json()["id"] for _ in range(2)}
    assert len(ids) == len(tenancy.credentials(tenancy.user_ocid(NONE))) == (1 if value else 2)


def replay_password(tenancy: Tenancy, value: object) -> None:
    first, again = (create(tenancy, NONE, headers=TOKEN).json() for _ in range(2))
    assert (again["id"], again.get("password")) == (first["id"], first["password"] if value else None)


def my_password(tenancy: Tenancy, value: object) -> None:
    body = {"schemas": [SMTP_CREDENTIAL], "description": "mine"}
    made = OnTheWire(tenancy, PLAIN).ask("POST", f"{SCIM}/MySmtpCredentials", body)
    assert made.status_code == 201
    assert ("password" in made.json()) is value


def no_permission(tenancy: Tenancy, value: object) -> None:
    answer = OnTheWire(tenancy, PLAIN).ask("GET", f"{SCIM}/Users")
    assert str(answer.status_code) == answer.json()["status"] == value
    assert answer.json()[ERROR_MORE]["messageId"] == "error.common.common.accessDenied"


def stale_etag(tenancy: Tenancy, value: object) -> None:
    stale = {"if-match": "stale"}
    made = create(tenancy, NONE).json()
    change = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "description", "value": "x"}]}
    by_domain = OnTheWire(tenancy).ask("PATCH", f"{SCIM}/SmtpCredentials/{made['id']}", change, headers=stale)
    path = f"{IAM}/users/{tenancy.user_ocid(NONE)}/smtpCredentials/{made['ocid']}"
    by_iam = OnTheWire(tenancy).ask("DELETE", path, headers=stale)
    assert {str(by_domain.status_code), str(by_iam.status_code)} == {value}
    assert by_iam.json()["code"] == "NoEtagMatch"


def domain_moved(tenancy: Tenancy, value: object) -> None:
    domain = tenancy.world.domains[0]
    target = f"{SCIM}/Me?attributes=userName"
    answer = tenancy.handle(Request("GET", target, Headers({"host": domain.netloc})))
    assert str(answer.status) == (value if value != "no" else "401"), "a redirect asks for no signature"
    assert answer.headers.get("location", "") == (f"{domain.home_url}{target}" if value != "no" else "")


def indented(tenancy: Tenancy, value: object) -> None:
    answer = OnTheWire(tenancy).ask("GET", f"{IAM}/users/{tenancy.admin_ocid}")
    assert (b"\n" in answer.content) is value
    assert answer.json()["id"] == tenancy.admin_ocid


def gzip(tenancy: Tenancy, value: object) -> None:
    answer = OnTheWire(tenancy).ask("GET", f"{IAM}/users/{tenancy.admin_ocid}")
    assert (answer.headers.get("content-encoding") == "gzip") is value
    assert answer.headers["etag"].endswith("--gzip") is value
    assert answer.json()["id"] == tenancy.admin_ocid


def smtp_trouble(tenancy: Tenancy, value: object) -> None:
    create(tenancy, NONE)
    code = int(str(value)[:3]) if value else 535
    assert _conversation(tenancy, NONE) == [235, code]


def expiry(tenancy: Tenancy, value: object) -> None:
    body = {
        "schemas": [SMTP_CREDENTIAL],
        "user": {"ocid": tenancy.user_ocid(NONE)},
        "expiresOn": "2020-01-01T00:00:00Z",
    }
    made = OnTheWire(tenancy).ask("POST", f"{SCIM}/SmtpCredentials", body).json()
    assert ("expiresOn" in made) is (value != "ignored")
    assert _conversation(tenancy, NONE)[0] == (535 if value == "enforced" else 235)


def sender_refused_at(tenancy: Tenancy, value: object) -> None:
    create(tenancy, NONE)
    refused = {"AUTH": [235, 535], "MAIL": [235, 535], "RCPT": [235, 250, 535], "DATA": [235, 250, 250, 354, 535]}
    assert _conversation(tenancy, NONE) == refused[str(value)]
    create(tenancy, PLAIN)
    assert _conversation(tenancy, PLAIN) == ([535] if value == "AUTH" else refused[str(value)])


def _conversation(tenancy: Tenancy, owner: str) -> list[int]:
    """The codes of the replies, up to the first that is an error, to mail from an address that isn't allowed."""
    held = tenancy.credentials(tenancy.user_ocid(owner))[-1]
    both = base64.b64encode(f"\0{held.user_name}\0{held.password}".encode()).decode()
    server = SmtpServer(tenancy)
    codes: list[int] = []
    try:
        with smtplib.SMTP_SSL("127.0.0.1", server.tls.port, context=server.trust()) as smtp:
            smtp.ehlo()
            for line in (
                f"AUTH PLAIN {both}",
                "MAIL FROM:<nobody@example.com>",
                "RCPT TO:<to@example.net>",
                "DATA",
                "From: nobody@example.com\r\n\r\ntext\r\n.",
            ):
                smtp.send(f"{line}\r\n")
                codes.append(smtp.getreply()[0])
                if codes[-1] >= 400:
                    break
    finally:
        server.stop()
    return codes


def _secret(tenancy: Tenancy) -> Any:
    """A request to create a secret of the same name each time."""
    vaults = tenancy.world.vaults
    key = next(each for each in vaults.keys if each.algorithm == "AES" and each.state == "ENABLED")
    vault = vaults.find(key.vault)
    assert vault is not None
    body = {
        "compartmentId": vault.compartment,
        "vaultId": vault.ocid,
        "keyId": key.ocid,
        "secretName": "made-by-a-test",
        "secretContent": {"contentType": "BASE64", "content": "YQ=="},
    }
    return OnTheWire(tenancy).ask("POST", f"{KMS}/secrets", body)


def secret_name_taken(tenancy: Tenancy, value: object) -> None:
    assert _secret(tenancy).status_code == 200
    assert str(_secret(tenancy).status_code) == value


def pending_is_superseded(tenancy: Tenancy, value: object) -> None:
    tenancy.settings.secret_creating_reads = tenancy.settings.secret_updating_reads = 0
    path = f"{KMS}/secrets/{_secret(tenancy).json()['id']}"
    for content in ("Yg==", "Yw=="):
        pending = {"contentType": "BASE64", "content": content, "stage": "PENDING"}
        assert OnTheWire(tenancy).ask("PUT", path, {"secretContent": pending}).status_code == 200
    versions = OnTheWire(tenancy).ask("GET", f"{path}/versions").json()
    assert sum("PENDING" in each["stages"] for each in versions) == (1 if value else 2)


EFFECTS: dict[str, Callable[[Tenancy, object], None]] = {
    each.__name__: each
    for each in (
        mode,
        no_domains,
        limit_error,
        replay_recognized,
        replay_password,
        my_password,
        no_permission,
        stale_etag,
        domain_moved,
        expiry,
        indented,
        gzip,
        smtp_trouble,
        sender_refused_at,
        secret_name_taken,
        pending_is_superseded,
    )
}


def test_there_is_no_switch_without_a_test() -> None:
    assert switches().keys() == EFFECTS.keys()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_switch_value_has_its_documented_effect(case: SwitchCase, tenancy: Tenancy) -> None:
    case.set(tenancy.settings)
    EFFECTS[case.name](tenancy, case.value)


def test_the_limit_error_has_at_least_eight_distinct_forms() -> None:
    assert FORMS.keys() == set(switches()["limit_error"])
    assert len(set(FORMS.values())) == len(FORMS) >= 8


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_switch_can_be_set_through_the_control_endpoint(case: SwitchCase, tenancy: Tenancy) -> None:
    def configured(value: object) -> int:
        body = json.dumps({case.name: value}).encode()
        return control(tenancy, Request("POST", "/demo/config", Headers({"host": "127.0.0.1"}), body)).status

    assert configured(case.value) == 200
    assert getattr(tenancy.settings, case.name) == case.value
    assert configured("nonsense") == 400
    assert getattr(tenancy.settings, case.name) == case.value


def test_every_default_is_one_of_the_values() -> None:
    assert all(getattr(Settings(), name) in values for name, values in switches().items())
