"""What is mutated: the parts of which a mistake loses a password, leaks one, or says what is not so."""

from pathlib import Path

ROOT = Path(__file__).parents[2]

GOAL = 0.97
"""Share of the mutants of a part that its tests must notice."""

PARTS: dict[str, tuple[str, ...]] = {
    "recovery": ("services/credentials/recovery.py", "services/credentials/rollback.py"),
    "issuing": (
        "services/credentials/generation.py",
        "services/credentials/issue.py",
        "services/credentials/limit.py",
        "services/credentials/earlier_try.py",
    ),
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

TESTS = (
    *(
        f"tests/services/{room}"
        for room in ("clipboard", "credentials", "doctor", "model", "policy", "sending_user", "smtp", "storage")
    ),
    *(f"tests/tui/{room}" for room in ("base", "dialogs", "flows")),
)
"""The tests of these parts, which should notice a mistake there, whatever others would."""

_CLIPBOARD = "tests/services/clipboard"
RUN_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "services/clipboard/ancestry.py": (f"{_CLIPBOARD}/test_attached.py", f"{_CLIPBOARD}/test_tmux.py"),
    "services/clipboard/copykitten_child.py": (f"{_CLIPBOARD}/test_desktops.py", f"{_CLIPBOARD}/test_hardened.py"),
    "services/clipboard/osc52.py": (f"{_CLIPBOARD}/test_mosh.py",),
    "services/clipboard/pyperclip_child.py": (f"{_CLIPBOARD}/test_desktops.py", f"{_CLIPBOARD}/test_broken_tools.py"),
    "services/clipboard/screen.py": (f"{_CLIPBOARD}/test_attached.py", f"{_CLIPBOARD}/test_screen.py"),
    "services/clipboard/surroundings.py": (f"{_CLIPBOARD}/test_attached.py",),
    "services/clipboard/tmux.py": (f"{_CLIPBOARD}/test_attached.py", f"{_CLIPBOARD}/test_mosh.py"),
    "services/clipboard/tmux_clients.py": (f"{_CLIPBOARD}/test_attached.py", f"{_CLIPBOARD}/test_mosh.py"),
    "services/clipboard/watchdog.py": (f"{_CLIPBOARD}/test_watchdog.py", f"{_CLIPBOARD}/test_hardened.py"),
    "services/clipboard/watchdog_child.py": (f"{_CLIPBOARD}/test_watchdog.py", f"{_CLIPBOARD}/test_hardened.py"),
    "services/clipboard/x11_child.py": (f"{_CLIPBOARD}/test_desktops.py", f"{_CLIPBOARD}/test_broken_tools.py"),
}
"""Files that tests run in other processes as well, where coverage can't see which executes a line; and those tests."""


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
