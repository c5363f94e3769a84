"""Trying a mutant: its file takes the place of the right one in a copy of the tree, and tests are run there."""

import contextlib
import filecmp
import json
import os
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

from tests.mutation.collected import FAILED
from tests.mutation.evidence import surroundings
from tests.mutation.mutants import Mutant
from tests.mutation.parts import LEFT_OUT, ROOT

TESTS_FAILED, NOTHING_COLLECTED = 1, 5
"""Exit codes of pytest; those between them say that it could not even begin."""

PATIENCE = 4
"""How many times as long as usual the tests may take, and `START_S` besides."""

START_S = 40.0


OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *LEFT_OUT)


class Verdict(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNREACHED = "no test executes its line"


class Tree:
    """A copy of the tree in which one mutant at a time can be tried."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._collected: Collected | None = None

    def refill(self) -> None:
        """Make it what the tree is now: nothing is left of a mutant whose trial was broken off."""
        named = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
        )
        for name in named.stdout.decode().splitlines():
            ours, theirs = ROOT / name, self.place / name
            if ours.is_file() and not (theirs.is_file() and filecmp.cmp(ours, theirs, shallow=False)):
                theirs.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ours, theirs)

    def twin(self, place: Path) -> "Tree":
        """Another one, with all that is compiled here."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.place, place)
        return Tree(place)

    def collect(self, tests: Sequence[str]) -> None:
        """Have a process that has collected these tests (files, folders)."""
        self._collected = Collected(self.place, tests)

    def close(self) -> None:
        """End that process."""
        if self._collected:
            self._collected.close()

    def verdict(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> Verdict:
        """Try it against these tests, which take so many seconds where nothing is wrong.

        What is not noticed in the process that collected them is tried in a fresh one: it imports the mutant.
        """
        if not tests:
            return Verdict.UNREACHED
        if self._collected:
            with self._in_place(mutant):
                if self._collected.notices(mutant, tests, START_S + PATIENCE * seconds):
                    return Verdict.KILLED
        choice = self.place / "choice.json"
        choice.write_text(json.dumps(list(tests)))
        files = sorted({test.partition("::")[0] for test in tests})
        command = [sys.executable, "-m", "pytest", *OPTIONS, "-p", "tests.mutation.choice", *files]
        environ = surroundings(self.place) | {"MUTATION_CHOICE": str(choice)}
        with self._in_place(mutant):
            code = _run(command, self.place, environ, START_S + PATIENCE * seconds)
        assert code != NOTHING_COLLECTED, f"none of its tests is there any more: {mutant}"
        return Verdict.SURVIVED if code == 0 else Verdict.KILLED

    @contextlib.contextmanager
    def _in_place(self, mutant: Mutant) -> Iterator[None]:
        """What was compiled from another one is not taken for it: its time is a checksum of what is in it."""
        path = self.place / mutant.path.relative_to(ROOT)
        right, stat = path.read_bytes(), path.stat()
        path.write_text(mutant.source)
        os.utime(path, (stat.st_atime, zlib.crc32(mutant.source.encode())))
        try:
            yield
        finally:
            path.write_bytes(right)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


class Collected:
    """A process with collected tests, of which it runs some in a fork; see `tests.mutation.collected`."""

    def __init__(self, place: Path, tests: Sequence[str]) -> None:
        theirs, ours = os.pipe()
        answers, their_answers = os.pipe()
        self._place = place
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *OPTIONS, "-p", "tests.mutation.collected", *tests],
            cwd=place,
            env=surroundings(place) | {"MUTATION_PIPES": f"{theirs} {their_answers}"},
            pass_fds=(theirs, their_answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(their_answers)
        self._pipes = contextlib.ExitStack()
        self._requests = self._pipes.enter_context(os.fdopen(ours, "w"))
        self._answers = self._pipes.enter_context(os.fdopen(answers))

    def notices(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> bool:
        """Whether one of the tests fails."""
        path = self._place / mutant.path.relative_to(ROOT)
        request = {"path": str(path), "right": mutant.path.read_text(), "source": mutant.source}
        print(json.dumps(request | {"tests": tests, "seconds": seconds}), file=self._requests, flush=True)
        return self._answers.readline().strip() == str(FAILED)

    def close(self) -> None:
        """It ends where there are no more requests."""
        self._pipes.close()
        self._process.wait()


def _run(command: Sequence[str], place: Path, environ: dict[str, str], seconds: float) -> int:
    """The exit code; that of failing tests where it does not end in time."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=place, env=environ, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return TESTS_FAILED
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
