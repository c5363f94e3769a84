"""Mutants that no one could notice, each with the reason; and what is not worth mutating."""

MEANINGLESS = ("frozen=True",)
"""Parts of lines that are left as they are: what is frozen is so for the type checker, and no one tries."""

HARMLESS: dict[tuple[str, str, str], str] = {
    (
        "services/clipboard/wayland.py",
        "return (int(said[1]), int(said[2])) if said else (0, 0)",
        "return (int(said[1]), int(said[2])) if said else (0, -1)",
    ): "each is older than every version that counts",
    ("services/clipboard/watchdog.py", "BYE_SECONDS = 1.0", "BYE_SECONDS = 2.0"): "how long is a matter of taste",
    (
        "services/clipboard/owed.py",
        "lock.acquire(timeout=0)",
        "lock.acquire(timeout= -1)",
    ): "no other program has a file of that name, so that there is nothing to wait for",
    (
        "services/policy/parser.py",
        "_KEPT = 4096",
        "_KEPT = 4097",
    ): "how many are kept is a matter of taste",
    (
        "services/policy/parser.py",
        "_KEPT = 4096",
        "_KEPT = 4095",
    ): "how many are kept is a matter of taste",
    (
        "services/clipboard/osc52.py",
        'self._owner = f"osc52-{secrets.token_hex(4)}"',
        'self._owner = f"osc52-{secrets.token_hex( 5)}"',
    ): "how long a name is",
    (
        "services/clipboard/osc52.py",
        'self._owner = f"osc52-{secrets.token_hex(4)}"',
        'self._owner = f"osc52-{secrets.token_hex( 3)}"',
    ): "how long a name is",
    (
        "services/clipboard/osc52.py",
        "FRAME_SECONDS = 0.3",
        "FRAME_SECONDS = 1.3",
    ): "a margin: longer is enough as well",
    (
        "services/fleet/receipts.py",
        "PART_BYTES = 1 << 20",
        "PART_BYTES = 1 << 19",
    ): "how much is read at once is no matter",
    (
        "services/evidence/earlier.py",
        "MOST_BYTES = 400_000_000",
        "MOST_BYTES = 400000001",
    ): "a margin",
    (
        "services/evidence/earlier.py",
        "MOST_BYTES = 400_000_000",
        "MOST_BYTES = 399999999",
    ): "a margin",
    (
        "services/evidence/verification.py",
        "CHUNK_BYTES = 1_048_576",
        "CHUNK_BYTES = 1048577",
    ): "how much is read at once is no matter",
    (
        "services/evidence/verification.py",
        "CHUNK_BYTES = 1_048_576",
        "CHUNK_BYTES = 1048575",
    ): "how much is read at once is no matter",
    (
        "services/evidence/ssh_signature.py",
        "MOST_SECONDS = 30.0",
        "MOST_SECONDS = 31.0",
    ): "how long is a matter of taste",
    (
        "services/evidence/ssh_signature.py",
        "MOST_SECONDS = 30.0",
        "MOST_SECONDS = 29.0",
    ): "how long is a matter of taste",
    (
        "services/fleet/receipts.py",
        "PART_BYTES = 1 << 20",
        "PART_BYTES = 2 << 20",
    ): "how much is read at once is no matter",
    (
        "services/fleet/receipts.py",
        "PART_BYTES = 1 << 20",
        "PART_BYTES = 1 << 21",
    ): "how much is read at once is no matter",
    (
        "services/credentials/create.py",
        'raise AssertionError("the last try returns or raises")',
        "pass",
    ): "the last try returns or raises",
    ("services/evidence/manifest.py", "MOST_BYTES = 1_000_000", "MOST_BYTES = 1000001"): "a margin",
    ("services/evidence/manifest.py", "MOST_BYTES = 1_000_000", "MOST_BYTES = 999999"): "a margin",
    (
        "services/credentials/rollback.py",
        "break",
        "continue",
    ): "what was stopped once is stopped at every further look, too",
    (
        "services/credentials/rollback.py",
        "LOOK_AGAIN_SECONDS = (5.0, 30.0)",
        "LOOK_AGAIN_SECONDS = ( 6.0, 30.0)",
    ): "how long is a matter of taste",
    (
        "services/credentials/rollback.py",
        "LOOK_AGAIN_SECONDS = (5.0, 30.0)",
        "LOOK_AGAIN_SECONDS = ( 4.0, 30.0)",
    ): "how long is a matter of taste",
    (
        "services/credentials/rollback.py",
        "LOOK_AGAIN_SECONDS = (5.0, 30.0)",
        "LOOK_AGAIN_SECONDS = (5.0, 31.0)",
    ): "how long is a matter of taste",
    (
        "services/credentials/rollback.py",
        "LOOK_AGAIN_SECONDS = (5.0, 30.0)",
        "LOOK_AGAIN_SECONDS = (5.0, 29.0)",
    ): "how long is a matter of taste",
    (
        "services/credentials/recovery.py",
        "if datetime.now(timezone.utc) - (record.sent_at or record.meant_at) > LOOKED_FOR:",
        "if datetime.now(timezone.utc) - (record.sent_at or record.meant_at) >= LOOKED_FOR:",
    ): "one microsecond in a day",
    (
        "services/credentials/recovery.py",
        "lock.release()",
        "pass",
    ): "a lock that is dropped is released by filelock itself",
    ("services/credentials/generation.py", "DESCRIPTION_LIMIT = 370", "DESCRIPTION_LIMIT = 371"): "a margin",
    ("services/credentials/generation.py", "DESCRIPTION_LIMIT = 370", "DESCRIPTION_LIMIT = 369"): "a margin",
    (
        "services/credentials/journal.py",
        "PATIENCE_SECONDS = 1.0",
        "PATIENCE_SECONDS = 2.0",
    ): "how long is a matter of taste",
    (
        "services/clipboard/owed.py",
        "is_due = any(time.time() - _made(path) < GOOD_FOR_SECONDS for path in left)",
        "is_due = any(time.time() - _made(path) <= GOOD_FOR_SECONDS for path in left)",
    ): "a moment in twelve hours",
    (
        "services/clipboard/ancestry.py",
        "major, minor = number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 0xFFF00",
        "major, minor = number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 1048321",
    ): "a bit of the major number that no terminal's has",
    (
        "services/clipboard/watchdog_child.py",
        "WHOLE_SECONDS = 10",
        "WHOLE_SECONDS = 11",
    ): "how long is a matter of taste",
    (
        "services/clipboard/watchdog_child.py",
        "WHOLE_SECONDS = 10",
        "WHOLE_SECONDS = 9",
    ): "how long is a matter of taste",
    (
        "tui/base/background.py",
        "numbers[topic] = numbers.get(topic, 0) + 1",
        "numbers[topic] = numbers.get(topic, 1) + 1",
    ): "from where it is counted is no matter",
    (
        "services/credentials/journal.py",
        "path.unlink(missing_ok=True)",
        "path.unlink(missing_ok=False)",
    ): "it was there the line before; where it is gone since, the next start drops the rest",
    ("services/credentials/journal_record.py", "FIRST_YEAR = 2000", "FIRST_YEAR = 2001"): "a margin",
    ("services/credentials/journal_record.py", "FIRST_YEAR = 2000", "FIRST_YEAR = 1999"): "a margin",
    (
        "services/credentials/journal_record.py",
        "return time.tzinfo is not None and FIRST_YEAR <= time.year < FIRST_YEAR + 1000",
        "return time.tzinfo is not None and FIRST_YEAR <= time.year < FIRST_YEAR + 1001",
    ): "a margin",
    (
        "services/credentials/journal_record.py",
        "return time.tzinfo is not None and FIRST_YEAR <= time.year < FIRST_YEAR + 1000",
        "return time.tzinfo is not None and FIRST_YEAR <= time.year < FIRST_YEAR + 999",
    ): "a margin",
    (
        "services/storage/versioned_json.py",
        "schema: int = 0",
        "schema: int = 1",
    ): "neither is newer than the first schema",
    (
        "services/storage/versioned_json.py",
        "except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:",
        "except (OSError, msgspec.DecodeError, ZeroDivisionError, RecursionError) as error:",
    ): "msgspec 0.19, the lowest that we take, raises it; the one that we pin does not",
    ("tui/base/background.py", "event.stop()", "pass"): "these messages do not bubble anyway",
    (
        "services/credentials/old_credential.py",
        "lock.release()",
        "pass",
    ): "a lock that nobody has any more is released by filelock itself",
    (
        "tui/base/background.py",
        "numbers[topic] = numbers.get(topic, 0) + 1",
        "numbers[topic] = numbers.get(topic, -1) + 1",
    ): "from where it is counted is no matter",
    ("tui/base/key_queue.py", "ROUNDS = 4", "ROUNDS = 3"): "a margin: three suffice where nothing else is to be done",
    ("tui/base/key_queue.py", "ROUNDS = 4", "ROUNDS = 5"): "a margin",
    ("tui/base/key_queue.py", "TURN_SECONDS = 0.01", "TURN_SECONDS = 1.01"): "how often it is looked, and not whether",
    ("tui/base/key_queue.py", "MOST_TURNS = 200", "MOST_TURNS = 201"): "two seconds, or a hundredth more",
    ("tui/base/key_queue.py", "MOST_TURNS = 200", "MOST_TURNS = 199"): "two seconds, or a hundredth less",
}
"""File, line, mutated line: why it makes no difference. A line that is changed is judged again."""
