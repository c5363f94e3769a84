"""Orders to the terminal in what OCI says, in what a file says, and in what is typed: shown, and never obeyed."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from services.model.errors import ExitCode
from tests.e2e.leaks.hostile import OBEYED, ORDERS, SHOWN, Config, HostileTenancy
from tests.e2e.program import FIELD, Opener, run
from tests.e2e.terminal import Terminal
from tests.services.accounts import Served

Run = Callable[..., "subprocess.CompletedProcess[str]"]
BIG = (160, 50)


@pytest.fixture
def endpoints(hostile_served: Served) -> tuple[str, ...]:
    """The options that lead to the tenancy, but for the configuration file."""
    options = hostile_served.options
    return ("--identity-endpoint", options.identity_endpoint, "--email-endpoint", options.email_endpoint)


@pytest.fixture
def hostile_command(hostile_served: Served, endpoints: tuple[str, ...], environ: dict[str, str]) -> Run:
    """Runs a command on that tenancy, with another configuration file where one is given."""

    def start(*arguments: str, config: Path | None = None, **more: str) -> "subprocess.CompletedProcess[str]":
        options = ("--config-file", str(config or hostile_served.config_file), *endpoints)
        return run(*options, *arguments, environ={**environ, **more})

    return start


def is_inert(text: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in text)


def squeezed(app: Terminal) -> str:
    """The words of the screen without what wrapping and boxes put between them."""
    return "".join("".join(app.screen).replace("│", "").split())


def seen(app: Terminal, *texts: str) -> None:
    """Wait until the texts stand there, however they were wrapped."""
    for text in texts:
        app.wait_for(lambda text=text: "".join(text.split()) in squeezed(app))  # type: ignore[misc]  # bound in the loop


def obeys_nothing(app: Terminal) -> None:
    written = app.transcript.decode(errors="replace")
    assert not [order for order in OBEYED if order in written]
    assert app.title != "owned"
    assert app.clipboard is None


@pytest.mark.parametrize("arguments", [("users",), ("list",), ("recover",)], ids="".join)
def test_tables_escape_terminal_control_sequences(hostile_command: Run, arguments: tuple[str, ...]) -> None:
    done = hostile_command(*arguments)
    assert done.returncode == 0
    assert is_inert(done.stdout + done.stderr)
    assert arguments == ("recover",) or SHOWN in done.stdout


@pytest.mark.parametrize("arguments", [("list", "ocid"), ("revoke", "ocid", "credential", "--yes")], ids="".join)
def test_list_and_revoke_escape_control_sequences_in_descriptions(
    hostile_command: Run, hostile: HostileTenancy, arguments: tuple[str, ...]
) -> None:
    real = {"ocid": hostile.victim.ocid, "credential": hostile.held.ocid}
    done = hostile_command(*(real.get(word, word) for word in arguments))
    assert done.returncode == 0
    assert is_inert(done.stdout + done.stderr)
    assert f"sends {SHOWN}" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("GET", ("users",), ExitCode.FAILED),
        ("GET", ("list", "ocid"), ExitCode.FAILED),
        # It creates what it says to reject, so that the user has two credentials then.
        ("POST", ("generate", "ocid", "-d", "x"), ExitCode.LIMIT),
    ],
    ids=["users", "list", "generate"],
)
def test_server_errors_are_printed_with_escaped_control_sequences(
    hostile_command: Run, hostile: HostileTenancy, method: str, arguments: tuple[str, ...], code: ExitCode
) -> None:
    hostile.refuses = method
    refused = hostile_command(*(hostile.victim.ocid if word == "ocid" else word for word in arguments))
    assert refused.returncode == code
    assert is_inert(refused.stdout + refused.stderr)
    assert f"because {SHOWN}" in refused.stderr
    assert f"Code{SHOWN}" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--profile", ORDERS, "users"),
        ("--region", ORDERS, "users"),
        ("--config-file", f"/nowhere/{ORDERS}", "users"),
        ("--identity-endpoint", f"http://{ORDERS}", "users"),
        ("list", ORDERS),
        ("revoke", "demo.administrator", ORDERS, "--yes"),
        ("generate", ORDERS, "-d", "x"),
        ("users", "--output", ORDERS),
        (ORDERS,),
    ],
    ids=lambda arguments: " ".join(arguments).replace(ORDERS, "HERE"),
)
def test_rejected_arguments_print_no_control_sequences(hostile_command: Run, arguments: tuple[str, ...]) -> None:
    refused = hostile_command(*arguments)
    assert refused.returncode != 0
    assert is_inert(refused.stdout + refused.stderr)
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("name", ["user", "tenancy", "fingerprint", "region", "key_file"])
def test_rejected_configuration_values_print_no_control_sequences(
    hostile_command: Run, hostile_served: Served, tmp_path: Path, name: str
) -> None:
    spoilt = Config(hostile_served.config_file).spoil(tmp_path, **{name: f"it {ORDERS}"})
    refused = hostile_command("users", config=spoilt)
    assert refused.returncode != 0
    assert is_inert(refused.stdout + refused.stderr)
    assert "]0;owned" in refused.stderr


def test_invalid_settings_print_no_control_sequences(hostile_command: Run, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    for text in (f'"{_toml(ORDERS)}" = 1', f"region = 1 # {ORDERS}", f'[profiles."{_toml(ORDERS)}"]\nx = 1'):
        settings.write_text(text, encoding="utf-8")
        refused = hostile_command("users", OCI_SMTP_SETTINGS=str(settings))
        assert refused.returncode != 0
        assert is_inert(refused.stdout + refused.stderr)


def _toml(text: str) -> str:
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def test_app_screens_and_dialogs_show_control_sequences_as_text(
    open_app: Opener, hostile: HostileTenancy, hostile_served: Served, endpoints: tuple[str, ...], tmp_path: Path
) -> None:
    profile = f"prod {ORDERS}"
    config = Config(hostile_served.config_file).spoil(tmp_path, profile=profile)
    options = ("--config-file", str(config), "--profile", profile, *endpoints)
    app = open_app(*options, "open", "user", hostile.victim.ocid, size=BIG)
    seen(app, f"user {SHOWN}", f"about {SHOWN}", f"group {SHOWN}", r"sends \x1b]0;owned", "1 of 2")
    seen(app, r"prod \x1b]0;owned")
    app.press("P")
    app.wait_for("─ Profile ─")
    seen(app, f"prod {SHOWN}")
    app.press("escape")
    app.wait_for(gone="─ Profile ─")
    app.press("D")
    app.wait_for("To confirm")
    app.press("escape")
    app.wait_for("n Generate", gone="To confirm")
    app.press("n")
    app.wait_for_keyboard(FIELD)
    app.type("refused")
    app.wait_for("refused")
    hostile.refuses = "POST"
    app.press("enter")
    seen(app, f"because {SHOWN}")
    app.press("escape")
    app.wait_for(gone="because")
    app.press("!")
    app.wait_for("because")
    app.press("escape")
    app.wait_for(gone="because")
    hostile.refuses = "GET"
    app.press("r")
    seen(app, f"because {SHOWN}")
    assert app.is_running
    obeys_nothing(app)


def test_the_list_of_users_shows_control_sequences_as_text(
    open_app: Opener, hostile_served: Served, endpoints: tuple[str, ...]
) -> None:
    app = open_app("--config-file", str(hostile_served.config_file), *endpoints, "open", "users", size=BIG)
    app.wait_for("up to date", r"user \x1b]0;owned")
    app.press(":")
    app.wait_for("\n:")
    app.type("user nobody[/]")
    app.press("enter")
    app.wait_for("nobody[/]")
    obeys_nothing(app)
