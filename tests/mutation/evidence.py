"""Which tests execute a line, and how long each takes: from one run of the tests with coverage."""

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from coverage import CoverageData

from tests.mutation.parts import LEFT_OUT, ROOT, RUN_ELSEWHERE

LONGEST_S = 30.0
"""What the tests that a mutant is tried against may take together, in good order; one of each file is among them."""


class Evidence:
    """What a run of the tests in a copy of the tree has shown."""

    def __init__(self, copy: Path, folder: Path) -> None:
        self._data = CoverageData(str(folder / "coverage"))
        self._data.read()
        self._copy = copy
        self._times: dict[str, float] = json.loads((folder / "times.json").read_text())

    def tests_for(self, path: Path, line: int) -> list[str]:
        """The tests that execute the statement there, the quickest first; where imports do, those of the whole file."""
        contexts = self._data.contexts_by_lineno(str(self._copy / path.relative_to(ROOT)))
        lines = _statement(path, line)
        found = {_test(context) for number in lines for context in contexts.get(number, ())} - {""}
        is_on_import = any(contexts.get(number) for number in lines) and not found
        if is_on_import:
            found = {_test(context) for each in contexts.values() for context in each} - {""}
        elsewhere = RUN_ELSEWHERE.get(path.relative_to(ROOT).as_posix(), ())
        found |= {test for test in self._times if test.partition("::")[0] in elsewhere}
        return self._quickest(found, f"test_{path.stem}.py")

    def seconds(self, tests: Sequence[str]) -> float:
        """What they take together."""
        return sum(self._times[test] for test in tests)

    def _quickest(self, tests: set[str], own: str) -> list[str]:
        """First those of the file's own tests; then the quickest of each other file, then the second of each."""
        ranked: list[tuple[int, float, str]] = []
        of_file: Counter[str] = Counter()
        for test in sorted((test for test in tests if test in self._times), key=lambda test: (self._times[test], test)):
            file = test.partition("::")[0]
            rank = 0 if file.endswith(f"/{own}") else of_file[file]
            ranked.append((rank, self._times[test], test))
            of_file[file] += 1
        chosen: list[str] = []
        left = LONGEST_S
        for rank, seconds, test in sorted(ranked):
            if rank == 0 or seconds <= left:
                left -= seconds
                chosen.append(test)
        return sorted(chosen, key=lambda test: (self._times[test], test))


def gather(copy: Path, folder: Path, tests: Sequence[str], workers: int) -> None:
    """Run the tests there, and keep what coverage and the stopwatch say. Tests that fail are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        "-q",
        "-n",
        str(workers),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-p",
        "tests.mutation.stopwatch",
    ]
    options += [
        "--cov=services",
        "--cov=tui",
        "--cov-context=test",
        "--cov-report=",
        "-p",
        "no:cacheprovider",
        *LEFT_OUT,
    ]
    environ = surroundings(copy) | {
        "COVERAGE_FILE": str(folder / "coverage"),
        "MUTATION_TIMES": str(folder / "times.json"),
    }
    subprocess.run([sys.executable, "-m", "pytest", *options, *tests], cwd=copy, env=environ, check=False)


def fingerprint(files: Sequence[Path]) -> str:
    """A name for the state that these files are in."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def surroundings(copy: Path) -> dict[str, str]:
    """The environment in which the modules of the copy go before those that are installed."""
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONHASHSEED": "0"}


def _test(context: str) -> str:
    return context.rpartition("|")[0]


def _statement(path: Path, line: int) -> range:
    """The lines of the statement there; of one with others in it, those of its head."""
    found = range(line, line + 1)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            inner: list[ast.stmt] = getattr(node, "body", [])
            end = inner[0].lineno - 1 if inner else node.end_lineno or node.lineno
            if node.lineno <= line <= max(end, node.lineno):
                found = range(node.lineno, max(end, node.lineno) + 1)
    return found
