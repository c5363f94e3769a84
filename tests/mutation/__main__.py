"""`python -m tests.mutation`: a sample of mutants, and the score of each part."""

import argparse
import random
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from queue import SimpleQueue

from tests.mutation.evidence import Evidence, fingerprint, gather
from tests.mutation.mutants import Mutant, Place, places_in
from tests.mutation.parts import GOAL, PARTS, ROOT, files_of, paths_of_tests
from tests.mutation.trial import Tree, Verdict

FOLDER = ROOT / ".mutation"
FEWEST = 12
"""Mutants tried of a part, however small it is beside the others."""

LEAST_SHARE = 0.5
"""Of the minutes, for trying: on a busy machine, finding out which tests execute what can take all of them."""

Results = dict[str, dict[Mutant, Verdict]]


def main() -> int:
    """Sample, try, tell; 1 where a part does not reach the goal."""
    options = _parser().parse_args()
    begun = time.monotonic()
    parts = options.parts or list(PARTS)
    tests = options.tests or paths_of_tests(parts)
    first = Tree(FOLDER / "tree-0")
    evidence = _evidence(first, tests, options.workers)
    ends = max(begun + 60 * options.minutes, time.monotonic() + 60 * options.minutes * LEAST_SHARE)
    sample = _sample(parts, options.count, options.seed)
    total = sum(map(len, sample.values()))
    print(f"{total} mutants, seed {options.seed}", flush=True)
    trees: SimpleQueue[Tree] = SimpleQueue()
    for tree in [first, *(first.twin(FOLDER / f"tree-{number}") for number in range(1, options.workers))]:
        tree.collect(tests)
        trees.put(tree)

    def try_out(mutant: Mutant) -> Verdict | None:
        if time.monotonic() > ends:
            return None
        tree = trees.get()
        try:
            chosen = evidence.tests_for(mutant.path, mutant.line)
            return tree.verdict(mutant, chosen, evidence.seconds(chosen))
        finally:
            trees.put(tree)

    results: Results = {part: {} for part in parts}
    todo = [(part, mutant) for part, mutants in sample.items() for mutant in mutants]
    random.Random(options.seed).shuffle(todo)  # where time runs out, it runs out for every part alike
    with ThreadPoolExecutor(options.workers) as pool:
        for (part, mutant), verdict in zip(todo, pool.map(lambda each: try_out(each[1]), todo), strict=True):
            if verdict is not None:
                results[part][mutant] = verdict
            if verdict not in (None, Verdict.KILLED):
                print(f"{verdict.value}: {mutant}", flush=True)
    while not trees.empty():
        trees.get().close()
    return _tell(results, total)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all of them unless named")
    parser.add_argument("--count", type=int, default=320, help="how many mutants of all parts together")
    parser.add_argument(
        "--minutes", type=float, default=20.0, help="none is begun after so many, if half were for trying"
    )
    parser.add_argument("--seed", type=int, default=20261130)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tests", action="append", metavar="PATH", help="only these tests")
    return parser


def _evidence(tree: Tree, tests: list[str], workers: int) -> Evidence:
    """That of the last run, where nothing has changed since."""
    sources = sorted(
        path for folder in ("services", "tui", "widgets", "tests") for path in (ROOT / folder).rglob("*.py")
    )
    folder = FOLDER / fingerprint([ROOT / "pyproject.toml", *sources])
    of_these = folder / sha256(" ".join(tests).encode()).hexdigest()[:16]
    is_known = (of_these / "times.json").exists() and tree.place.exists()
    if not is_known:
        for outdated in (each for each in FOLDER.glob("*") if each.name != "operators"):
            shutil.rmtree(outdated, ignore_errors=True)
    tree.refill()
    if not is_known:
        gather(tree.place, of_these, tests, workers)
    return Evidence(tree.place, of_these)


def _sample(parts: list[str], count: int, seed: int) -> dict[str, list[Mutant]]:
    """So many in all, of each part as its size is. A mutant is made when it is drawn: making all takes a minute."""
    places = {part: [place for path in files_of(part) for place in places_in(path)] for part in parts}
    share = count / sum(map(len, places.values()))
    return {
        part: _drawn(all_of, max(FEWEST, round(share * len(all_of))), random.Random(f"{seed} {part}"))
        for part, all_of in places.items()
    }


def _drawn(places: list[Place], count: int, chance: random.Random) -> list[Mutant]:
    shuffled = chance.sample(places, len(places))
    return list(islice(filter(None, (place.mutant() for place in shuffled)), count))


def _tell(results: Results, total: int) -> int:
    print(f"\n{'part':<16} {'tried':>6} {'killed':>7} {'score':>7}")
    short = False
    for part, verdicts in results.items():
        killed = sum(verdict is Verdict.KILLED for verdict in verdicts.values())
        score = killed / len(verdicts) if verdicts else 0.0
        short |= score < GOAL
        told = f"{score:.1%}" if verdicts else "none"
        print(f"{part:<16} {len(verdicts):>6} {killed:>7} {told:>7}{' *' if score < GOAL else ''}")
    tried = sum(map(len, results.values()))
    print(f"* less than {GOAL:.0%}." if short else f"Each reaches {GOAL:.0%}.")
    if tried < total:
        print(f"{total - tried} were not tried: the time was up.")
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
