"""What is said of a run over many users, in the app and on the command line."""

from services.fleet.progress import FleetProgress
from services.fleet.receipt_lines import Receipt, RowState
from tui.format.audit_text import duration

WORDS = {
    RowState.BEGUN: "in progress",
    RowState.DONE: "done",
    RowState.SKIPPED: "skipped",
    RowState.FAILED: "failed",
    RowState.UNKNOWN: "outcome unknown",
}


def run_line(progress: FleetProgress) -> str:
    """How far a run is: `120 of 500 users done, 2 failed, 3 a second, 2 min left`."""
    parts = [f"{progress.earlier + progress.done:,} of {progress.total:,} users done", *_troubles(progress)]
    if progress.is_paused:
        return ", ".join([*parts, "paused"])
    if progress.rate:
        rate = progress.rate
        parts.append(f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute")
        parts.append(f"{duration(progress.left / rate)} left")
    if progress.waits_seconds >= 1:
        parts.append(f"OCI asked to wait {duration(progress.waits_seconds)}")
    return ", ".join(parts)


def summary_line(progress: FleetProgress) -> str:
    """What came of a run: `480 done, 12 done before, 3 skipped, 5 not tried`."""
    parts = [f"{progress.done:,} done"]
    parts += [f"{progress.earlier:,} done before"] if progress.earlier else []
    parts += _troubles(progress)
    parts += [f"{progress.elsewhere:,} left to another oci-smtp process"] if progress.elsewhere else []
    parts += [f"{progress.left:,} not tried"] if progress.left else []
    return ", ".join(parts)


def trouble_line(receipt: Receipt) -> str:
    """What kept a row from being done as planned: `anna: skipped (two-credentials): …`."""
    return f"{receipt.user_name}: {WORDS[receipt.state]} ({receipt.reason}): {receipt.why}"


def _troubles(progress: FleetProgress) -> list[str]:
    counts = (
        (progress.flawed, "not as planned"),
        (progress.failed, "failed"),
        (progress.skipped, "skipped"),
        (progress.unknown, "unknown"),
    )
    return [f"{count:,} {word}" for count, word in counts if count]
