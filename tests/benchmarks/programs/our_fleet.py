"""Rotations by a plan as our program makes them, in two steps, each a process of its own.

`plan KIND FOLDER COUNT` writes a plan for so many users. `apply KIND FOLDER` carries it out, and prints JSON: seconds,
rows done, rows not done, requests, and peak memory. These come after the usual arguments.
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

import pyrage

from services.api.session import Session
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

DUE_DAYS = 90


def can_rotate(found: tuple[User, list[Credential]]) -> bool:
    """Whether a user of the Default domain has room for a replacement."""
    user, credentials = found
    return len(credentials) == 1 and user.domain == "Default" and not user.is_inactive


def write_plan(session: Session, folder: Path, count: int) -> None:
    """Write a plan. All credentials are listed with a few requests, whichever directory carries it out."""
    (folder / "out").mkdir(mode=0o700)
    audit = Audit(AllDomains(session, DomainList(session)))
    for _rows in audit.run():
        pass
    key = str(pyrage.x25519.Identity.generate().to_public())
    wanted = PlanOptions(parse_patterns([f"age:{folder}/out/{{user}}.age"], plain=False), (key,))
    journal = Journal(folder / "state" / "journal")
    draft = draft_rotations(session, journal, Readings(tuple(by_user(audit))), DUE_DAYS, wanted, prove=False)
    able = {row.user_ocid for row in draft.rows}
    due = (found for found in by_user(audit) if can_rotate(found) and found[0].ocid in able)
    read = Readings(tuple(islice(due, count)))
    draft_rotations(session, journal, read, DUE_DAYS, wanted, prove=False).write(folder / "plan")


def apply(session: Session, folder: Path, kind: str) -> list[float]:
    """Carry the plan out."""
    plan = Plan.read(folder / "plan")
    run = FleetRun(plan, session, opened(session, kind), Journal(folder / "state" / "journal"))
    session.tenancy_name()  # the SDK is loaded before the clock starts
    started = time.perf_counter()
    progress = run.run(lambda progress, receipt: None)
    seconds = time.perf_counter() - started
    return [seconds, progress.done, progress.total - progress.done, plan.head.requests, own_peak_mb()]


if __name__ == "__main__":
    endpoint, config_file, _, step, kind, place, *more = sys.argv[1:]
    options = Options(config_file=config_file, identity_endpoint=endpoint, email_endpoint=endpoint)
    opened_session = open_session(load_profile(options, {}), options)
    if step == "plan":
        write_plan(opened_session, Path(place), int(more[0]))
    else:
        print(json.dumps(apply(opened_session, Path(place), kind)))
