import json
import os
from pathlib import Path

import pytest

from services.config.options import Options, directory_setting
from services.config.settings import Settings, load_settings, schema, settings_path
from services.model.errors import ConfigError


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    folder.chmod(0o700)
    return path


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml").fill(Options()) == Options()


def test_dev_null_as_the_settings_file_sets_nothing() -> None:
    assert load_settings(Path(os.devnull), is_named=True) == Settings()


def test_settings_precedence_is_flag_profile_table_top_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'region = "top"\ntheme = "nord"\n[profiles.WORK]\nregion = "mine"\nread_only = true\n')
    settings = load_settings(path)
    assert settings.fill(Options(profile="WORK")).region == "mine"
    assert settings.fill(Options(profile="WORK")).read_only
    assert settings.fill(Options(profile="WORK", region="flag")).region == "flag"
    assert settings.fill(Options()).region == "top"
    assert not settings.fill(Options()).read_only
    assert settings.fill(Options()).theme == "nord"


@pytest.mark.parametrize(
    ("text", "told", "hint"),
    [
        ('them = "x"', "unknown setting: them", "theme"),
        ("[profiles.A]\nreadonly = true", "profiles.A.readonly", "read_only"),
        ('read_only = "yes"', "read_only must be true or false", ""),
        ("clear_after = true", "clear_after must be a whole number", ""),
        ("demo = true", "unknown setting: demo", ""),
        ("theme = ", "isn't valid TOML", ""),
        ("keys = 3", "keys must be a table", "[keys]"),
        ('[keys]\n"open" = 1', "keys.open must be text", ""),
        ('read_only = "ja"', 'read_only must be true or false, not "ja"', ""),
        ("no_reveal = 1", "no_reveal must be true or false, not 1", ""),
        ("read_only = [true]", "not an array", ""),
        ("read_only = 1979-05-27", "not a date", ""),
        ("[read_only]", "not a table", ""),
        ("readonly = true", "unknown setting: readonly", "read_only"),
        ("clear_after = -5", 'clear_after can\'t be "-5"', "10 to 120"),
        ("clear_after = 0", 'clear_after can\'t be "0"', "10 to 120"),
        ("clear_after = nan", "not nan", ""),
        ("clear_after = 30.0", "not 30.0", ""),
        pytest.param("clear_after = " + "9" * 5000, "isn't valid TOML", "", id="digits"),
        pytest.param("clear_after = 0x" + "f" * 5000, "20,000 bits", "10 to 120", id="hexadecimal"),
        pytest.param("read_only = " + "[" * 60_000, "nested too deeply", "", id="nested"),
        pytest.param("x" + ".x" * 30_000 + " = 1", "nested too deeply", "", id="dotted"),
        pytest.param("[x" + ".x" * 30_000 + "]", "nested too deeply", "", id="header"),
    ],
)
def test_an_invalid_setting_is_rejected_with_the_file_and_a_hint(
    tmp_path: Path, text: str, told: str, hint: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        load_settings(path)
    assert told in refused.value.cause
    assert str(path) in refused.value.cause
    assert hint in refused.value.next_step
    assert refused.value.exit_code == 2
    assert len(refused.value.cause) < len(str(path)) + 200


def test_a_named_or_linked_settings_file_that_does_not_exist_is_rejected(tmp_path: Path) -> None:
    """It may have said `read_only`."""
    with pytest.raises(ConfigError, match="doesn't exist"):
        load_settings(tmp_path / "none.toml", is_named=True)
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "gone.toml")
    with pytest.raises(ConfigError, match="it is a link to a file that doesn't exist"):
        load_settings(link)


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_file_that_others_can_write_is_rejected(tmp_path: Path, place: str) -> None:
    path = written(tmp_path, 'theme = "nord"')
    (path if place == "file" else tmp_path).chmod(0o722)
    with pytest.raises(ConfigError, match="Other users can write"):
        load_settings(path)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give a file away")
def test_a_file_that_another_user_owns_is_rejected(tmp_path: Path) -> None:
    path = written(tmp_path, 'theme = "nord"')
    os.chown(path, 12345, 12345)
    with pytest.raises(ConfigError, match="another user"):
        load_settings(path)


def test_a_variable_sets_the_path_of_the_settings_file(tmp_path: Path) -> None:
    assert settings_path({"OCI_SMTP_SETTINGS": str(tmp_path / "mine.toml")}) == tmp_path / "mine.toml"


def test_the_schema_knows_every_setting() -> None:
    properties = json.loads(json.dumps(schema(["user.generate"])))["properties"]
    assert set(properties) == {*(set(Options.__dataclass_fields__) - {"demo", "no_input"}), "profiles", "keys"}
    assert properties["read_only"]["type"] == "boolean"
    assert properties["clear_after"]["type"] == "integer"
    assert list(properties["keys"]["properties"]) == ["user.generate"]


def test_the_schema_allows_the_same_values_as_the_app() -> None:
    properties = json.loads(json.dumps(schema([])))["properties"]
    assert (properties["clear_after"]["minimum"], properties["clear_after"]["maximum"]) == (10, 120)
    for kind in properties["directory"]["enum"]:
        assert directory_setting(Options(directory=kind)) == kind
    of_profiles = properties["profiles"]["additionalProperties"]["properties"]
    assert {"region", "auth", "read_only"} <= set(of_profiles)
    assert not {"profile", "theme", "directory"} & set(of_profiles)


def test_settings_apply_to_the_default_profile_of_the_oci_cli() -> None:
    settings = Settings(profiles={"production": {"read_only": True}})
    assert settings.fill(Options(), "production").read_only
    assert not settings.fill(Options(profile="test"), "production").read_only


def test_switching_profiles_drops_the_region_and_auth_type_of_the_old_profile() -> None:
    settings = Settings({"theme": "ansi-dark"}, {"production": {"read_only": True, "region": "uk-london-1"}})
    asked = Options(profile="test", region="eu-frankfurt-1", auth="security_token", identity_endpoint="https://proxy")
    switched = settings.for_profile(asked, "production")
    assert (switched.profile, switched.region, switched.auth) == ("production", "uk-london-1", "")
    assert switched.read_only
    assert (switched.theme, switched.identity_endpoint) == ("ansi-dark", "https://proxy")
    assert not settings.for_profile(asked, "test").read_only
