"""`python -m tests.e2e.fleet`: the ordeal of a plan in full size; it prints what was seen."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.fleet.ordeal import Ordeal
from tests.e2e.fleet.verdict import check


def undergone(ordeal: Ordeal, kills: int, changed: int) -> None:
    """Plan, change facts, apply with kills, apply in peace, answer as a person, apply again, and check."""
    ordeal.make_plan()
    gone, doubled = ordeal.change_facts(changed)
    ordeal.misbehave()
    ordeal.apply_and_kill(kills)
    ordeal.apply()
    named = [receipt for receipt in ordeal.last().values() if receipt.state.value == "unknown"]
    ordeal.tally.unknown = len(named)
    ordeal.answer_as_a_person()
    ordeal.apply()
    states = check(ordeal, gone, doubled)
    tally = ordeal.tally
    print(
        f"{ordeal.rows} rows, {tally.kills} programs killed with {tally.killed_rows} rows in progress: {dict(states)}"
    )
    print(f"{tally.unknown} rows named as unknown until a person answered; exit codes {tally.exit_codes}")
    print(f"{ordeal.served.asked('create_smtp_credential')} creates, {len(ordeal.records())} records")


def main(arguments: list[str]) -> int:
    """Undergo it for each kind of directory."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.fleet", description=__doc__)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("kinds", nargs="*", choices=[[], "classic", "domains"], help="classic, domains, or both")
    asked = parser.parse_args(arguments)
    for kind in asked.kinds or ("classic", "domains"):
        with tempfile.TemporaryDirectory(prefix="oci-smtp-fleet-") as folder:
            started = time.monotonic()
            ordeal = Ordeal(Path(folder), asked.rows, kind, seed=asked.seed)
            try:
                undergone(ordeal, asked.kills, max(1, asked.rows // 100))
            finally:
                ordeal.stop()
            print(f"{kind}: {time.monotonic() - started:.0f} s\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
