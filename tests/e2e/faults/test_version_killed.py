"""The program is killed around a new version of a secret: programs keep what they had, and the version is named."""

import os
import signal

import pytest

from services.delivery.destinations import Destinations
from services.demo.faults import Rule
from services.demo.store.vault_secrets import StoredSecret
from tests.e2e.faults.ending import until
from tests.e2e.faults.lab import Bench
from tests.e2e.faults.runner import BEFORE, RENAMED, Plan
from tests.services.accounts import session_on

PLACE, NUMBER, CUSTODY = 5, 6, 7
"""Durable writes of a delivery: where the password goes, which version it is there, and that it was read back."""


@pytest.fixture
def followed(bench: Bench) -> StoredSecret:
    """A secret that programs follow."""
    tenancy = bench.lab.tenancy
    name = f"followed-{bench.person.ocid[-6:]}"
    assert bench.run(*bench.generate, "--to", f"vault:mail/secrets/{name}") == 0, bench.told()
    [ocid] = bench.ocids
    assert bench.run("revoke", bench.person.name, ocid, "--yes") == 0
    [found] = [each for each in tenancy.world.vaults.secrets if each.name == name]
    return found


@pytest.mark.parametrize(
    ("write", "moment", "versions"),
    [(PLACE, RENAMED, 1), (NUMBER, BEFORE, 2), (CUSTODY, RENAMED, 2)],
)
def test_recover_names_the_new_secret_version_and_the_old_version_stays_current(
    bench: Bench, followed: StoredSecret, write: int, moment: str, versions: int
) -> None:
    to = ("--to", f"vault:mail/secrets/{followed.name}", "--make-current")
    assert bench.run(*bench.generate, *to, plan=Plan(write, moment)) == -signal.SIGKILL, bench.told()
    assert (len(followed.versions), followed.current) == (versions, 1)
    [record] = bench.journal.unfinished()
    [place] = record.destinations
    assert place.ocid == followed.ocid
    assert bench.run("recover") == 5
    named = "Version 2" if (write, moment) == (CUSTODY, RENAMED) else "A new version"
    assert f"{named} of the secret {followed.name} in the vault mail might still contain the password" in bench.told()
    found = Destinations(session_on(bench.lab.tenancy)).look(place)
    told = "Version 2 is PENDING" if versions == 2 else "The secret has no version of that name."
    assert found.told.startswith(told)
    assert not found.can_be_emptied


def test_rotate_completes_a_promotion_that_sigkill_interrupted(bench: Bench, followed: StoredSecret) -> None:
    tenancy = bench.lab.tenancy
    [old] = tenancy.credentials(bench.person.ocid)
    tenancy.faults.append(Rule("timeout", "update_secret", skip=1, times=0))
    log = tenancy.request_log
    before = sum(entry.operation == "update_secret" for entry in list(log))
    pid = bench.start(
        *("rotate", bench.person.name, "--to", f"vault:mail/secrets/{followed.name}", "--make-current"),
        plan=Plan(answer_seconds=60),
    )
    until(lambda: sum(entry.operation == "update_secret" for entry in list(log)) > before + 1, "no promotion was sent")
    os.kill(pid, signal.SIGKILL)
    assert bench.wait() == -signal.SIGKILL
    bench.calm()
    assert (len(followed.versions), followed.current) == (2, 1)
    assert bench.run("rotate", bench.person.name, "--retire", "--yes") != 0
    assert old.ocid in [item.ocid for item in tenancy.credentials(bench.person.ocid)]
    assert bench.run("rotate", bench.person.name, "--make-current") == 0, bench.told()
    assert followed.current == 2
