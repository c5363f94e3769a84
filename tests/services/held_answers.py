"""Answers of the demo tenancy that come when the test says so, and not after a time."""

import threading

from services.demo.tenancy import Tenancy

LONGEST_S = 30.0
"""Where a test fails before it lets go."""


class HeldAnswers(dict[str, float]):
    """The tenancy's latencies: requests of the operation are answered once they are let go."""

    def __init__(self, tenancy: Tenancy, operation: str) -> None:
        super().__init__()
        self._operation = operation
        self.has_come = threading.Event()
        """One has reached the tenancy."""
        self._let_go = threading.Event()
        tenancy.latencies = self

    def get(self, name: str, default: float = 0.0) -> float:  # type: ignore[override]  # the tenancy's own use of it
        if name == self._operation:
            self.has_come.set()
            self._let_go.wait(LONGEST_S)
        return default

    def let_go(self) -> None:
        """Answer those that wait, and from now on at once."""
        self._let_go.set()
