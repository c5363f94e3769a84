"""Measuring side by side: programs take turns, and their medians are compared."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
"""What `ru_maxrss` counts in: KiB, on macOS bytes."""


class Ran(NamedTuple):
    """A process that came to its end. `peak_mb` is the largest it ever was in memory."""

    seconds: float
    peak_mb: float
    output: bytes


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
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return Ran(seconds, usage.ru_maxrss / MIB, output)
