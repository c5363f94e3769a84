"""How far a run over many users is."""

from dataclasses import dataclass

from services.model.errors import ExitCode


@dataclass(frozen=True)
class FleetProgress:
    """How far a run is."""

    total: int
    """Rows of the plan."""
    earlier: int = 0
    """Done before this run."""
    done: int = 0
    skipped: int = 0
    failed: int = 0
    unknown: int = 0
    flawed: int = 0
    """Of those done: a destination failed, or the test sign-in did."""
    elsewhere: int = 0
    """Rows that another program works on, or has done."""
    rate: float = 0.0
    """Rows a second of late; 0 where too little was seen."""
    waits_seconds: float = 0.0
    """How much longer OCI asked to wait."""
    is_paused: bool = False

    @property
    def tried(self) -> int:
        """Rows that came to an end in this run."""
        return self.done + self.skipped + self.failed + self.unknown

    @property
    def left(self) -> int:
        """Rows that weren't looked at."""
        return self.total - self.earlier - self.tried - self.elsewhere

    @property
    def exit_code(self) -> ExitCode:
        """What a command answers after the run."""
        if self.unknown:
            return ExitCode.UNKNOWN
        return ExitCode.FAILED if self.failed or self.skipped or self.flawed else ExitCode.DONE
