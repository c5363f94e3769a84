"""`python -m tests.benchmarks.scale USERS...`: what listing and auditing cost as tenancies grow, for SCALE.md.

With `--audit` the identity domains are audited, too; a demo tenancy of more than 100,000 users takes too long for that.
"""

import argparse
import json
import sys

from tests.benchmarks.lab import Lab
from tests.benchmarks.measuring import process
from tests.benchmarks.sizes import SMALL


def main(arguments: list[str]) -> None:
    """Print a line of the table for each number of users: the second run of each program, whose answers are ready."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale")
    parser.add_argument("users", type=int, nargs="+")
    parser.add_argument("--audit", action="store_true")
    asked = parser.parse_args(arguments)
    with Lab(SMALL) as lab:
        for users in asked.users:
            with lab.serving(users) as served:
                for _ in range(2):
                    listed = process(served.program("our_list"), lab.environ)
                pages = len(served.control("log"))
                peak = float(listed.output.split()[1])
                told = f"{users:,} users: {pages:,} requests, {listed.seconds:.1f} s, {peak:.0f} MB"
                if asked.audit:
                    for _ in range(2):
                        audit = process(served.program("our_audit", "domains"), lab.environ)
                    seconds, _, rows, _, _, peak = json.loads(audit.output)
                    requests = len(served.control("log")) - pages
                    told += f"; audit {requests:,} requests, {rows:,} rows, {seconds:.1f} s, {peak:.0f} MB"
                print(told, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
