"""The mutants of a file, and where in it they are."""

import ast
import contextlib
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code

from tests.mutation.harmless import HARMLESS, MEANINGLESS
from tests.mutation.operators import VALUES, all_operators
from tests.mutation.parts import ROOT


@dataclass(frozen=True)
class Mutant:
    """A file with one mistake in it."""

    path: Path
    line: int
    before: str
    """The line as it is, and with the mistake; without the blanks around them."""
    after: str
    source: str
    """The whole file with the mistake."""

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}\n    - {self.before}\n    + {self.after}"


class _Lines(Visitor):  # type: ignore[misc]  # cosmic-ray ships no types
    """Collects where an operator can strike."""

    def __init__(self, operator: Any) -> None:
        self.operator = operator
        self.lines: list[int] = []

    def visit(self, node: Any) -> Any:
        self.lines += [start[0] for start, _ in self.operator.mutation_positions(node)]
        return node


@dataclass(frozen=True)
class Place:
    """Where an operator can strike: its so-manieth place in a file."""

    path: Path
    operator: Any
    occurrence: int
    line: int

    def mutant(self) -> Mutant | None:
        """What comes of it; None where that is no Python, means nothing, or is known to be harmless."""
        source = self.path.read_text()
        mutated = mutate_code(source, self.operator, self.occurrence)
        before, after = _difference(source, mutated)
        known = (str(self.path.relative_to(ROOT)), before, after)
        if before == after or known in HARMLESS or any(word in before for word in MEANINGLESS):
            return None
        with contextlib.suppress(SyntaxError):  # `if not found := ...`
            ast.parse(mutated)
            return Mutant(self.path, self.line, before, after, mutated)
        return None


def places_in(path: Path) -> Iterator[Place]:
    """All of a file but those for type checkers alone."""
    source = path.read_text()
    tree = get_ast(source)
    idle, typed = _idle_and_typed(ast.parse(source))
    for operator in all_operators():
        found = _Lines(operator)
        found.walk(tree)
        for occurrence, line in enumerate(found.lines):
            if line not in idle and (line not in typed or isinstance(operator, VALUES)):
                yield Place(path, operator, occurrence, line)


def _difference(source: str, mutated: str) -> tuple[str, str]:
    """What changes: mostly one line, which is shown with nothing around it."""
    lines = list(difflib.unified_diff(source.splitlines(), mutated.splitlines(), lineterm="", n=0))[2:]
    gone, come = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return gone, come


def _idle_and_typed(tree: ast.Module) -> tuple[set[int], set[int]]:
    """Lines that are for type checkers alone, and lines that say of what type something is, next to a value maybe."""
    idle: set[int] = set()
    typed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            idle |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if isinstance(node, ast.AnnAssign):
            typed.add(node.lineno)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            typed |= set(range(node.lineno, node.body[0].lineno))
    return idle, typed
