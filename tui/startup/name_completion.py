"""`oci-smtp __names`: what a shell asks for when a person presses tab where a user is named. It never asks OCI."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.config.options import Options
    from services.storage.name_cache import NameCache


def names_for(arguments: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """The user names that begin as the first argument, for the profile that the others name.

    The others are the words of the command line before it.
    """
    from services.model.errors import OciSmtpError

    try:
        return _names_for(arguments, environ)
    except (OciSmtpError, OSError, ValueError):  # a shell shows what a completion complains of in the middle of a line
        return []


def _names_for(arguments: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    from services.config.options import Options
    from services.config.settings import load_settings, settings_path

    prefix, *words = arguments or [""]
    options = Options(
        profile=_value_of("--profile", words),
        config_file=_value_of("--config-file", words),
        demo="--demo" in words,
        no_name_cache="--no-name-cache" in words,
    ).filled_from(environ)
    return name_cache(load_settings(settings_path(environ)).fill(options), environ).beginning(prefix)


def name_cache(options: "Options", environ: Mapping[str, str]) -> "NameCache":
    """The names of the profile of that configuration file, or of the sample tenancy.

    Raises:
        UsageError: see `state_folder`.
        ConfigError: see `default_profile`.
    """
    from services.config.oci_cli_settings import default_profile
    from services.config.paths import names_folder
    from services.storage.name_cache import NameCache

    whose = "demo" if options.demo else f"{options.config_path} {options.profile or default_profile(environ)}"
    return NameCache(names_folder(environ), whose, is_on=not options.no_name_cache)


def keep_names(options: "Options", environ: Mapping[str, str], names: Iterable[str]) -> None:
    """Keep the names of a whole list of users, in place of those from before."""
    from services.model.errors import OciSmtpError

    with contextlib.suppress(OciSmtpError):  # it only makes completion better
        name_cache(options, environ).write(names)


def _value_of(flag: str, words: Sequence[str]) -> str:
    value = ""
    for at, word in enumerate(words):
        if word == flag:
            value = words[at + 1] if at + 1 < len(words) else ""
        elif word.startswith(f"{flag}="):
            value = word.partition("=")[2]
    return value
