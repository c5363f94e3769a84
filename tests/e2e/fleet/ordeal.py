"""A plan for many users whose programs are killed again and again, in a tenancy that is slow and rejects requests.

The programs are the real ones: `rotate --due`, `rotate --apply`, and `recover`, each in a process of its own.
"""

import contextlib
import csv
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from services.credentials.journal import Journal
from services.credentials.journal_record import Record
from services.demo.people import Person
from services.demo.tenancy import Tenancy
from services.fleet.plan import Plan
from services.fleet.receipt_lines import Receipt, RowState, path_of, receipts_in
from tests.e2e.program import PROGRAM, environment
from tests.e2e.served import Served

DUE_DAYS = 90
FAR_AWAY_SECONDS = 600
"""A kill that doesn't come within so long is none."""

CREATES = {"method": "POST", "path": "*mtpCredentials"}
LISTS = {"method": "GET", "path": "*mtpCredentials*"}


@dataclass
class Tally:
    """What was seen, in numbers."""

    kills: int = 0
    killed_rows: int = 0
    """Rows that were in progress when a program was killed."""
    unknown: int = 0
    """Rows that the plan named as unknown, because only a person could say."""
    seconds: float = 0.0
    exit_codes: list[int] = field(default_factory=list)


class Ordeal:
    """A tenancy in a process of its own, a plan in it, and the programs that carry it out."""

    def __init__(self, folder: Path, rows: int, kind: str, *, latency_ms: int = 30, seed: int = 1) -> None:
        """`kind` is `classic` or `domains`."""
        self.rows = rows
        self.tally = Tally()
        self._chance = random.Random(seed)
        self._latency = latency_ms / 1000
        users = max(60, rows * 16)
        (folder / "served").mkdir()
        self.served = Served(folder / "served", "--users", str(users))
        self.home = folder / "home"
        self.home.mkdir()
        self.environ = environment(self.home, OCI_SMTP_DIRECTORY=kind)
        self.out = self.home / "out"
        self.out.mkdir(mode=0o700)
        self._identity = pyrage.x25519.Identity.generate()
        self.users = list(_due_people(Tenancy(users=users), rows))
        assert len(self.users) == rows
        self.passwords: set[str] = set()
        """Every password that a credential of the tenancy had at some time, as far as it was seen."""
        self.at_first: set[str] = set()
        """The credentials before anything was done."""

    @property
    def plan(self) -> Plan:
        return Plan.read(self.home / "plan")

    @property
    def journal(self) -> Journal:
        return Journal(self.home / "state/oci-smtp/journal")

    def command(self, *arguments: str) -> list[str]:
        return [PROGRAM, *self.served.options, *arguments]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = self.command(*arguments)
        return subprocess.run(
            command, env=self.environ, cwd=self.home, capture_output=True, text=True, timeout=1200, check=False
        )

    def make_plan(self) -> None:
        """Plan to rotate the users, and let some facts change afterwards."""
        with (self.home / "users.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("user",), *((user.ocid,) for user in self.users)])
        done = self.run(
            *("rotate", "--due", f"{DUE_DAYS}d", "--users", "users.csv", "--plan", "plan"),
            *("--to", "age:out/{user}.age", "--recipient", str(self._identity.to_public())),
        )
        assert done.returncode == 0, done.stderr
        assert self.plan.head.rows == self.rows, done.stdout
        self.at_first = {each["id"] for each in self.look()}

    def change_facts(self, count: int) -> tuple[set[str], set[str]]:
        """Delete the old credential of some users, and give some a second one; the OCIDs of either."""
        rows = self._chance.sample(list(self.plan.rows()), 2 * count)
        for row in rows[:count]:
            assert row.old
            assert self.run("revoke", row.user_ocid, row.old.ocid, "--yes").returncode == 0
        for row in rows[count:]:
            to = f"age:{self.home}/second-{row.number}.age"
            key = str(self._identity.to_public())
            assert self.run("generate", row.user_ocid, "-d", "second", "--to", to, "--recipient", key).returncode == 0
        return {row.user_ocid for row in rows[:count]}, {row.user_ocid for row in rows[count:]}

    def misbehave(self) -> None:
        """From now on the tenancy is slow, rejects some requests as too many, and some for good."""
        self.served.control("config", {"latency": self._latency})
        some = max(1, self.rows // 50)
        for skip in (self.rows // 5, self.rows // 2):
            self._fault(CREATES, kind="429", times=some * 2, skip=skip, retry_after=1)
            self._fault(LISTS, kind="429", times=some * 2, skip=skip * 2)
            self._fault(CREATES, kind="400", times=some, skip=skip + some * 3)

    def apply_and_kill(self, kills: int) -> None:
        """Carry out the plan, killed so often at moments that chance chooses; two programs at once now and then."""
        moments = sorted(self._chance.sample(range(2, self.rows * 2), kills))
        for number, moment in enumerate(moments):
            programs = [self._started() for _ in range(1 + number % 2)]
            killed = self._kill_at(moment, programs)
            self.tally.kills += killed
            self.look()

    def apply(self) -> "subprocess.CompletedProcess[str]":
        """Carry out what is left, undisturbed."""
        started = time.monotonic()
        done = self.run("rotate", "--apply", "plan", "-o", "json")
        self.tally.seconds += time.monotonic() - started
        self.tally.exit_codes.append(done.returncode)
        self.look()
        return done

    def answer_as_a_person(self) -> None:
        """Resolve what only a person can: keep what can be decrypted, delete the others, close what never appeared."""
        told = json.loads(self.run("recover", "--yes", "-o", "json").stdout or "[]")
        of_user = {row.user_ocid: row for row in self.plan.rows()}
        for account in told:
            if account["state"] == "PENDING":
                assert self.run("recover", "--close", account["intent"]).returncode == 0
            if not account["needs_answer"]:
                continue
            path = Path(of_user[account["user_id"]].to[0].partition(":")[2])
            password = self.decrypted(path)
            held = [each for each in self.look() if each["user"] == account["user_id"]]
            if password and any(each["password"] in password for each in held):
                answer = ["--keep", account["intent"]]
            else:
                path.unlink(missing_ok=True)
                suspects = [each["credential_id"] for each in account["candidates"] or []]
                answer = ["--delete", account["intent"], *(["--credential", suspects[0]] if suspects else [])]
            assert self.run("recover", *answer).returncode == 0

    def decrypted(self, path: Path) -> str:
        """What an encrypted file says; nothing where there is none, or only a part of one."""
        try:
            return str(pyrage.decrypt(path.read_bytes(), [self._identity]), "utf-8")
        except (OSError, pyrage.DecryptError):
            return ""

    def look(self) -> list[dict[str, str]]:
        """The credentials in the tenancy; their passwords are remembered."""
        found: list[dict[str, str]] = self.served.control("credentials")
        self.passwords |= {each["password"] for each in found}
        return found

    def last(self) -> dict[int, Receipt]:
        """The last receipt of each row."""
        return {receipt.row: receipt for receipt in receipts_in(self.plan)}

    def records(self) -> list[Record]:
        return self.journal.records()

    def stop(self) -> None:
        self.served.stop()

    def _fault(self, where: dict[str, str], **fault: Any) -> None:
        self.served.control("faults", {**where, **fault})

    def _started(self) -> "subprocess.Popen[bytes]":
        log = (self.home / "log").open("ab")
        command = self.command("rotate", "--apply", "plan", "--stop-after", str(self.rows))
        with log:
            return subprocess.Popen(command, env=self.environ, cwd=self.home, stdout=log, stderr=log)

    def _kill_at(self, moment: int, programs: "list[subprocess.Popen[bytes]]") -> int:
        """Kill them all once so many receipts are written; how many hadn't ended by themselves."""
        receipts_soon(path_of(self.home / "plan"), moment, programs)
        killed = 0
        for program in programs:
            killed += program.poll() is None
            program.send_signal(signal.SIGKILL)
        for program in programs:
            program.wait()
        begun = [each for each in self.last().values() if each.state is RowState.BEGUN]
        self.tally.killed_rows += len(begun)
        return killed


def receipts_soon(path: Path, count: int, programs: "Sequence[subprocess.Popen[Any]]") -> None:
    """Wait until so many receipts are written, or all programs have ended."""
    until = time.monotonic() + FAR_AWAY_SECONDS
    while _count_of_receipts(path) < count and time.monotonic() < until:
        if all(map(_has_ended, programs)):
            return


def _has_ended(program: "subprocess.Popen[Any]") -> bool:
    """Whether it ends within a moment."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(0.004)
        return True
    return False


def _count_of_receipts(path: Path) -> int:
    try:
        return path.read_bytes().count(b'"is":"row"')
    except FileNotFoundError:
        return 0


def _due_people(tenancy: Tenancy, count: int) -> Iterator[Person]:
    """Users with one old credential, who can have another one."""
    number = found = 0
    while found < count and (person := tenancy.world.domains[0].users.numbered(number)):
        number += 1
        is_able = person.state == "ACTIVE" and person.capabilities["canUseSmtpCredentials"]
        ages = [(tenancy.world.now() - each.created).days for each in person.credentials]
        if is_able and len(ages) == 1 and ages[0] > DUE_DAYS:
            found += 1
            yield person


def files_with(folder: Path, passwords: set[str]) -> list[str]:
    """The files below a folder that have one of these passwords in plain text, as it is or as JSON has it."""
    forms = {form.encode() for password in passwords for form in (password, json.dumps(password)[1:-1])}
    found = []
    for path in (Path(root) / name for root, _, names in os.walk(folder) for name in names):
        if path.is_file():
            data = path.read_bytes()
            found += [str(path)] if any(form in data for form in forms) else []
    return found
