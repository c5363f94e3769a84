"""The settings file: one strict TOML file of ours, checked word by word."""

import difflib
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, replace
from pathlib import Path
from typing import Any

from services.config.options import LONGEST_SHOWN, Options, check_range, help_of, settable, written
from services.config.paths import settings_file
from services.model.errors import ConfigError, ExitCode, UsageError
from services.system.outside_file import read_text, reason

MOST_BYTES = 65_536
"""Of the file: a setting is a line."""

MOST_DOTS = 200
"""In a line. Of a key with thousands of them Python's TOML reader takes half a minute."""

TYPE_NAMES = {str: ("string", "text"), bool: ("boolean", "true or false"), int: ("integer", "a whole number")}
"""Of each type that a setting can have: its name in a JSON schema, and what a person reads."""


class SettingsError(ConfigError):
    """The settings file says what can't be meant. It is a usage error, as the same in a variable or flag is."""

    title = "Settings"
    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Settings:
    """What the file says."""

    options: Mapping[str, object] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Commands by id, each with its keys in place of those of the registry."""

    def fill(self, options: Options, usual_profile: str = "DEFAULT") -> Options:
        """The options; those that aren't set come from the profile's table, then from the top of the file."""
        name = options.profile or str(self.options.get("profile", "")) or usual_profile
        return options.filled_with(self.profiles.get(name, {})).filled_with(self.options)

    def for_profile(self, asked: Options, profile: str) -> Options:
        """The options with another profile, which says itself in which region and how to sign in.

        `asked` are the options without this file: what the file says of one profile is not said of the other.
        """
        return self.fill(replace(asked, profile=profile, region="", auth=""))


def settings_path(environ: Mapping[str, str]) -> Path:
    """The file to read. It might not exist."""
    return Path(settings_file(environ))


def load_settings(path: Path, is_named: bool = False) -> Settings:
    """Read the file; where there is none, nothing is set, unless it was named (`is_named`). /dev/null is none.

    Raises:
        SettingsError: it can't be read, is not TOML, or says something that is not a setting; the nearest is named.
    """
    if str(path) == os.devnull:
        return Settings()
    try:
        text = read_text(path, MOST_BYTES)
        _refuse_strangers(path)
    except FileNotFoundError:
        _refuse_absent(path, is_named)
        return Settings()
    except OSError as error:
        raise SettingsError(
            f"Can't read {path}: {reason(error)}.", "Correct the file, or set OCI_SMTP_SETTINGS to another one."
        ) from None
    content = _parsed(text, path)
    keys = _table(content.pop("keys", {}), "keys", path)
    profiles = _table(content.pop("profiles", {}), "profiles", path)
    return Settings(
        options=_checked(content, settable(), "", path),
        profiles={
            name: _checked(_table(table, f"profiles.{name}", path), _per_profile(), f"profiles.{name}.", path)
            for name, table in profiles.items()
        },
        keys=_checked(keys, dict.fromkeys(keys), "keys.", path),
    )


def _refuse_strangers(path: Path) -> None:
    """A user who can write the settings can send a password elsewhere, for example with `smtp_endpoint`.

    Raises:
        SettingsError: the file or its directory belongs to another user, or others can write there.
        OSError: it cannot be looked at.
    """
    if os.name != "posix":
        return
    for place in (path, path.parent):
        found = place.stat()
        if found.st_uid not in (os.getuid(), 0):
            raise SettingsError(
                f"{place} belongs to another user of this computer.", "Change its owner to your user, or move the file."
            )
        if stat.S_IMODE(found.st_mode) & 0o022 and not found.st_mode & stat.S_ISVTX:
            raise SettingsError(f"Other users can write to {place}.", f"Run chmod go-w {place}")


def _refuse_absent(path: Path, is_named: bool) -> None:
    """What a file that was named or linked was to say, such as `read_only`, would else be lost unseen.

    Raises:
        SettingsError: the path is a link that leads nowhere, or was named.
    """
    if os.path.islink(path):
        raise SettingsError(
            f"Can't read {path}: it is a link to a file that doesn't exist.", "Correct the link, or delete it."
        )
    if is_named:
        raise SettingsError(f"Can't read {path}: it doesn't exist.", "Correct or unset OCI_SMTP_SETTINGS.")


def schema(command_ids: Iterable[str]) -> dict[str, object]:
    """A JSON schema of the file, for editors. `command_ids` are those to which a key can be given."""
    strict = {"type": "object", "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of oci-smtp",
        **strict,
        "properties": {
            **_properties(settable()),
            "profiles": {
                "type": "object",
                "additionalProperties": {**strict, "properties": _properties(_per_profile())},
            },
            "keys": {**strict, "properties": {name: {"type": "string"} for name in command_ids}},
        },
    }


def _properties(declared: "Mapping[str, Field[Any]]") -> dict[str, object]:
    checks = {"minimum": "least", "maximum": "most", "enum": "choices"}
    return {
        name: {
            "type": TYPE_NAMES[type(each.default)][0],
            "description": help_of(each),
            **{keyword: each.metadata[check] for keyword, check in checks.items() if check in each.metadata},
        }
        for name, each in declared.items()
    }


def _parsed(text: str, path: Path) -> dict[str, Any]:
    # Imported only where there is a file to read, so that quick commands stay quick.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    too_deep = SettingsError(f"Can't read {path}: it is nested too deeply.", "Correct the file.")
    if any(line.count(".") > MOST_DOTS for line in text.split("\n")):
        raise too_deep
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise too_deep from None
    except ValueError as error:  # also a number of more digits than Python reads
        raise SettingsError(f"{path} isn't valid TOML: {error}.", "Correct the line.") from None
    return content


def _per_profile() -> "dict[str, Field[Any]]":
    return {name: each for name, each in settable().items() if each.metadata.get("per_profile")}


def _table(value: Any, name: str, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{path}: {name} must be a table.", f"Start the table with [{name}].")
    return value


def _checked(
    values: Mapping[str, Any], declared: "Mapping[str, Field[Any] | None]", prefix: str, path: Path
) -> dict[str, Any]:
    """The values of a table, each as it is declared; one that is not declared further is a text."""
    for name, value in values.items():
        if name not in declared:
            near = difflib.get_close_matches(name, [*declared, "profiles", "keys"], n=1)
            hint = f"Did you mean {prefix}{near[0]}?" if near else f"Settings: {', '.join(declared)}."
            raise SettingsError(f"{path}: unknown setting: {prefix}{name}.", hint)
        each = declared[name]
        kind = type(each.default) if each else str
        if type(value) is not kind:
            told = f"{path}: {prefix}{name} must be {TYPE_NAMES[kind][1]}, not {_shown(value)}."
            raise SettingsError(told, "Correct the line.")
        if each:
            _check_range(each, value, f"{path}: {prefix}{name}")
    return dict(values)


def _check_range(each: "Field[Any]", value: object, said_by: str) -> None:
    try:
        check_range(each, value, said_by)
    except UsageError as error:
        raise SettingsError(error.cause, error.next_step) from None


def _shown(value: object) -> str:
    """A value as the file has it, cut short. A table, array, or date is only called so."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        text = f'"{value}"' if isinstance(value, str) else written(value) if isinstance(value, int) else str(value)
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return "a table" if isinstance(value, dict) else "an array" if isinstance(value, list) else "a date or time"
