"""Measuring side by side: programs take turns, and their medians are compared."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Ran(NamedTuple):
    """A process that came to its end."""

    seconds: float
    output: bytes


def own_peak_mb() -> float:
    """The largest that this process ever was in memory.

    To be told by the program itself: on Linux, `ru_maxrss` of a child begins with what its parent had.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def interleaved(variants: Mapping[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """The median of each variant, which take turns so that a busy moment of the machine strikes them alike."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(runs):
        for name, measure in variants.items():
            taken[name].append(measure())
    return {name: median(values) for name, values in taken.items()}


def process(command: Sequence[str], environ: Mapping[str, str]) -> Ran:
    """Run a program to its end.

    Raises:
        RuntimeError: it failed.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, env=dict(environ), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as child:
        assert child.stdout is not None
        output = child.stdout.read()
        child.wait()
        seconds = time.perf_counter() - started
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return Ran(seconds, output)
