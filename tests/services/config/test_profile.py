import os
import re
import secrets
from pathlib import Path

import pytest

from services.config.options import Options
from services.config.profile import load_profile, profile_names
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.model.errors import ConfigError, ExitCode


@pytest.fixture
def config_file(tenancy: Tenancy, tmp_path: Path) -> Path:
    return DemoAccount(tenancy).write(tmp_path)


def refused(config_file: Path, profile: str = "") -> ConfigError:
    """The rejection, which names the file, says what to do, and has no other error behind it."""
    with pytest.raises(ConfigError) as refusal:
        load_profile(Options(config_file=str(config_file), profile=profile), {"OCI_CLI_RC_FILE": os.devnull})
    error = refusal.value
    assert str(config_file) in error.cause
    assert error.next_step
    assert error.exit_code is ExitCode.DENIED
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    return error


def change(config_file: Path, key: str, value: str | None) -> None:
    """Give the key another value, or none."""
    lines = [line for line in config_file.read_text().splitlines() if not line.startswith(f"{key}=")]
    config_file.write_text("\n".join([*lines, *([] if value is None else [f"{key}={value}"])]) + "\n")


def test_a_usable_profile_is_read_whole(tenancy: Tenancy, config_file: Path) -> None:
    profile = load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": os.devnull})
    assert (profile.name, profile.user, profile.tenancy) == ("DEFAULT", tenancy.admin_ocid, tenancy.ocid)
    assert profile.region == tenancy.home_region
    assert Path(profile.key_file).read_text().startswith("-----BEGIN")


def test_a_missing_config_file_suggests_oci_setup_config(tmp_path: Path) -> None:
    assert "oci setup config" in refused(tmp_path / "nowhere").next_step


def test_a_config_file_that_is_a_directory_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.mkdir()
    assert refused(path).cause == f"Can't read {path}: it is a directory, not a regular file."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_config_file_without_read_permission_is_rejected(config_file: Path) -> None:
    config_file.chmod(0)
    assert "ermission" in refused(config_file).cause


@pytest.mark.parametrize("content", [b"user=before any section\n", b"[DEFAULT\n", b"\xff\xfe\x00[", b"[a]\n[a]\n"])
def test_a_malformed_config_file_is_rejected(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config"
    path.write_bytes(content)
    refused(path)


def test_an_empty_config_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.touch()
    assert "DEFAULT" in refused(path).cause


def test_an_unknown_profile_lists_the_profiles_and_suggests_the_closest(config_file: Path) -> None:
    config_file.write_text(config_file.read_text() + "[production]\n[staging]\n")
    error = refused(config_file, profile="prodcution")
    assert "DEFAULT, production, staging" in error.cause
    assert "Did you mean production?" in error.next_step


@pytest.mark.parametrize("key", ["user", "tenancy", "fingerprint", "key_file", "region"])
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_entry_is_named(config_file: Path, key: str, value: str | None) -> None:
    change(config_file, key, value)
    assert key in refused(config_file).cause


def test_all_missing_entries_are_named_together(config_file: Path) -> None:
    change(config_file, "user", None)
    change(config_file, "key_file", None)
    assert "is missing user and key_file" in refused(config_file).cause


@pytest.mark.parametrize("key", ["user", "tenancy"])
@pytest.mark.parametrize(
    "value", ["anna", "ocid1.user", "ocid1.user.oc1..", "ocid1.user.oc1..aaaa/../x", "ocid1.user.oc1..aaaa bbb"]
)
def test_an_invalid_ocid_is_shown_with_its_key(config_file: Path, key: str, value: str) -> None:
    change(config_file, key, value)
    error = refused(config_file)
    assert key in error.cause
    assert value in error.cause


@pytest.mark.parametrize("value", ["12:34", "zz" + ":00" * 15, "00" * 16])
def test_a_malformed_fingerprint_is_shown(config_file: Path, value: str) -> None:
    change(config_file, "fingerprint", value)
    assert value in refused(config_file).cause


def test_key_content_in_the_environment_replaces_a_missing_key_file(config_file: Path) -> None:
    change(config_file, "key_file", None)
    profile = load_profile(Options(config_file=str(config_file)), {"OCI_CLI_KEY_CONTENT": "the key"})
    assert (profile.key_content, profile.key_file, profile.key_name) == ("the key", "", "in OCI_CLI_KEY_CONTENT")


def test_key_content_in_the_environment_takes_precedence_over_a_key_file(config_file: Path) -> None:
    profile = load_profile(Options(config_file=str(config_file)), {"OCI_CLI_KEY_CONTENT": "the key"})
    assert (profile.key_content, profile.key_name) == ("the key", "in OCI_CLI_KEY_CONTENT")
    assert profile.key_file


@pytest.mark.parametrize("missing", ["user", "tenancy", "fingerprint"])
def test_key_content_in_the_environment_does_not_replace_other_entries(config_file: Path, missing: str) -> None:
    change(config_file, missing, None)
    with pytest.raises(ConfigError, match=f"is missing {missing}."):
        load_profile(Options(config_file=str(config_file)), {"OCI_CLI_KEY_CONTENT": "the key"})


def test_key_content_in_the_config_file_is_ignored(config_file: Path) -> None:
    """The SDK takes `key_content` from the environment of its own commands alone, and so do we."""
    change(config_file, "key_content", "in the file")
    assert load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": os.devnull}).key_content == ""


def test_a_repeated_default_section_is_read_as_one(config_file: Path) -> None:
    lines = config_file.read_text().splitlines()
    config_file.write_text("\n".join([*lines[:3], "[DEFAULT]", *lines[3:], "[other]", "region=ap-tokyo-1"]))
    for name in ("DEFAULT", "other"):
        assert load_profile(Options(config_file=str(config_file), profile=name), {"OCI_CLI_RC_FILE": os.devnull}).user


def test_values_with_percent_signs_are_taken_as_they_are(config_file: Path) -> None:
    passphrase = f"100%({secrets.token_hex(4)})s"
    change(config_file, "pass_phrase", passphrase)
    assert load_profile(Options(config_file=str(config_file)), {}).passphrase == passphrase


def test_a_profile_never_shows_its_passphrase(config_file: Path) -> None:
    passphrase = secrets.token_hex(8)
    change(config_file, "pass_phrase", passphrase)
    profile = load_profile(Options(config_file=str(config_file)), {})
    assert passphrase not in f"{profile} {profile!r} {[profile]}"


def test_the_case_of_a_fingerprint_does_not_matter(config_file: Path) -> None:
    profile = load_profile(Options(config_file=str(config_file)), {})
    change(config_file, "fingerprint", profile.fingerprint.upper())
    assert load_profile(Options(config_file=str(config_file)), {}) == profile


def test_the_profiles_of_a_file_are_listed(config_file: Path) -> None:
    config_file.write_text(config_file.read_text() + "[other]\nregion=ap-tokyo-1\n")
    assert profile_names(str(config_file)) == ["DEFAULT", "other"]


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"[OCI_CLI_SETTINGS]\n"])
def test_an_rc_file_that_says_nothing_changes_nothing(config_file: Path, tmp_path: Path, content: bytes) -> None:
    rc_file = tmp_path / "rc"
    rc_file.write_bytes(content)
    environ = {"OCI_CLI_RC_FILE": str(rc_file)}
    assert load_profile(Options(config_file=str(config_file)), environ).name == "DEFAULT"


@pytest.mark.parametrize("content", [b"\xff\xfe[", b"no section\n", b"[OCI_CLI_SETTINGS]\njunk\n", b"[A]\n[A]\n", None])
def test_an_unreadable_rc_file_is_rejected(config_file: Path, tmp_path: Path, content: bytes | None) -> None:
    """It could name another profile, and so another tenancy."""
    rc_file = tmp_path / "rc"
    rc_file.symlink_to(tmp_path / "gone") if content is None else rc_file.write_bytes(content)
    with pytest.raises(ConfigError, match=re.escape(f"Can't read {rc_file}: ")):
        load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": str(rc_file)})


def test_a_default_profile_setting_in_the_config_file_adds_a_notice(config_file: Path) -> None:
    config_file.write_text(config_file.read_text() + "[OCI_CLI_SETTINGS]\ndefault_profile=OTHER\n")
    profile = load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": os.devnull})
    assert profile.name == "DEFAULT"
    assert any("default_profile doesn't count there" in notice for notice in profile.notices)


CONFIGURATIONS: dict[str, tuple[bytes, str]] = {
    "UTF-16": ("\ufeff[DEFAULT]\nuser=SECRET\n".encode("utf-16-le"), "it is UTF-16 text"),
    "UTF-16 without a mark": ("[DEFAULT]\nuser=SECRET\n".encode("utf-16-le"), "it is UTF-16 text"),
    "Latin-1 comment": (b"[DEFAULT]\n# SECRET caf\xe9\nuser=SECRET\n", "line 2 isn't UTF-8 text"),
    "cp1250 value": (
        b"[DEFAULT]\nregion=SECRET\nkey_file=/home/SECRET/\x9aulc/key\n",
        "line 3 (key_file) isn't UTF-8 text",
    ),
    "duplicate key": (b"[DEFAULT]\nuser=SECRET\nuser=SECRET2\n", "line 3 sets user in [DEFAULT] a second time"),
    "duplicate section": (b"[A]\nuser=SECRET\n[A]\nuser=SECRET2\n", "line 3 begins [A] a second time"),
    "junk line": (b"[DEFAULT]\nuser=x\nSECRET\n", "line 3 is neither [PROFILE] nor KEY=VALUE"),
    "no section": (b"user=SECRET\n", "line 1 stands before the first [PROFILE]"),
    "empty": (b"", "is empty: it has no profile DEFAULT"),
}


@pytest.mark.parametrize("what", CONFIGURATIONS)
def test_a_config_file_error_shows_the_cause_but_not_the_text(tmp_path: Path, what: str) -> None:
    content, why = CONFIGURATIONS[what]
    path = tmp_path / "config"
    path.write_bytes(content)
    error = refused(path)
    assert why in error.cause
    assert "SECRET" not in error.cause
    assert ("oci setup config" in error.next_step) == (what == "empty")


def test_a_byte_order_mark_is_ignored(config_file: Path) -> None:
    config_file.write_bytes(b"\xef\xbb\xbf" + config_file.read_bytes())
    assert load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": os.devnull}).user


@pytest.mark.parametrize(("key", "other"), [("user", "tenancy"), ("tenancy", "user")])
def test_an_ocid_of_the_wrong_kind_is_reported_with_its_line(config_file: Path, key: str, other: str) -> None:
    change(config_file, key, f"ocid1.{other}.oc1..aaaa")
    line = config_file.read_text().splitlines().index(f"{key}=ocid1.{other}.oc1..aaaa") + 1
    cause = refused(config_file).cause
    assert f", line {line}: " in cause
    assert f"is the OCID of a {other}, not of a {key}" in cause


def test_an_invalid_value_in_the_environment_is_reported_with_its_variable(config_file: Path) -> None:
    environ = {"OCI_CLI_USER": "anna", "OCI_CLI_RC_FILE": os.devnull}
    with pytest.raises(ConfigError, match='OCI_CLI_USER: "anna" isn\'t the OCID of a user'):
        load_profile(Options(config_file=str(config_file)), environ)


def test_a_tenancy_ocid_in_the_original_format_is_accepted(config_file: Path) -> None:
    change(config_file, "tenancy", "ocidv1:tenancy:oc1:phx:1460406592660:aaaaaaaab4faofrfkxecohhjuivjq262pu")
    assert load_profile(Options(config_file=str(config_file)), {"OCI_CLI_RC_FILE": os.devnull}).tenancy
