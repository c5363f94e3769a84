"""What goes over the line to the terminal, 120x40."""

from collections.abc import Iterator

from tests.benchmarks.lab import Lab
from tests.benchmarks.line import Line
from tests.benchmarks.rows import Result, at_most

IDLE_SECONDS = 1.0


def results(lab: Lab) -> Iterator[Result]:
    """The rows about bytes."""
    line = Line(lab.empty.ours(), lab.environ)
    try:
        line.until("Credential audit")
        line.settle()
        line.until("acmedemo")
        yield at_most("bytes: first frame, and who is signed in", line.settle() / 1024, 40.0, "KB")
        for what, keys, limit in (("an arrow key", "\x1b[B", 1.0), ("opening a dialog", "P", 25.0)):
            before = line.settle()
            line.type(keys)
            yield at_most(f"bytes: {what}", (line.settle() - before) / 1024, limit, "KB")
        before = line.settle(IDLE_SECONDS)
        yield at_most("bytes: idle", float(line.settle(IDLE_SECONDS) - before), 0.0, "B")
    finally:
        line.end()
