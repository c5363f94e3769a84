"""The report for a bug: what is in it, and that nothing in it says whose it is."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from services.checkup.bug_report import bug_report
from services.checkup.order import CheckupContext
from services.config.options import Options
from services.model.errors import ConfigError

MARK = "Xq7w9Zr3"
"""Stands in every value that must not be in the report."""


def refuse() -> object:
    raise ConfigError(f"no {MARK}", MARK)


def report(options: Options) -> str:
    return "\n".join(bug_report(CheckupContext(options, os.environ, refuse)))  # type: ignore[arg-type]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Options:
    """A configuration, settings, and an environment in which every value has the mark."""
    config = tmp_path / "config"
    config.write_text(
        f"[{MARK}]\nuser=ocid1.user.oc1..{MARK}\ntenancy=ocid1.tenancy.oc1..{MARK}\nfingerprint={MARK}\n"
        f"key_file=/home/{MARK}/key.pem\npass_phrase={MARK}\nregion=eu-frankfurt-1\n{MARK}={MARK}\n"
    )
    settings = tmp_path / "settings.toml"
    settings.write_text(f'profile = "{MARK}"\nregion = "eu-frankfurt-1"\n[profiles.{MARK}]\nread_only = true\n')
    settings.chmod(0o600)
    for name in ("LC_ALL", "LC_CTYPE", "TERM", "TERM_PROGRAM", "COLORTERM", "SSH_TTY", "SSH_CONNECTION", "TMUX"):
        monkeypatch.setenv(name, MARK)
    for name in (
        "OCI_CLI_PASSPHRASE",
        "OCI_CLI_PKCS11_PIN",
        "OCI_CLI_USER",
        "OCI_SMTP_VAULT_ENDPOINT",
        "NO_PROXY",
        "OCI_SMTP_PROFILE",
    ):
        monkeypatch.setenv(name, MARK)
    monkeypatch.setenv("OCI_SMTP_SETTINGS", str(settings))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{MARK}:{MARK}@proxy.example.com:3128/{MARK}?{MARK}")
    return Options(config_file=str(config), profile=MARK, theme=MARK, clipboard="tmux", auth="api_key")


def test_the_report_lists_versions_settings_and_environment(configured: Options) -> None:
    told = report(configured)
    for line in (
        r"oci-smtp: \d+\.\d+",
        r"python: 3\.",
        "TERM: other",
        "around: ssh, tmux",
        "clipboard: tmux",
        "theme: set",
        "auth: api_key",
        "keys: user, tenancy, fingerprint, key_file, pass_phrase, region",
        "other keys: 1",
        "region: eu-frankfurt-1",
        "realm: oc1",
        "HTTPS_PROXY: http://proxy.example.com:3128",
        "NO_PROXY: 1 entries",
        "set: .*OCI_CLI_PASSPHRASE, OCI_CLI_PKCS11_PIN",
        "configuration: fault",
    ):
        assert re.search(f"^{line}", told, re.MULTILINE), line


def test_the_report_contains_no_values_of_a_user_or_a_tenancy(configured: Options, tmp_path: Path) -> None:
    told = report(configured) + report(replace(configured, region=MARK)) + report(Options())
    assert MARK.lower() not in told.lower()
    assert str(tmp_path) not in told
    assert "ocid1." not in told


@pytest.mark.parametrize(
    "proxy",
    [
        f"http://u:p/{MARK}@proxy:1",
        f"u:{MARK}@h@x",
        f"{MARK}://h",
        f"http://{MARK}@[::1",
        f"http://h:{MARK}",
        f"a@{MARK}@h",
    ],
)
def test_a_proxy_that_cannot_be_parsed_is_not_repeated_in_the_report(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    told = report(Options(config_file="/nowhere"))
    assert "ALL_PROXY: other" in told
    assert MARK not in told
