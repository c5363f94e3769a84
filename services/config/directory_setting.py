"""Where users are looked for, as a person asks for it; checked before anything is opened."""

from typing import Literal, cast, get_args

from services.config.options import Options
from services.model.errors import UsageError

Setting = Literal["auto", "classic", "domains"]


def directory_setting(options: Options) -> Setting:
    """The setting that the options ask for.

    Raises:
        UsageError: there is no such directory.
    """
    asked = options.directory or "auto"
    for setting in get_args(Setting):
        if asked == setting:
            return cast(Setting, setting)
    raise UsageError(f"There is no directory '{asked}'.", f"Choose one of: {', '.join(get_args(Setting))}.")
