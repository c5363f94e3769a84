"""Remapped keys, checked: Textual itself ignores an unknown id, and lets a clash silently disable a command."""

import difflib
from collections.abc import Mapping

from services.model.errors import ConfigError
from tui.commands.registry import ARRIVAL, BY_ID, CLIENT, COMMANDS, CREDENTIAL, EVERYWHERE, LISTS, SPOKEN, Command

RESERVED = ("ctrl+c", "ctrl+q")
"""Keys that always do the same: the one tells how to quit, the other quits."""

UNBOUND = "unbound:"
"""Begins the key of a command that was left without one. No terminal sends it; an empty one would change nothing."""

IN_DIALOGS = {ARRIVAL, CLIENT, CREDENTIAL, SPOKEN}
"""Sections of dialogs without a list."""


def keymap(remapped: Mapping[str, str]) -> dict[str, str]:
    """The keys of every command by its id, with those remapped in place of the registry's.

    Raises:
        ConfigError: an unknown id, a reserved key, or two commands of one place on one key.
    """
    for name, given in remapped.items():
        _check_id(name)
        for key in _split(given):
            if key in RESERVED and name != "quit.now":
                raise ConfigError(f"Can't bind {key} to {name}: the key is reserved.", "Choose another key.")
    keys = {item.id: remapped.get(item.id, item.keys) for item in COMMANDS if item.keys or item.id in remapped}
    _check_clashes(keys)
    return keys


def overlay(keys: Mapping[str, str]) -> dict[str, str]:
    """Of all keys, those that the bindings don't have by themselves.

    These are the remapped ones and those of lists, whose widgets declare the plain keys only; also those whose key was
    given to another command, which would take it away. Textual compares each binding with each of them whenever a key
    is pressed.
    """
    told = {name for name, own in keys.items() if own != BY_ID[name].keys or BY_ID[name].section == LISTS}
    taken = {key for name in told for key in _split(keys[name])}
    wanted = {name: own for name, own in keys.items() if name in told or taken.intersection(_split(own))}
    return {name: own if _split(own) else f"{UNBOUND}{name}" for name, own in wanted.items()}


def _check_id(name: str) -> None:
    if name not in BY_ID:
        near = difflib.get_close_matches(name, BY_ID, n=1)
        hint = f"Did you mean {near[0]}?" if near else "To list the command IDs, run oci-smtp keys."
        raise ConfigError(f"Unknown command ID: {name}.", hint)


def _check_clashes(keys: Mapping[str, str]) -> None:
    on_key: dict[str, list[Command]] = {}
    for second in COMMANDS:
        for key in _split(keys.get(second.id, "")):
            for first in on_key.setdefault(key, []):
                if _meet(first, second):
                    raise ConfigError(
                        f"{key} is bound to both {first.id} and {second.id}.",
                        "Bind one of them to another key. To list the keys, run oci-smtp keys.",
                    )
            on_key[key].append(second)


def _meet(first: Command, second: Command) -> bool:
    """Whether both work in one place; a dialog's keys hide those below it."""
    shared = {EVERYWHERE, LISTS}
    return first.section == second.section or (
        bool({first.section, second.section} & shared) and not {first.section, second.section} & IN_DIALOGS
    )


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",") if key.strip()]
