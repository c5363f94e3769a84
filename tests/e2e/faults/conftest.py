import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from services.credentials.journal_record import JournalState
from services.demo.tenancy import Tenancy
from tests.e2e.faults.cells import ENDS, FAULTS, Cell
from tests.e2e.faults.lab import USERS, Bench, Lab
from tests.e2e.nursery import Nursery
from tests.services.accounts import served


class Matrix:
    """What was tried, and how often it held."""

    def __init__(self) -> None:
        self.tried: Counter[tuple[str, str]] = Counter()
        self.held: Counter[tuple[str, str]] = Counter()

    def table(self, lab: Lab) -> str:
        """The matrix and its counts."""
        width = max(len(fault.name) for fault in FAULTS)
        lines = [" " * width + "".join(f"{end:>12}" for end in ENDS)]
        for fault in FAULTS:
            entries = [self._entry(fault.name, end) for end in ENDS]
            lines.append(f"{fault.name:<{width}}" + "".join(f"{entry:>12}" for entry in entries))
        states = Counter(record.state for bench in lab.benches for record in bench.journal.records())
        issued = sum(len(bench.issued) for bench in lab.benches)
        kept = sum(len(bench.handed_over) for bench in lab.benches)
        lines += [
            f"{self.held.total()} of {self.tried.total()} cells held; {sum(b.runs for b in lab.benches)} programs ran; "
            f"{issued} credentials created, {kept} in somebody's hands, {states[JournalState.SHOWN]} to ask about, "
            f"{states[JournalState.DISCARDED]} taken back",
            "records: " + ", ".join(f"{count} {state.value}" for state, count in sorted(states.items())),
        ]
        return "\n".join(lines)

    def _entry(self, row: str, column: str) -> str:
        tried, held = self.tried[row, column], self.held[row, column]
        return "·" if not tried else str(held) if held == tried else f"{held}/{tried}"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Lab]:
    """A served tenancy, and programs that run on it, for the tests of a file."""
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as patches, served(Tenancy(users=USERS), folder) as where:
        yield Lab(where, nursery, folder, patches)


@pytest.fixture(scope="module")
def matrix(lab: Lab, request: pytest.FixtureRequest) -> Iterator[Matrix]:
    """Counts the cells of a file, and prints them at its end, past whatever captures or distributes the output."""
    counted = Matrix()
    yield counted
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nFault matrix of {request.node.name}\n{counted.table(lab)}", file=sys.stderr, flush=True)


@pytest.fixture
def cell(request: pytest.FixtureRequest, matrix: Matrix) -> Iterator[Cell]:
    """One cell of the matrix, which counts it."""
    chosen: Cell = request.param
    matrix.tried[chosen.fault.name, chosen.end] += 1
    failed_before = request.session.testsfailed
    yield chosen
    matrix.held[chosen.fault.name, chosen.end] += request.session.testsfailed == failed_before


@pytest.fixture
def bench(lab: Lab) -> Iterator[Bench]:
    """A home of its own, with programs that run there on the tenancy of the lab."""
    made = lab.bench()
    yield made
    made.calm()
    made.close()
