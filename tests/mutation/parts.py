"""What is mutated: the parts of which a mistake loses a password, leaks one, or says what is not so."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

GOAL = 0.97
"""Share of the mutants of a part that its tests must notice."""


class Part(NamedTuple):
    """What is mutated together, and the tests that should notice it, whatever others would."""

    files: tuple[str, ...]
    """Patterns; each fits a file."""
    tests: tuple[str, ...]
    """Files and folders."""


_CREDENTIALS = ("tests/services/credentials",)
_CLIPBOARD = "tests/services/clipboard"
_DELIVERY = "tests/services/delivery"
_EVIDENCE = "tests/services/evidence"

LEFT_OUT = ("--ignore-glob=*/test_every_switch.py",)
"""Options of pytest: without files that do again, under many settings, what others do. They take long, and notice
little more."""

PARTS: dict[str, Part] = {
    "recovery": Part(
        (
            "services/credentials/answers.py",
            "services/credentials/recovery.py",
            "services/credentials/rollback.py",
            "services/credentials/suspects.py",
        ),
        _CREDENTIALS,
    ),
    "issuing": Part(
        (
            "services/credentials/generation.py",
            "services/credentials/issue.py",
            "services/credentials/limit.py",
            "services/credentials/earlier_try.py",
        ),
        _CREDENTIALS,
    ),
    "journal": Part(("services/credentials/journal.py",), _CREDENTIALS),
    "record": Part(
        (
            "services/credentials/journal_record.py",
            "services/storage/versioned_json.py",
            "services/storage/atomic_write.py",
        ),
        (
            *_CREDENTIALS,
            "tests/services/storage/test_atomic_write.py",
            "tests/services/storage/test_power_loss.py",
            "tests/services/storage/test_versioned_json.py",
        ),
    ),
    "sending": Part(("services/credentials/create.py",), _CREDENTIALS),
    "secret": Part(("services/model/secret.py",), ("tests/services/model",)),
    "rotation": Part(
        (
            "services/credentials/old_credential.py",
            "services/credentials/rotator.py",
            "services/credentials/rotation.py",
            "services/credentials/rotation_status.py",
        ),
        _CREDENTIALS,
    ),
    "replacement": Part(
        (
            "services/delivery/handover.py",
            "services/delivery/held_back.py",
            "services/delivery/replacement.py",
            "services/delivery/retirement.py",
            "services/delivery/suspension.py",
        ),
        (
            f"{_DELIVERY}/test_handover.py",
            f"{_DELIVERY}/test_promotion.py",
            f"{_DELIVERY}/test_replacement.py",
            f"{_DELIVERY}/test_retirement.py",
            f"{_DELIVERY}/test_suspension.py",
        ),
    ),
    "vault version": Part(
        (
            "services/delivery/promotion.py",
            "services/delivery/vault_version.py",
        ),
        (f"{_DELIVERY}/test_promotion.py", f"{_DELIVERY}/test_vault_version.py"),
    ),
    "fleet": Part(("services/fleet/*.py",), ("tests/services/fleet",)),
    "evidence": Part(
        (
            "services/evidence/bundle.py",
            "services/evidence/manifest.py",
            "services/evidence/ssh_signature.py",
            "services/evidence/verification.py",
        ),
        (
            f"{_EVIDENCE}/test_bundle.py",
            f"{_EVIDENCE}/test_manifest.py",
            f"{_EVIDENCE}/test_ssh_signature.py",
            f"{_EVIDENCE}/test_verification.py",
        ),
    ),
    "comparison": Part(
        (
            "services/evidence/comparison.py",
            "services/evidence/earlier.py",
            "services/evidence/gap.py",
        ),
        (f"{_EVIDENCE}/test_comparison.py", f"{_EVIDENCE}/test_earlier.py"),
    ),
    "policy": Part(("services/policy/*.py",), ("tests/services/policy",)),
    "replies": Part(("services/smtp/replies.py",), ("tests/services/smtp",)),
    "redaction": Part(("services/smtp/safe_text.py",), ("tests/services/smtp",)),
    "clipboard": Part(
        ("services/clipboard/*.py", "tui/base/clipboards.py", "tui/base/timed_copy.py"), (_CLIPBOARD, "tests/tui/base")
    ),
    "background work": Part(("tui/base/background.py", "tui/base/key_queue.py"), ("tests/tui/base",)),
}


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
    for pattern in PARTS[part].files:
        fitting = sorted(ROOT.glob(pattern))
        if not fitting:
            raise FileNotFoundError(f"{pattern}, which is part of {part}, fits no file")
        found += fitting
    return found


def paths_of_tests(parts: Iterable[str]) -> list[str]:
    """The tests of these parts, each once."""
    return sorted({test for part in parts for test in PARTS[part].tests})
