"""Where the program's own files are."""

from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from services.config.paths import journal_folder, settings_file, state_folder
from services.model.errors import UsageError


def test_variables_set_the_state_directory_and_the_settings_file(tmp_path: Path) -> None:
    assert state_folder({"OCI_SMTP_STATE_DIR": str(tmp_path)}) == str(tmp_path)
    assert state_folder({"OCI_SMTP_STATE_DIR": "~/here"}) == str(Path.home() / "here")
    assert settings_file({"OCI_SMTP_SETTINGS": "~/mine.toml"}) == str(Path.home() / "mine.toml")


@pytest.mark.parametrize("asked", ["state", "./state", "../state", ".", "~nobodyatall/state", " /state", "a/../state"])
@pytest.mark.parametrize("variable", ["OCI_SMTP_STATE_DIR", "OCI_SMTP_SETTINGS"])
def test_a_relative_path_in_a_variable_is_rejected(variable: str, asked: str) -> None:
    """From another directory `recover` would see nothing, and `read_only` would not count."""
    find = journal_folder if variable == "OCI_SMTP_STATE_DIR" else settings_file
    with pytest.raises(UsageError) as refused:
        find({variable: asked})
    assert f'{variable} can\'t be "{asked}"' in refused.value.cause
    assert f"such as {Path.cwd().root}" in refused.value.next_step


@pytest.mark.parametrize("home", ["relative", "."])
def test_a_relative_home_is_rejected(home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", home)
    for find, variable in ((journal_folder, "XDG_STATE_HOME"), (settings_file, "XDG_CONFIG_HOME")):
        with pytest.raises(UsageError, match=f'HOME is "{home}"') as refused:
            find({"HOME": home, variable: "relative"})
        assert variable in refused.value.next_step
        assert find({"HOME": home, variable: str(tmp_path)}).startswith(str(tmp_path))


@pytest.mark.parametrize("place", ["", "relative", "absolute"])
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_the_default_paths_match_platformdirs(
    place: str, system: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the words of platformdirs, which takes too long to import to be asked each time."""

    judge = (MacOS if system == "darwin" else Unix)("oci-smtp", appauthor=False)
    environ = {}
    for kind in ("CONFIG", "STATE"):
        monkeypatch.delenv(f"XDG_{kind}_HOME", raising=False)
        if place:
            environ[f"XDG_{kind}_HOME"] = str(tmp_path / kind) if place == "absolute" else place
            monkeypatch.setenv(f"XDG_{kind}_HOME", environ[f"XDG_{kind}_HOME"])
    monkeypatch.setattr("services.config.paths.sys.platform", system)
    assert settings_file(environ) == str(judge.user_config_path / "config.toml")
    assert journal_folder(environ) == str(judge.user_state_path / "journal")
