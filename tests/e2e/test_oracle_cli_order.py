"""Who signs, and where: out of environment, rc file and configuration file we take what Oracle's own CLI takes."""

import itertools
from pathlib import Path

import pytest

from services.config.options import Options
from services.config.profile import load_profile
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from tests.e2e.oracle_cli import found_by_the_cli

RC = """
[OCI_CLI_SETTINGS]
default_profile={default}
[DEFAULT]
region=ap-osaka-1
[B]
region=eu-zurich-1
[T]
auth=security_token
"""
USER = "ocid1.user.oc1..aaaafromtheenvironment"
TENANCY = "ocid1.tenancy.oc1..aaaafromtheenvironment"
FINGERPRINT = ":".join(["ab"] * 16)


@pytest.fixture
def home_with_profiles(tmp_path: Path) -> Path:
    """A home with profiles DEFAULT, A, B and T, the last with a security token, and no rc file."""
    oci = tmp_path / ".oci"
    keyed, tokened = oci / "keyed", oci / "tokened"
    for folder in (keyed, tokened):
        folder.mkdir(parents=True)
    tenancy = Tenancy(users=20)
    key = DemoAccount(tenancy).write(keyed).read_text().partition("\n")[2]
    other = DemoAccount(tenancy, tenancy.user_ocid("kim.park")).write(keyed).read_text().partition("\n")[2]
    token = DemoAccount(tenancy, token=True).write(tokened).read_text().partition("\n")[2]
    (oci / "config").write_text(f"[DEFAULT]\n{key}\n[A]\n{other}\n[B]\n{other}\n[T]\n{token}\n")
    (tmp_path / "other-key.pem").write_text((keyed / "oci_api_key.pem").read_text())
    return tmp_path


def situations(home: Path) -> list[dict[str, str]]:
    """Environments, each with a home of its own where the rc files differ."""
    profile = [{}, {"OCI_CLI_PROFILE": "A"}, {"OCI_CLI_PROFILE": "B"}]
    region = [{}, {"OCI_CLI_REGION": "uk-london-1"}]
    whole = {"OCI_CLI_USER": USER, "OCI_CLI_TENANCY": TENANCY, "OCI_CLI_FINGERPRINT": FINGERPRINT}
    key = {"OCI_CLI_KEY_FILE": str(home / "other-key.pem")}
    keys = [{}, {"OCI_CLI_USER": USER}, whole | key, whole | {"OCI_CLI_KEY_CONTENT": "PEM"}, key]
    return [
        {"HOME": str(place)} | rc | some | where | who
        for place in (home, home / "with-rc")
        for rc in ({}, {"OCI_CLI_RC_FILE": str(home / "another-rc")})
        for some, where, who in itertools.product(profile, region, keys)
    ] + [
        {"HOME": str(home), "OCI_CLI_PROFILE": "T", "OCI_CLI_AUTH": "security_token"},
        {"HOME": str(home / "with-rc"), "OCI_CLI_PROFILE": "T"},
        {"HOME": str(home / "of-old"), "OCI_CLI_CONFIG_FILE": str(home / ".oci/config")},
    ]


def rc_files(home: Path) -> None:
    """A second home with an rc file, a third with the one of old, and an rc file that only a variable names."""
    for name, file, default in (("with-rc", "oci_cli_rc", "B"), ("of-old", "cli-defaults", "A")):
        place = home / name / ".oci"
        place.mkdir(parents=True)
        (place / "config").write_text((home / ".oci/config").read_text())
        (place / file).write_text(RC.format(default=default))
    (home / "another-rc").write_text(RC.format(default="A"))


def ours(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setenv("HOME", environ["HOME"])
    found = load_profile(Options().filled_from(environ), environ)
    names = ("name", "user", "tenancy", "fingerprint", "key_file", "region", "security_token_file")
    return {"auth": found.auth.name, **{name: getattr(found, name) for name in names}}


def test_the_app_selects_the_same_profile_key_and_region_as_the_oci_cli(
    oci_program: str, home_with_profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rc_files(home_with_profiles)
    asked = situations(home_with_profiles)
    answers = found_by_the_cli(oci_program, "signs with", asked, 90)
    assert {item["name"] for item in answers} == {"DEFAULT", "A", "B", "T"}, "the situations differ"
    for environ, their in zip(asked, answers, strict=True):
        assert ours(environ, monkeypatch) == their, environ
