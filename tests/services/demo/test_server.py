import http.client
import json
import os
import signal
import smtplib
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import oci
import pytest

from services.demo.server import TenancyServer
from services.demo.tenancy import Tenancy


class Served:
    """`python -m services.demo` in a process of its own."""

    def __init__(self, directory: Path, *options: str) -> None:
        command = [sys.executable, "-m", "services.demo", "--users", "120", "--config-dir", str(directory), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.port = urlsplit(self.ready["endpoint"]).port or 0

    def identity(self) -> Any:
        config = oci.config.from_file(self.ready["config_file"])
        return oci.identity.IdentityClient(
            config, service_endpoint=self.ready["endpoint"], retry_strategy=oci.retry.NoneRetryStrategy()
        )

    def control(self, method: str, path: str, body: object = None, host: str = "127.0.0.1") -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        text = "" if body is None else json.dumps(body)
        connection.request(method, f"/demo/{path}", text, {"Host": f"{host}:{self.port}"})
        answer = connection.getresponse()
        data = json.loads(answer.read())
        connection.close()
        return answer.status, data

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=20)
        return self.process.returncode, output, errors


@pytest.fixture
def demo_process(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_prints_one_line_and_stops_cleanly_on_a_signal(demo_process: Served, number: signal.Signals) -> None:
    assert demo_process.identity().get_user(demo_process.ready["user"]).data.name == "demo.administrator"
    assert demo_process.stop(number) == (0, "", "")


def test_an_external_mail_client_can_sign_in_to_the_smtp_server(tmp_path: Path) -> None:
    """With `--smtp`: the credential that an outside client of IAM made, used by an outside client of SMTP."""
    served = Served(tmp_path, "--smtp")
    try:
        details = oci.identity.models.CreateSmtpCredentialDetails(description="outside")
        made = served.identity().create_smtp_credential(details, served.ready["user"]).data
        where = served.ready["smtp"]
        trust = ssl.create_default_context(cafile=where["certificate"])
        for number in ("25", "587"):
            host, _, port = where[number].partition(":")
            with smtplib.SMTP(host, int(port)) as clear:
                clear.starttls(context=trust)
                assert clear.login(made.username, made.password)[0] == 235
        host, _, port = where["465"].partition(":")
        with smtplib.SMTP_SSL(host, int(port), context=trust) as secure, pytest.raises(smtplib.SMTPResponseException):
            secure.login(made.username, "wrong")
    finally:
        assert served.stop() == (0, "", "")


def test_the_server_stops_while_a_client_waits_for_a_response(demo_process: Served) -> None:
    demo_process.control("POST", "config", {"latency": 60})
    connection = http.client.HTTPConnection("127.0.0.1", demo_process.port)
    connection.request("GET", "/20160918/users")
    assert demo_process.stop()[0] == 0
    connection.close()


def test_the_config_file_and_the_key_file_have_mode_0600(demo_process: Served) -> None:
    config = oci.config.from_file(demo_process.ready["config_file"])
    for path in (demo_process.ready["config_file"], config["key_file"]):
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_without_config_dir_the_configuration_is_deleted_on_exit(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "services.demo", "--users", "20"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        config_file = Path(json.loads(process.stdout.readline())["config_file"])
        existed = config_file.exists()
        process.terminate()
        process.wait(20)
    assert existed
    assert not config_file.exists()


def test_credentials_and_log_can_be_read_from_outside(demo_process: Served) -> None:
    details = oci.identity.models.CreateSmtpCredentialDetails(description="from outside")
    made = (
        demo_process.identity()
        .create_smtp_credential(details, demo_process.ready["user"], opc_retry_token="token")
        .data
    )
    status, rows = demo_process.control("GET", f"credentials?user={demo_process.ready['user']}")
    assert status == 200
    assert [(row["id"], row["username"], row["password"]) for row in rows] == [(made.id, made.username, made.password)]
    assert demo_process.control("GET", "credentials")[1] == rows
    entry = demo_process.control("GET", "log")[1][-1]
    assert (entry["method"], entry["status"], entry["retry_token"]) == ("POST", 200, "token")


def test_each_identity_domain_is_served_on_its_own_port(demo_process: Served) -> None:
    config = oci.config.from_file(demo_process.ready["config_file"])
    (default,) = demo_process.identity().list_domains(demo_process.ready["tenancy"]).data
    assert default.url == demo_process.ready["domains"]["Default"]
    assert len({demo_process.ready["endpoint"], *demo_process.ready["domains"].values()}) == 3
    for url, total in ((default.url, 120), (demo_process.ready["domains"]["Partners"], 60)):
        domain = oci.identity_domains.IdentityDomainsClient(config, service_endpoint=url)
        assert domain.list_users(count=1).data.total_results == total
    asked = [(entry["operation"], entry["domain"]) for entry in demo_process.control("GET", "log")[1]]
    assert asked == [("list_domains", ""), ("list_users", "Default"), ("list_users", "Partners")]


def test_a_user_of_the_second_domain_signs_in_with_a_token(tmp_path: Path) -> None:
    served = Served(tmp_path, "--user", "ana.partner", "--token", "--mode", "domains")
    config = oci.config.from_file(served.ready["config_file"])
    assert "user" not in config
    key = oci.signer.load_private_key_from_file(config["key_file"], None)
    signer = oci.auth.signers.SecurityTokenSigner(Path(config["security_token_file"]).read_text(), key)
    partners = oci.identity_domains.IdentityDomainsClient(
        config, service_endpoint=served.ready["domains"]["Partners"], signer=signer
    )
    assert partners.get_me().data.ocid == served.ready["user"]
    assert served.stop() == (0, "", "")


def test_the_server_does_not_start_for_a_user_that_does_not_exist(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "services.demo",
        "--users",
        "20",
        "--config-dir",
        str(tmp_path),
        "--user",
        "nobody",
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert "nobody" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_faults_and_settings_can_be_set_from_outside(demo_process: Served) -> None:
    identity = demo_process.identity()
    assert demo_process.control("POST", "faults", {"kind": "500", "operation": "get_user", "times": 0})[0] == 200
    with pytest.raises(oci.exceptions.ServiceError) as refused:
        identity.get_user(demo_process.ready["user"])
    assert refused.value.status == 500
    assert demo_process.control("DELETE", "faults") == (200, [])
    assert identity.get_user(demo_process.ready["user"]).status == 200
    settings = {"limit_error": "409", "replay_password": False, "latency": 0.01, "latencies": {"list_users": 0}}
    assert demo_process.control("POST", "config", settings)[1]["limit_error"] == "409"


def test_a_colleague_generates_edits_and_deletes(demo_process: Served) -> None:
    user = demo_process.ready["user"]
    first = {"does": "generate", "user": user, "description": "first"}
    assert demo_process.control("POST", "colleague", first)[0] == 200
    assert demo_process.control("POST", "colleague", {**first, "after": "list_smtp_credentials"})[0] == 200
    described = {"does": "describe", "user": user, "description": "other", "credential": "oldest"}
    assert demo_process.control("POST", "colleague", described)[0] == 200
    rows = demo_process.control("GET", f"credentials?user={user}")[1]
    assert [row["description"] for row in rows] == ["other"]
    demo_process.identity().list_smtp_credentials(user)
    rows = demo_process.control("GET", f"credentials?user={user}")[1]
    assert [row["description"] for row in rows] == ["other", "first"]
    for left in (1, 0):
        assert demo_process.control("POST", "colleague", {"does": "delete", "user": user})[0] == 200
        assert len(demo_process.control("GET", f"credentials?user={user}")[1]) == left


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {"kind": "gremlins"}),
        ("faults", {"sort": "500"}),
        ("faults", []),
        ("config", {"limit_error": "nonsense"}),
        ("config", {"mode": "nonsense"}),
        ("config", {"clock": 1}),
        ("colleague", {"does": "gossip", "user": "x"}),
        ("colleague", {"does": "delete", "user": "ocid1.user.oc1..none"}),
        ("colleague", {"does": "delete"}),
    ],
)
def test_control_rejects_invalid_input(demo_process: Served, path: str, body: object) -> None:
    assert demo_process.control("POST", path, body)[0] == 400


def test_control_rejects_other_host_names_and_unknown_paths(demo_process: Served) -> None:
    assert demo_process.control("GET", "credentials", host="attacker.example")[0] == 403
    assert demo_process.control("GET", "nothing")[0] == 404


def test_a_connection_serves_several_requests() -> None:
    server = TenancyServer(Tenancy(users=20))
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.endpoint).port)
    sockets = set()
    for _ in range(3):
        connection.request("GET", "/20160918/users")
        answer = connection.getresponse()
        assert answer.status == 401
        assert answer.headers["date"]
        answer.read()
        sockets.add(connection.sock)
    assert len(sockets) == 1
    assert None not in sockets
    connection.close()
    server.stop()


def test_the_tenancy_loads_without_the_sdk() -> None:
    code = "import sys, services.demo.tenancy as t; t.Tenancy(); print({'oci', 'cryptography'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"
