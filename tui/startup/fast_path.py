"""Command lines that need no parser: argparse alone takes as long as the rest of `oci-smtp keys`.

`quick_answer` is for what shells and scripts ask often. `plainly_asked` is for what opens the app, so that its first
frame doesn't wait for the parser, and for `locate` with variables. Most imports are in the functions: `--version` needs
none of them.
"""

import os
from collections.abc import Callable, Sequence
from types import SimpleNamespace

from tui.version import VERSION

NAMES_COMMAND = "__names"
"""Prints the user names that begin in a way: known to the scripts of `oci-smtp completions` alone."""

MISSING = "  (doesn't exist yet)"


def quick_answer(arguments: list[str]) -> str:
    """The whole answer to these arguments; empty where they are not for here."""
    makers: dict[str, Callable[[], str]] = {"--version": told_version, "keys": _keys, "locate": _locate}
    return makers[arguments[0]]() if len(arguments) == 1 and arguments[0] in makers else ""


def plainly_asked(arguments: Sequence[str]) -> SimpleNamespace | None:
    """What the parser makes of `[--option VALUE]... [open PLACE | locate]`; None for the rest, which it gets."""
    from dataclasses import fields

    from services.config.options import Options, flag_of
    from tui.startup.start import PLACES

    asked: dict[str, object] = {each.name: each.default for each in fields(Options)}
    flags = {flag_of(each): each for each in fields(Options)}
    rest = list(arguments)
    while rest and rest[0] in flags:
        each = flags.pop(rest.pop(0))  # given twice, it is for the parser
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
    if rest == ["locate"]:
        return SimpleNamespace(**asked, command="locate", schema=False)
    if rest == ["open", "settings"]:
        return SimpleNamespace(**asked, command="open", place="settings", generate=False)
    return None


def told_version() -> str:
    """The program and its version, in one line."""
    return f"oci-smtp {VERSION}"


def as_bytes(answer: str, is_terminal: bool) -> bytes:
    """An answer as it is written: paths of any bytes, and on a terminal nothing that it would obey."""
    if is_terminal:
        from widgets.plain import visible

        answer = "\n".join(visible(line) for line in answer.split("\n"))
    return f"{answer}\n".encode(errors="surrogateescape")


def _keys() -> str:
    from tui.commands.registry import keys_listing

    return keys_listing()


def _locate() -> str:
    """Where everything is, where only the platform has a say; empty where variables or settings are to be read.

    What can be wrong, such as a misspelled variable or a relative HOME, is for the way that can say so.
    """
    from services.config.misspelled_variables import begins_as_ours
    from services.config.paths import settings_file, usual_config_file

    for name in os.environ:
        if begins_as_ours(name) or (name.startswith("OCI_") and name.endswith("_CONFIG_FILE")):
            return ""
    if not os.path.isabs(os.path.expanduser("~")) or _note(settings_file(os.environ)) != MISSING:
        return ""
    return located(usual_config_file(os.environ))


def located(config_path: str) -> str:
    """Where the settings, the journal and that configuration are, one a line."""
    from services.config.paths import journal_folder, settings_file

    places = {
        "settings": settings_file(os.environ),
        "journal": journal_folder(os.environ),
        "configuration": config_path,
    }
    return "\n".join(f"{name:<14} {path}{_note(path)}" for name, path in places.items())


def _note(path: str) -> str:
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return MISSING
    except OSError as error:
        return f"  ({error.strerror})"
    return ""
