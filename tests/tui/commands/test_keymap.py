from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tui
import widgets
from services.model.errors import ConfigError
from tests.services.accounts import Served
from tests.wait import wait_until
from tui.app import OciSmtpApp
from tui.commands.keymap import keymap, overlay
from tui.commands.registry import BY_ID, COMMANDS
from tui.screens.users import UsersScreen
from tui.startup.start import Start


def declared(kind: type[DOMNode] = DOMNode) -> Iterator[tuple[str, str]]:
    """The commands for which our classes declare keys, with these keys."""
    for child in kind.__subclasses__():
        if child.__module__.startswith(("tui.", "widgets.")):
            ours = (each for each in vars(child).get("BINDINGS", ()) if isinstance(each, Binding))
            yield from ((each.id, each.key) for each in ours if each.id)
        yield from declared(child)


def test_an_empty_keymap_has_the_keys_of_the_registry() -> None:
    assert keymap({}) == {item.id: item.keys for item in COMMANDS if item.keys}


def test_bindings_outside_the_overlay_declare_the_keys_of_the_registry() -> None:
    for package in (tui, widgets):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "tui.__main__":
                import_module(module.name)
    found = {(name, keys) for name, keys in declared() if name not in overlay(keymap({}))}
    assert len(found) > 40
    assert {(name, keys) for name, keys in found if keys != BY_ID[name].keys} == set()


def test_the_overlay_contains_remapped_keys_and_list_keys() -> None:
    told = overlay(keymap({"user.generate": "x", "nav.down": "n"}))
    assert (told["user.generate"], told["nav.down"], told["nav.up"]) == ("x", "n", "k,up")
    assert "credential.edit" not in told


def test_the_overlay_contains_both_commands_that_share_a_remapped_key() -> None:
    """Both are on the screen Users. Textual drops the binding of a key that it gives to another command."""
    told = overlay(keymap({"user.generate": "slash"}))
    assert (told["user.generate"], told["filter"]) == ("slash", "slash")


async def test_a_key_remapped_to_a_second_command_keeps_the_bindings_of_both(where: Served) -> None:
    app = OciSmtpApp(replace(where.options, directory="classic"), keymap({"user.generate": "slash"}), Start("users"))
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, UsersScreen))
        bound = app.screen.active_bindings
        found = {binding.id for node, bindings in app.screen._binding_chain for _, binding in bindings}
        assert {"user.generate", "filter"} <= found
        assert "slash" in bound


def test_a_command_can_be_remapped_to_another_key() -> None:
    assert keymap({"user.generate": "x"})["user.generate"] == "x"


@pytest.mark.parametrize(
    ("remapped", "told", "hint"),
    [
        ({"user.generat": "x"}, "Unknown command ID: user.generat.", "user.generate"),
        ({"user.generate": "e"}, "both user.generate and credential.edit", ""),
        ({"user.generate": "question_mark"}, "user.generate", ""),
        ({"help": "ctrl+c"}, "Can't bind ctrl+c to help: the key is reserved.", ""),
        ({"help": "ctrl+q"}, "Can't bind ctrl+q to help: the key is reserved.", ""),
    ],
)
def test_a_keymap_that_would_disable_a_command_is_rejected(remapped: dict[str, str], told: str, hint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        keymap(remapped)
    assert told in refused.value.cause
    assert hint in refused.value.next_step
