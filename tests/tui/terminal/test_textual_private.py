"""The private names of Textual that we use: each is there, and no other module uses one."""

import ast
import importlib
import re
from pathlib import Path

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.textual_private import PRIVATE, end_saying, take_toast_away

ROOT = Path(__file__).parents[3]
HERE = ROOT / "tui" / "terminal" / "textual_private.py"
NAMES = [(owner, name) for owner, names in PRIVATE.items() for name in names]


def owned_by(owner: str) -> set[str]:
    """The attributes of a class or module, with those that its classes set on themselves."""
    module, _, kind = owner.partition(":")
    found = importlib.import_module(module)
    if not kind:
        return set(vars(found))
    names: set[str] = set()
    for each in getattr(found, kind).__mro__:
        names |= set(vars(each)) | set(getattr(each, "__annotations__", ()))
        file = getattr(importlib.import_module(each.__module__), "__file__", None)
        if file and each.__module__.startswith("textual"):
            names |= set(re.findall(r"self\.(_\w+)\b", Path(file).read_text(encoding="utf-8")))
    return names


@pytest.mark.parametrize(("owner", "name"), NAMES)
def test_textual_has_each_listed_private_name(owner: str, name: str) -> None:
    assert name in owned_by(owner)


def private_names_in(path: Path) -> set[str]:
    """Private attributes of something other than the class itself, and private modules of Textual, in a file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Attribute) and re.fullmatch(r"_[a-z]\w*", node.attr):
            names.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and node.module and re.match(r"textual\._", node.module):
            names.add(node.module)
    return names


def test_no_other_module_uses_a_private_name_of_textual() -> None:
    listed = {name for owner, names in PRIVATE.items() for name in (*names, owner.partition(":")[0])}
    ours = {"_app", "_file", "_loop"}  # names that our own classes have for something else
    for folder in ("tui", "widgets"):
        for path in (ROOT / folder).rglob("*.py"):
            if path != HERE:
                assert not private_names_in(path) & (listed - ours), path


def test_every_private_import_is_listed() -> None:
    modules = {name for name in private_names_in(HERE) if name.startswith("textual.")}
    assert modules <= {owner.partition(":")[0] for owner in PRIVATE}


async def test_take_toast_away_removes_the_toast_with_the_given_text() -> None:
    app: App[None] = App()
    async with app.run_test(notifications=True) as pilot:
        app.notify("stays", markup=False)
        app.notify("goes", markup=False)
        await pilot.pause()
        take_toast_away(app, "goes")
        await pilot.pause()
        assert [str(toast.render()) for toast in app.screen.query("Toast")] == ["stays"]


async def test_end_saying_prints_the_text_and_closes_the_app(capsys: pytest.CaptureFixture[str]) -> None:
    app: App[None] = App()
    async with app.run_test():
        end_saying(app, "parting words")
    assert not app.is_running
    assert "parting words" in capsys.readouterr().err


def test_textual_runs_the_input_thread_method_that_the_app_replaces() -> None:
    """The name of the method is looked up by Textual itself when it starts the thread."""
    source = Path(str(importlib.import_module(LinuxDriver.__module__).__file__)).read_text(encoding="utf-8")
    assert "target=self._run_input_thread" in source
