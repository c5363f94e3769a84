"""The settings file: one strict TOML file of ours, checked word by word."""

import difflib
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from services.errors import ConfigError
from services.options import Options, settable
from services.paths import settings_file

PER_PROFILE = (
    "auth",
    "region",
    "read_only",
    "identity_endpoint",
    "email_endpoint",
    "vault_endpoint",
    "auth_endpoint",
    "smtp_endpoint",
)
"""What a `[profiles.NAME]` table may hold."""

TYPE_NAMES = {str: "a text", bool: "true or false", int: "a whole number"}
SCHEMA_NAMES = {str: "string", bool: "boolean", int: "integer"}


@dataclass(frozen=True)
class Settings:
    """What the file says."""

    options: Mapping[str, object] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Commands by id, each with its keys in place of those of the registry."""

    def fill(self, options: Options, usual_profile: str = "DEFAULT") -> Options:
        """The options, with those not asked for taken from the profile's table, then from the top of the file."""
        name = options.profile or str(self.options.get("profile", "")) or usual_profile
        return options.filled_with(self.profiles.get(name, {})).filled_with(self.options)

    def for_profile(self, asked: Options, profile: str) -> Options:
        """The options with another profile, which says itself in which region and how to sign in.

        `asked` is what was asked for without this file: what the file says of one profile is not said of the other.
        """
        return self.fill(replace(asked, profile=profile, region="", auth=""))


def settings_path(environ: Mapping[str, str]) -> Path:
    """The file to read. It may not exist."""
    return Path(settings_file(environ))


def load_settings(path: Path) -> Settings:
    """Read the file; where there is none, nothing is set.

    Raises:
        ConfigError: it is not TOML, or says something that is not a setting; the nearest one is named.
    """
    try:
        _refuse_strangers(path)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.", "Check its owner and mode.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text.", "Correct it.") from None
    content = _parsed(text, path)
    keys = _table(content.pop("keys", {}), "keys", path)
    profiles = _table(content.pop("profiles", {}), "profiles", path)
    return Settings(
        options=_checked(content, settable(), "", path),
        profiles={
            name: _checked(_table(table, f"profiles.{name}", path), _per_profile(), f"profiles.{name}.", path)
            for name, table in profiles.items()
        },
        keys=_checked(keys, dict.fromkeys(keys, str), "keys.", path),
    )


def _refuse_strangers(path: Path) -> None:
    """Whoever can write the settings can lead a password elsewhere: with `smtp_endpoint`, say.

    Raises:
        ConfigError: the file or its directory is somebody else's, or others may write there.
        OSError: it cannot be looked at.
    """
    if os.name != "posix":
        return
    for place in (path, path.parent):
        found = place.stat()
        if found.st_uid not in (os.getuid(), 0):
            raise ConfigError(f"{place} belongs to another user of this computer.", "Make it yours, or move it away.")
        if stat.S_IMODE(found.st_mode) & 0o022 and not found.st_mode & stat.S_ISVTX:
            raise ConfigError(f"{place} can be written by other users.", f"Run: chmod go-w {place}")


def schema(command_ids: Iterable[str]) -> dict[str, object]:
    """A JSON schema of the file, for editors. `command_ids` are those to which a key can be given."""
    helps = {each.name: str(each.metadata["help"]) for each in fields(Options)}

    def properties(kinds: Mapping[str, type]) -> dict[str, object]:
        return {name: {"type": SCHEMA_NAMES[kind], "description": helps[name]} for name, kind in kinds.items()}

    strict = {"type": "object", "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of oci-smtp",
        **strict,
        "properties": {
            **properties(settable()),
            "profiles": {
                "type": "object",
                "additionalProperties": {**strict, "properties": properties(_per_profile())},
            },
            "keys": {**strict, "properties": {name: {"type": "string"} for name in command_ids}},
        },
    }


def _parsed(text: str, path: Path) -> dict[str, Any]:
    # Imported only where there is a file to read, so that quick commands stay quick.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        content: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}.", "Correct that line.") from None
    return content


def _per_profile() -> dict[str, type]:
    kinds = settable()
    return {name: kinds[name] for name in PER_PROFILE}


def _table(value: Any, name: str, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(f"{path}: {name} must be a table.", f"Begin it with [{name}].")
    return value


def _checked(values: Mapping[str, Any], kinds: Mapping[str, type], prefix: str, path: Path) -> dict[str, Any]:
    for name, value in values.items():
        if name not in kinds:
            near = difflib.get_close_matches(name, [*kinds, "profiles", "keys"], n=1)
            hint = f"Did you mean {prefix}{near[0]}?" if near else f"There are: {', '.join(kinds)}."
            raise ConfigError(f"{path}: there is no setting {prefix}{name}.", hint)
        if type(value) is not kinds[name]:
            raise ConfigError(f"{path}: {prefix}{name} must be {TYPE_NAMES[kinds[name]]}.", "Correct that line.")
    return dict(values)
