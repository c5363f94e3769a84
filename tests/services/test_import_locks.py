"""Two threads import the program's modules at once, and neither waits for the other for ever.

Python locks a module while it's imported, and then imports the packages that it is in. If such a package imports the
module itself, a thread that begins with the package and one that begins with the module wait for each other, and one
of them fails (`_DeadlockError`). So packages import none of their own modules, and modules don't import each other.
"""

import ast
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2]
PACKAGES = ("services", "tui", "widgets")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PROGRAM).with_suffix("").parts).removesuffix(".__init__")


def imported(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """What is imported while the module is: not in a function, and not for types only."""
    for statement in statements:
        match statement:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{name.name}" for name in names)
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
                yield from imported(orelse)
            case ast.If(body=body, orelse=orelse) | ast.Try(body=body, orelse=orelse):
                yield from imported([*body, *orelse])


def waits() -> dict[str, set[str]]:
    """For which modules each one waits while it is imported: its package, and what it imports."""
    paths = {module_name(path): path for package in PACKAGES for path in (PROGRAM / package).rglob("*.py")}
    found = {}
    for name, path in paths.items():
        wanted = {name.rpartition(".")[0], *imported(ast.parse(path.read_text()).body)}
        found[name] = {each for each in wanted if each in paths and each != name}
    return found


def test_no_two_modules_wait_for_each_other() -> None:
    modules = waits()
    assert len(modules) > 100
    try:
        TopologicalSorter(modules).prepare()
    except CycleError as error:
        pytest.fail(" waits for ".join(reversed(error.args[1])))
