"""The registry of commands, and that each of them does something somewhere."""

import importlib
import pkgutil
from itertools import combinations

import pytest
from textual.binding import Binding

import tui.dialogs
import tui.screens
import widgets
from services.model.errors import UsageError
from tests.readme import keys_table
from tui.app import OciSmtpApp
from tui.commands.line import complete, parse_line
from tui.commands.registry import (
    CHECK,
    COMMANDS,
    CREDENTIAL,
    DOCTOR,
    EVERYWHERE,
    LISTS,
    SENDING,
    USER,
    Command,
    keys_listing,
)
from tui.commands.registry import USERS as USERS_SECTION

IDS = [command.id for command in COMMANDS]

KEPT_BY_BROWSERS = {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+q"}
"""Keys that Chromium 156 or Firefox 153 on Linux did not give to xterm.js; `ctrl+q` is Firefox's alone.

Chrome has them in `IsReservedCommandOrKey`, Firefox as `reserved="true"` in its key set.
"""


def _classes() -> list[type]:
    """Every class of the app's places, dialogs and widgets."""
    found: list[type] = [OciSmtpApp]
    for package in (tui.screens, tui.dialogs, widgets):
        for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(each.name)
            found += [item for item in vars(module).values() if isinstance(item, type)]
    return found


def _bound_ids() -> set[str]:
    """The ids under which keys are bound somewhere, which is where the keymap finds them."""
    own = [vars(each).get("BINDINGS", []) for each in _classes()]
    return {binding.id for bindings in own for binding in bindings if isinstance(binding, Binding) and binding.id}


class TestRegistry:
    def test_ids_and_words_are_unique(self) -> None:
        words = [command.line for command in COMMANDS if command.line]
        assert len(set(IDS)) == len(IDS)
        assert len(set(words)) == len(words)

    def test_every_command_is_reachable_in_a_browser_terminal(self) -> None:
        lacking = [item.id for item in COMMANDS if set(item.keys.split(",")) <= KEPT_BY_BROWSERS and not item.line]
        assert lacking == []

    @pytest.mark.parametrize(
        "sections",
        [*((place, LISTS, EVERYWHERE) for place in (USERS_SECTION, USER, DOCTOR, CHECK, SENDING)), (CREDENTIAL,)],
        ids=["users", "user", "doctor", "check", "sending", "credential"],
    )
    def test_no_two_commands_on_a_screen_share_a_key(self, sections: tuple[str, ...]) -> None:
        here = [command for command in COMMANDS if command.section in sections]
        shared = [
            (one.id, other.id)
            for one, other in combinations(here, 2)
            if set(one.keys.split(",")) & set(other.keys.split(",")) - {""}
        ]
        assert shared == []

    @pytest.mark.parametrize("item", COMMANDS, ids=IDS)
    def test_every_command_has_a_key_or_word_and_an_action(self, item: Command) -> None:
        has_method = any(hasattr(each, f"action_{item.action}") for each in _classes())
        is_bound = item.id in _bound_ids()
        assert item.keys or item.line, "nobody could ask for it"
        assert has_method or is_bound or item.id == "go.user"
        assert not item.keys or is_bound or item.id == "palette"

    @pytest.mark.parametrize("item", COMMANDS, ids=IDS)
    def test_every_command_is_explained_in_one_sentence(self, item: Command) -> None:
        assert item.help.endswith(".")
        assert item.help[0].isupper()
        assert len(item.help) <= 80

    def test_the_lists_of_keys_have_every_command(self) -> None:
        listing = keys_listing().splitlines()
        assert [line.split()[0] for line in listing] == IDS
        rows = keys_table().splitlines()[2:]
        assert [row.rsplit("`", 2)[1] for row in rows] == [command.id for command in COMMANDS if command.keys]

    def test_commands_that_change_the_tenancy_are_marked_as_mutating(self) -> None:
        assert {command.id for command in COMMANDS if command.mutating} == {
            "user.generate",
            "user.instead",
            "credential.edit",
            "credential.delete",
            "credential.rotate",
            "audit.rotate",
            "doctor.fix",
            "setup.apply",
            "go.apply",
            "go.sending",
        }


class TestLine:
    @pytest.mark.parametrize(
        ("text", "command", "argument"),
        [
            ("users", "go.users", ""),
            ("  users  ", "go.users", ""),
            ("user shop.mailer", "go.user", "shop.mailer"),
            ("user  two words ", "go.user", "two words"),
            ("settings", "go.settings", ""),
            ("q", "quit.now", ""),
            ("quit", "quit.now", ""),
            ("help", "help", ""),
        ],
    )
    def test_the_line_parser_returns_the_command_and_its_argument(self, text: str, command: str, argument: str) -> None:
        line = parse_line(text)
        assert (line.command, line.argument) == (command, argument)

    @pytest.mark.parametrize(("text", "hint"), [("usres", ":users"), ("setings", ":settings"), ("zzz", "users")])
    def test_an_unknown_word_gets_a_suggestion(self, text: str, hint: str) -> None:
        with pytest.raises(UsageError, match=f"Unknown command: :{text}") as refusal:
            parse_line(text)
        assert hint in refusal.value.next_step

    def test_a_missing_argument_is_reported(self) -> None:
        with pytest.raises(UsageError) as refusal:
            parse_line("user ")
        assert refusal.value.cause == ":user needs NAME."

    def test_the_beginning_of_a_word_is_completed(self) -> None:
        assert complete("us") == ["user", "users"]
        assert complete("user sh") == []
        assert complete("zzz") == []
