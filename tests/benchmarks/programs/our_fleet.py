"""Rotations by a plan as our program makes them. It prints JSON: seconds, done, not done, requests, and peak memory.

Arguments after the usual ones: `classic` or `domains`, an empty folder, and how many users to rotate.
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

import pyrage

from services.api.sign_in import open_session
from services.audit.audit import Audit
from services.config.options import Options
from services.config.profile import load_profile
from services.credentials.journal import Journal
from services.directory.all_domains import AllDomains
from services.directory.domain_list import DomainList
from services.fleet.apply import FleetRun
from services.fleet.destinations import parse_patterns
from services.fleet.draft import Readings, draft_rotations
from services.fleet.due import by_user
from services.fleet.plan import Plan
from services.fleet.planner import PlanOptions
from services.model.values import Credential, User
from tests.benchmarks.measuring import own_peak_mb
from tests.benchmarks.programs.our_audit import opened

OLD_DAYS = 1


def can_rotate(found: tuple[User, list[Credential]]) -> bool:
    """Whether a user of the tenancy is due, and has room for a replacement."""
    user, credentials = found
    return len(credentials) == 1 and not user.is_inactive


if __name__ == "__main__":
    endpoint, config_file, _, kind, place, count = sys.argv[1:7]
    options = Options(config_file=config_file, identity_endpoint=endpoint, email_endpoint=endpoint)
    session = open_session(load_profile(options, {}), options)
    folder = Path(place)
    (folder / "out").mkdir(mode=0o700)
    journal = Journal(folder / "state" / "journal")
    everyone = AllDomains(session, DomainList(session))  # lists all credentials with a few requests
    audit = Audit(everyone)
    for _rows in audit.run():
        pass
    due = tuple(islice(filter(can_rotate, by_user(audit)), int(count)))
    key = str(pyrage.x25519.Identity.generate().to_public())
    wanted = PlanOptions(parse_patterns([f"age:{folder}/out/{{user}}.age"], plain=False), (key,))
    draft_rotations(session, journal, Readings(due), OLD_DAYS, wanted, prove=False).write(folder / "plan")
    plan = Plan.read(folder / "plan")
    del audit, due
    run = FleetRun(plan, session, opened(session, kind), journal)
    started = time.perf_counter()
    progress = run.run(lambda progress, receipt: None)
    seconds = time.perf_counter() - started
    print(json.dumps([seconds, progress.done, progress.total - progress.done, plan.head.requests, own_peak_mb()]))
