"""A reader finds what a test is given: fixtures are where they are looked for, and a name means one thing."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent


class Fixture(NamedTuple):
    """One definition of a fixture."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(TESTS)}:{self.node.lineno}"

    @property
    def gives(self) -> str:
        """The type of what a test gets."""
        annotation = ast.unparse(self.node.returns) if self.node.returns else ""
        return re.sub(r"^(?:Async)?Iterator\[(.*)\]$", r"\1", annotation)

    @property
    def body(self) -> str:
        """What it does, however it is described."""
        return "\n".join(ast.unparse(line) for line in self.node.body if not _is_docstring(line))


def _is_docstring(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


@cache
def fixtures() -> tuple[Fixture, ...]:
    return tuple(
        Fixture(path, node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(ast.unparse(decorator).startswith("pytest.fixture") for decorator in node.decorator_list)
    )


def test_a_fixture_is_in_a_conftest_or_beside_its_tests() -> None:
    """Elsewhere it has to be imported by name, and pytest takes what is imported for one more fixture."""
    assert [each.place for each in fixtures() if not re.match(r"conftest|test_", each.path.name)] == []


def test_nothing_is_imported_from_a_test_or_a_conftest() -> None:
    """Scripts in a string may: they are programs of their own."""
    found = [
        f"{path.relative_to(TESTS)}: {node.module}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and re.search(r"^tests\b.*\.(?:conftest|test_\w+)$", node.module or "")
    ]
    assert found == []


def test_a_fixture_in_a_conftest_has_a_docstring() -> None:
    assert [
        f"{each.place} {each.node.name}"
        for each in fixtures()
        if each.path.name == "conftest.py" and not ast.get_docstring(each.node)
    ] == []


def test_fixtures_of_the_same_name_return_the_same_type() -> None:
    """A fixture may be replaced nearer to its tests by another of the same type."""
    meanings: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in fixtures():
        meanings[each.node.name][each.gives].append(each.place)
    assert {name: dict(types) for name, types in meanings.items() if len(types) > 1} == {}


def test_no_fixture_is_a_copy_of_another() -> None:
    """What two files need alike is in the `conftest.py` above them."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in fixtures():
        places[each.node.name, each.body].append(each.place)
    assert [f"{name}: {', '.join(found)}" for (name, _), found in places.items() if len(found) > 1] == []
