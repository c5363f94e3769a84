from dataclasses import fields
from pathlib import Path

import pytest

from services.config.options import Options
from services.config.profile import load_profile
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.model.errors import UsageError

PROFILES = ("flag", "ours", "oracles", "rc", "DEFAULT")


@pytest.fixture
def home_with_rc_file(tenancy: Tenancy, tmp_path: Path) -> Path:
    """A home with a configuration of five profiles, alike but for their names."""
    text = DemoAccount(tenancy).write(tmp_path).read_text().partition("\n")[2]
    (tmp_path / "config").write_text("".join(f"[{name}]\n{text}\n" for name in PROFILES))
    (tmp_path / "oci_cli_rc").write_text("[OCI_CLI_SETTINGS]\ndefault_profile=rc\n")
    return tmp_path


@pytest.mark.parametrize("strongest", range(len(PROFILES)))
def test_profile_precedence_is_flag_app_variable_oci_cli_variable_rc_file(
    home_with_rc_file: Path, strongest: int
) -> None:
    weaker = PROFILES[strongest:]
    environ = {
        "OCI_CLI_CONFIG_FILE": str(home_with_rc_file / "config"),
        "OCI_CLI_RC_FILE": str(home_with_rc_file / "nowhere"),
    }
    if "ours" in weaker:
        environ["OCI_SMTP_PROFILE"] = "ours"
    if "oracles" in weaker:
        environ["OCI_CLI_PROFILE"] = "oracles"
    if "rc" in weaker:
        environ["OCI_CLI_RC_FILE"] = str(home_with_rc_file / "oci_cli_rc")
    asked = Options(profile="flag") if "flag" in weaker else Options()
    assert load_profile(asked.filled_from(environ), environ).name == PROFILES[strongest]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"OCI_SMTP_REGION": "eu-frankfurt-1", "OCI_CLI_REGION": "ap-tokyo-1"}, "eu-frankfurt-1"),
        ({"OCI_CLI_REGION": "ap-tokyo-1"}, "ap-tokyo-1"),
        ({"OCI_CLI_REGION": ""}, "us-ashburn-1"),
    ],
)
def test_region_precedence_is_flag_app_variable_oci_cli_variable_profile(
    home_with_rc_file: Path, environ: dict[str, str], expected: str
) -> None:
    options = Options(config_file=str(home_with_rc_file / "config"), profile="flag").filled_from(environ)
    assert load_profile(options, environ).region == expected
    flagged = Options(config_file=str(home_with_rc_file / "config"), profile="flag", region="uk-london-1").filled_from(
        environ
    )
    assert load_profile(flagged, environ).region == "uk-london-1"


def test_auth_type_precedence_is_flag_app_variable_oci_cli_variable(home_with_rc_file: Path) -> None:
    environ = {"OCI_SMTP_AUTH": "security_token", "OCI_CLI_AUTH": "instance_principal"}
    assert Options(auth="api_key").filled_from(environ).auth == "api_key"
    assert Options().filled_from(environ).auth == "security_token"
    options = Options(config_file=str(home_with_rc_file / "config")).filled_from({"OCI_CLI_AUTH": "instance_principal"})
    assert load_profile(options, {}).auth.name == "instance_principal"
    with pytest.raises(UsageError, match='"kerberos"') as refusal:
        load_profile(Options(config_file=str(home_with_rc_file / "config"), auth="kerberos"), {})
    assert "resource_principal" in refusal.value.next_step


def test_config_file_precedence_is_flag_app_variable_oci_cli_variable(home_with_rc_file: Path) -> None:
    environ = {"OCI_SMTP_CONFIG_FILE": "ours", "OCI_CLI_CONFIG_FILE": "oracles"}
    assert Options(config_file="flag").filled_from(environ).config_path == "flag"
    assert Options().filled_from(environ).config_path == "ours"
    del environ["OCI_SMTP_CONFIG_FILE"]
    assert Options().filled_from(environ).config_path == "oracles"


def test_the_default_config_file_is_in_the_oci_directory_of_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Options().filled_from({}).config_path == str(tmp_path / ".oci" / "config")


@pytest.mark.parametrize("name", [name for name, field in Options.__dataclass_fields__.items()])
def test_every_option_has_a_variable(name: str) -> None:
    filled = getattr(Options().filled_from({f"OCI_SMTP_{name.upper()}": "1"}), name)
    assert filled == type(getattr(Options(), name))("1")


def test_clear_after_is_rejected_when_it_is_not_a_number() -> None:
    with pytest.raises(UsageError, match="OCI_SMTP_CLEAR_AFTER"):
        Options().filled_from({"OCI_SMTP_CLEAR_AFTER": "soon"})


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("YES", True), ("0", False), ("false", False)])
def test_a_switch_can_be_set_either_way(value: str, meant: bool) -> None:
    assert Options().filled_from({"OCI_SMTP_READ_ONLY": value}).read_only is meant


def test_no_color_applies_unless_it_is_empty() -> None:
    assert Options().filled_from({"NO_COLOR": "0"}).no_color
    assert not Options().filled_from({"NO_COLOR": ""}).no_color


SWITCHES = [each.name for each in fields(Options) if isinstance(each.default, bool)]
NO_SWITCH = [
    "ja",
    "y",
    "t",
    "enabled",
    "true ",
    " true",
    " ",
    "\t",
    "2",
    "-1",
    "00",
    "1.0",
    "oui",
    "\uff34\uff32\uff35\uff25",
    "\uff54rue",
]
NO_SWITCH += [
    "true\n",
    "tr\u200bue",
    "\u0661",
    "TRUE;",
    "none",
    "null",
    "disabled",
    "\ufb00",
    "o\ufb00",
    "nO\u0307",
    "x" * 500,
]


@pytest.mark.parametrize("text", NO_SWITCH)
@pytest.mark.parametrize("name", SWITCHES)
def test_an_invalid_switch_value_is_rejected(name: str, text: str) -> None:
    variable = f"OCI_SMTP_{name.upper()}"
    with pytest.raises(UsageError) as refused:
        Options().filled_from({variable: text})
    assert refused.value.exit_code == 2
    assert f"{variable} can't be \"{text[:60]}" in refused.value.cause
    assert len(refused.value.cause) < 120
    assert refused.value.next_step == "Use 1, true, yes, on, 0, false, no, or off."


@pytest.mark.parametrize("text", ["1", "true", "yes", "on", "TRUE", "Yes", "oN"])
def test_a_switch_is_on_for_1_true_yes_and_on(text: str) -> None:
    assert Options().filled_from({"OCI_SMTP_NO_REVEAL": text}).no_reveal


@pytest.mark.parametrize("text", ["", "0", "false", "no", "off", "OFF", "False"])
def test_a_switch_is_off_for_empty_0_false_no_and_off(text: str) -> None:
    assert not Options().filled_from({"OCI_SMTP_NO_REVEAL": text}).no_reveal


def test_a_variable_is_validated_even_when_its_flag_is_given() -> None:
    with pytest.raises(UsageError, match="OCI_SMTP_READ_ONLY"):
        Options(read_only=True).filled_from({"OCI_SMTP_READ_ONLY": "ja"})
    assert Options(read_only=True).filled_from({"OCI_SMTP_READ_ONLY": "0"}).read_only


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("OCI_SMTP_READONLY", "OCI_SMTP_READ_ONLY"),
        ("OCI_SMTP_READ_ONY", "OCI_SMTP_READ_ONLY"),
        ("oci_smtp_read_only", "OCI_SMTP_READ_ONLY"),
        ("OCI_SMTPREADONLY", "OCI_SMTP_READ_ONLY"),
        ("OCISMTP_READ_ONLY", "OCI_SMTP_READ_ONLY"),
        ("OCI_SMTP_READ_ONLY_", "OCI_SMTP_READ_ONLY"),
        ("OCI_SMTP_READ_ONLY_MODE", "OCI_SMTP_READ_ONLY"),
        ("OCI_SMTP_REVEAL", "OCI_SMTP_NO_REVEAL"),
        ("OCI_SMTP_NOREVEAL", "OCI_SMTP_NO_REVEAL"),
        ("OCI_SMTP_STATEDIR", "OCI_SMTP_STATE_DIR"),
        ("OCI_SMTP_CONFIGFILE", "OCI_SMTP_CONFIG_FILE"),
    ],
)
def test_a_misspelled_variable_is_rejected_with_a_suggestion(name: str, like: str) -> None:
    with pytest.raises(UsageError, match=f"Unknown variable: {name}") as refused:
        Options().filled_from({name: "1"})
    assert f"Did you mean {like}?" in refused.value.next_step


def test_variables_of_programs_that_send_mail_are_ignored() -> None:
    theirs = ("USER", "USERNAME", "PASSWORD", "HOST", "PORT", "SENDER", "FROM", "SERVER", "TLS", "URL", "SETTINGS")
    assert Options().filled_from({f"OCI_SMTP_{name}": "/x" for name in theirs}) == Options()


@pytest.mark.parametrize(
    "text",
    ["-5", "+30", " 30", "30 ", "3_0", "٣٠", "\uff13\uff10", "1e3", "NaN", "inf", "30.0", "0x1e", "0", "9" * 5000, "³"],
)
def test_clear_after_is_rejected_unless_it_is_a_valid_ascii_number(text: str) -> None:
    with pytest.raises(UsageError, match="OCI_SMTP_CLEAR_AFTER") as refused:
        Options().filled_from({"OCI_SMTP_CLEAR_AFTER": text})
    assert len(str(refused.value)) < 120
