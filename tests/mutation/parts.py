"""What is mutated: the parts of which a mistake loses a password, leaks one, or says what is not so."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

GOAL = 0.97
"""Share of the mutants of a part that its tests must notice."""

PARTS: dict[str, tuple[str, ...]] = {
    "recovery": ("services/credentials/recovery.py", "services/credentials/rollback.py"),
    "issuing": ("services/credentials/generation.py",),
    "journal": ("services/credentials/journal.py",),
    "record": (
        "services/credentials/journal_record.py",
        "services/storage/versioned_json.py",
        "services/storage/atomic_write.py",
    ),
    "sending": ("services/credentials/create.py",),
    "secret": ("services/model/secret.py",),
    "rotation": (
        "services/credentials/rotator.py",
        "services/credentials/rotation.py",
        "services/credentials/rotation_status.py",
    ),
    "policy": ("services/policy/*.py",),
    "replies": ("services/smtp/replies.py",),
    "redaction": ("services/smtp/safe_text.py",),
    "clipboard": ("services/clipboard/*.py", "tui/base/clipboards.py", "tui/base/timed_copy.py"),
    "background work": ("tui/base/background.py", "tui/base/key_queue.py"),
}
"""Each part with its files, as patterns; every pattern fits a file."""

TESTS = ("tests/services", "tests/tui", "tests/widgets")
"""The tests that run what they test in their own process: only of those coverage knows what they execute."""


def files_of(part: str) -> list[Path]:
    """The files of a part.

    Raises:
        FileNotFoundError: one of its patterns fits nothing: the file was moved.
    """
    found: list[Path] = []
    for pattern in PARTS[part]:
        fitting = sorted(ROOT.glob(pattern))
        if not fitting:
            raise FileNotFoundError(f"{pattern}, which is part of {part}, fits no file")
        found += fitting
    return found
