"""What is said of an audit while it runs, in the app and on the command line."""

from services.audit.audit import Audit


def progress_line(audit: Audit) -> str:
    """How far it is: `1,204 of 4,000 users, 230 a second, 12 s left`; with a `+` while more may be listed."""
    progress = audit.progress
    total = f" of {progress.total:,}{'' if progress.is_total_known else '+'}" if progress.total else ""
    parts = [f"{progress.done:,}{total} users"]
    if progress.rate:
        parts.append(f"{progress.rate:,.0f} a second" if progress.rate >= 1 else f"{progress.rate * 60:,.0f} a minute")
    if progress.remaining_seconds is not None:
        parts.append(f"{duration(progress.remaining_seconds)} left")
    if audit.waits_seconds >= 1:
        parts.append(f"OCI asked to wait {duration(audit.waits_seconds)}")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """A length of time in the two units that matter: `45 s`, `12 min`, `3 h 20 min`."""
    whole = round(seconds)
    if whole < 100:
        return f"{whole} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
