"""When things go wrong: said in words, with a way on, and never in the way of leaving."""

import socket
from pathlib import Path

import pytest

from tests.closed_port import closed_port
from tests.e2e.key_files import fingerprint, locked_copy, new_key
from tests.e2e.program import Opener
from tests.e2e.served import Served
from tests.e2e.terminal import Terminal
from tests.e2e.tty_line import Size
from tests.services.api.loopback import listening

SOON_S = 15.0
"""Long for leaving, and far less than the half minute after which an unanswered request gives up."""


def has_left(app: Terminal) -> bool:
    return not app.is_running


def test_the_welcome_screen_offers_options_without_a_configuration(open_app: Opener, home: Path, size: Size) -> None:
    app = open_app(size=size)
    app.wait_for("Welcome", ".oci/config", "Try the demo", "oci setup config", "Use another file", "not connected")
    app.press("escape")
    app.wait_for("Identity & Security", gone="oci setup config")
    app.press("q")
    assert app.exit_code == 0


def test_without_network_there_is_an_error_with_retry_and_quitting_works(
    open_app: Opener, served: Served, size: Size
) -> None:
    with closed_port() as port:
        options = ("--config-file", str(served.config_file), "--identity-endpoint", f"http://127.0.0.1:{port}")
        app = open_app(*options, "open", "users", size=size)
        app.wait_for("No connection", "Press r to retry", "not connected")
        app.press("ctrl+q")
        app.wait_for(lambda: has_left(app), seconds=SOON_S)
    assert app.exit_code == 0


def test_retry_reads_the_list_that_failed(open_served: Opener, trouble: Served) -> None:
    trouble.fault("500", "list_users")
    app = open_served("open", "users")
    app.wait_for("OCI is busy", "Press r to retry")
    trouble.calm()
    app.press("r")
    app.wait_for("demo.administrator", "up to date", gone="OCI is busy")


def test_a_failed_credential_list_is_not_shown_as_empty(open_served: Opener, trouble: Served) -> None:
    trouble.fault("500", "list_smtp_credentials")
    app = open_served("open", "user", "shop.mailer")
    app.wait_for("shop@example.com", "OCI is busy", "Press r to retry")
    assert "No SMTP credentials" not in app.text
    assert "0 of 2" not in app.text
    trouble.calm()
    app.press("r")
    app.wait_for("1 of 2", "Shop checkout", gone="OCI is busy")


@pytest.mark.parametrize("operation", ["list_users", "get_tenancy", "list_smtp_credentials"])
def test_quitting_does_not_wait_for_an_answer(
    open_served: Opener, trouble: Served, kind: type[Terminal], operation: str
) -> None:
    trouble.latency(**{operation: 600})
    place = ("user", "shop.mailer") if operation == "list_smtp_credentials" else ("users",)
    app = open_served("open", *place, kind=kind)
    app.wait_for("oading" if operation != "get_tenancy" else "up to date")
    app.press("ctrl+q")
    app.wait_for(lambda: has_left(app), seconds=SOON_S)
    assert app.exit_code == 0


def test_opening_another_screen_does_not_wait_for_a_response(open_served: Opener, trouble: Served) -> None:
    trouble.latency(list_users=600)
    app = open_served("open", "users")
    app.wait_for("oading", "acmedemo")
    app.press("escape")
    app.wait_for("User settings")
    app.press(":")
    app.wait_for("\n:")
    app.type("settings")
    app.wait_for("\n:settings")
    app.press("enter")
    app.wait_for("Profile › User settings", "admin@example.com", "0 of 2")


def test_an_unknown_api_key_shows_not_authenticated_and_retry(
    open_served: Opener, served: Served, tmp_path: Path
) -> None:
    key = new_key(tmp_path)
    config = served.config(tmp_path, key_file=key, fingerprint=fingerprint(key))
    app = open_served("--config-file", str(config), "open", "users")
    app.wait_for("Not authenticated", "Press r to retry")
    app.press("ctrl+q")
    assert app.exit_code == 0


def test_a_proxy_error_names_the_proxy_without_its_password(
    open_app: Opener, served: Served, environ: dict[str, str]
) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    options = ("--config-file", str(served.config_file), "--identity-endpoint", "https://identity.example.com")
    with listening(refuse) as port:
        environ["HTTPS_PROXY"] = f"http://anna:sesame@127.0.0.1:{port}"
        told = f"The proxy 127.0.0.1:{port} rejected the connection (407 Proxy Authentication Required)"
        command = open_app(*options, "users", size=(200, 24))
        assert command.exit_code != 0
        command.wait_for(told, gone="sesame")
        app = open_app(*options, "open", "users", size=(200, 24))
        app.wait_for(told, "Press r to retry", gone="sesame")
        app.press("ctrl+q")
        assert app.exit_code == 0


def test_a_command_asks_again_after_a_wrong_passphrase(open_served: Opener, served: Served, tmp_path: Path) -> None:
    locked = locked_copy(served.key_file, tmp_path, "right")
    config = ("--config-file", str(served.config(tmp_path, key_file=locked)))
    command = open_served(*config, "users", "--filter", "newsletter")
    command.wait_for("Passphrase of")
    command.type("wrong\n")
    command.wait_for("Wrong passphrase for", lambda: command.text.count("Passphrase of") == 2)
    command.type("right\n")
    assert command.exit_code == 0
    command.wait_for("ACTIVE", gone="right")


def test_the_app_asks_again_after_a_wrong_passphrase(open_served: Opener, served: Served, tmp_path: Path) -> None:
    passphrase = "open [sesame]"
    locked = locked_copy(served.key_file, tmp_path, passphrase)
    app = open_served("--config-file", str(served.config(tmp_path, key_file=locked)), "open", "users")
    app.wait_for("─ Passphrase ─")
    app.type("wrong")
    app.wait_for("•••••")
    app.press("enter")
    app.wait_for("─ Passphrase ─", gone="•••••")
    app.type(passphrase)
    app.wait_for("•" * len(passphrase))
    app.press("enter")
    app.wait_for("demo.administrator", "up to date", gone="Passphrase")
    assert passphrase.encode() not in app.transcript
