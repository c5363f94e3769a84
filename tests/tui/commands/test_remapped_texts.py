"""Every text that names a key names the key as the person remapped it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import services
import tui
import widgets
from tests.services.accounts import Served
from tests.tui.desk import at, at_home, hear, see, seen
from tests.tui.shell import NONE
from tui.app import OciSmtpApp
from tui.commands.keymap import keymap
from tui.dialogs.help import HelpDialog
from tui.startup.start import Start

FIXED = ("enter", "tab", "down", "again", "any key", "the key", "ctrl+c")
"""Keys of menus, fields, and the shell, which can't be remapped, and words that stand for a key."""

KEY = re.compile(r"\b[Pp]ress (?!\{)(?P<key>(?:any |the )?[^\s,.)]+)")


def _texts(source: str) -> Iterator[str]:
    """Each literal that isn't a docstring; in an f-string, a value is `{}`."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | parts:
            yield node.value


def test_no_text_contains_a_hard_coded_key() -> None:
    folders = [Path(package.__path__[0]) for package in (services, tui, widgets)]
    found = [
        (path.name, text)
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for text in _texts(path.read_text())
        for hit in KEY.finditer(text)
        if hit["key"] not in FIXED
    ]
    assert found == []


@pytest.mark.parametrize(
    ("start", "remapped", "pressed", "text"),
    [
        (Start("user", NONE), {"user.generate": "x"}, [], "Press x to generate one."),
        (Start("users"), {"back": "f2"}, ["slash", *"qqqq"], "Press f2 to clear the filter."),
        (Start("users"), {"mark": "z"}, ["question_mark"], "z Select or deselect the row."),
        (Start("users"), {"refresh": "f5"}, ["ctrl+p", *"refresh"], "Refresh from OCI (f5)"),
    ],
    ids=["empty list", "filter", "help", "palette"],
)
async def test_a_text_names_the_key_that_a_command_was_given(
    where: Served, start: Start, remapped: dict[str, str], pressed: list[str], text: str
) -> None:
    app = OciSmtpApp(replace(where.options, directory="classic"), keymap(remapped), start)
    async with app.run_test(size=(100, 60), notifications=True) as pilot:
        await see(pilot, NONE)
        await pilot.press(*pressed)
        await see(pilot, text)


async def test_a_toast_names_the_key_that_a_command_was_given(where: Served) -> None:
    app = OciSmtpApp(replace(where.options, directory="classic"), keymap({"quit": "f10", "quit.now": "f12"}))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await at_home(pilot)
        await pilot.press("ctrl+c")
        await hear(pilot, "Press f10 to go back, or to quit from Home. Press f12 (or enter :q) to quit from anywhere.")


async def test_a_command_without_a_key_is_named_by_its_word_or_the_palette(where: Served) -> None:
    app = OciSmtpApp(where.options, keymap({"refresh": "", "user.generate": ""}))
    assert (app.key("refresh"), app.key("user.generate")) == (":refresh", "ctrl+p")


@pytest.mark.parametrize("nothing", ["", " ", ","])
async def test_a_command_without_a_key_is_not_in_the_footer_and_runs_by_its_word(where: Served, nothing: str) -> None:
    app = OciSmtpApp(replace(where.options, directory="classic"), keymap({"help": nothing, "quit": nothing}))
    async with app.run_test(size=(100, 30)) as pilot:
        await at_home(pilot)
        assert "Help" not in seen(pilot).splitlines()[-1]
        assert "Find user" in seen(pilot).splitlines()[-1]
        home = app.screen
        await pilot.press("question_mark", "f1", "q")
        assert app.screen is home
        await pilot.press("colon", *"help", "enter")
        await at(pilot, HelpDialog)


def test_a_command_shows_a_ctrl_key_instead_of_a_letter_in_a_field(where: Served) -> None:
    app = OciSmtpApp(where.options)
    assert (app.key("refresh"), app.key("refresh", in_field=True)) == ("r", "ctrl+r")
