"""`python -m tests.benchmarks`: every goal of speed and scale, measured side by side in one run."""

import argparse
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version

from tests.benchmarks import audits, fleets, keyboard, listing, output, startup
from tests.benchmarks.lab import Lab
from tests.benchmarks.rows import Result, table
from tests.benchmarks.sizes import FULL, SMALL

GROUPS = {
    module.__name__.rpartition(".")[2]: module.results
    for module in (startup, listing, keyboard, audits, fleets, output)
}


def measured(lab: Lab, groups: list[str]) -> Iterator[Result]:
    """Every row, as it is measured."""
    for name in groups:
        yield from GROUPS[name](lab)


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a goal does not hold in full size. Small sizes say nothing about speed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="for correctness only: the numbers mean nothing")
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], metavar="GROUP", help=", ".join(GROUPS))
    asked = parser.parse_args(arguments)
    found: list[Result] = []
    with Lab(SMALL if asked.small else FULL) as lab:
        for result in measured(lab, asked.groups or list(GROUPS)):
            print(f"{result.what}: {result.measured}", file=sys.stderr, flush=True)
            found.append(result)
    print(table(found))
    packages = ", ".join(f"{name} {version(name)}" for name in ("textual", "oci", "msgspec", "urllib3", "orjson"))
    print(f"\nPython {platform.python_version()}, {packages}; {platform.machine()}, {platform.system()}.")
    return 0 if asked.small or all(result.holds is not False for result in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
