"""The command lines that start the app, understood without argparse, which would keep the first frame waiting."""

from collections.abc import Sequence
from dataclasses import fields
from types import SimpleNamespace

from services.config.options import Options, flag_of
from tui.startup.start import PLACES


def plainly_asked(arguments: Sequence[str]) -> SimpleNamespace | None:
    """What the parser makes of `[--option VALUE]... [open PLACE]`; None for all else, which is for the parser."""
    asked: dict[str, object] = {each.name: each.default for each in fields(Options)}
    flags = {flag_of(each): each for each in fields(Options)}
    rest = list(arguments)
    while rest and rest[0] in flags:
        each = flags[rest.pop(0)]
        if isinstance(each.default, bool):
            asked[each.name] = True
        elif isinstance(each.default, str) and rest and rest[0] and not rest[0].startswith("-"):
            asked[each.name] = rest.pop(0)
        else:
            return None
    if not rest:
        return SimpleNamespace(**asked, command=None)
    if len(rest) == 2 and rest[0] == "open" and rest[1] in PLACES:
        return SimpleNamespace(**asked, command="open", place=rest[1])
    if rest == ["open", "settings"]:
        return SimpleNamespace(**asked, command="open", place="settings", generate=False)
    return None
