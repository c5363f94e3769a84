"""The served tenancy, users that no one has used yet, and the law that every cell of the matrix is held to."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState
from services.demo.colleague import GENERATE, Act
from services.demo.faults import Rule
from services.demo.people import Person
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from tests.e2e.faults.cells import BYSTANDER, Fault
from tests.e2e.faults.colleagues import ACTS
from tests.e2e.faults.runner import Plan
from tests.e2e.faults.traces import traces
from tests.e2e.forked_program import ForkedProgram
from tests.e2e.nursery import Child, Nursery, Order
from tests.e2e.program import environment
from tests.e2e.terminal import Terminal
from tests.services.accounts import Served, session_on
from tests.services.law import burnt, unexplained

USERS = 900
DESCRIPTION = "fault matrix"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


@dataclass
class Bench:
    """One user with one credential from before, one home directory, and what became of both."""

    lab: "Lab"
    person: Person
    home: Path
    bystander: str
    issued: dict[str, str] = field(default_factory=dict)
    """Every credential that was ever created for the user in this bench, with its password."""
    held: set[str] = field(default_factory=set)
    """Credentials that a colleague generated, and holds."""
    seen: set[str] = field(default_factory=set)
    """Credentials whose password stood on a screen or was copied."""
    runs: int = 0
    terminals: list[Terminal] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        return environment(self.home)

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def journal(self) -> Journal:
        return Journal(self.state / "oci-smtp" / "journal")

    @property
    def ocids(self) -> set[str]:
        """The credentials that the user has in the tenancy, without the one from before."""
        there = {item.ocid for item in self.lab.tenancy.credentials(self.person.ocid)}
        assert self.bystander in there, "a credential of somebody else was deleted"
        return there - {self.bystander}

    @property
    def posts(self) -> int:
        """How often the user's credential was asked for."""
        path = f"/users/{self.person.ocid}/"
        log = list(self.lab.tenancy.request_log)
        return sum(entry.operation == "create_smtp_credential" and path in entry.path for entry in log)

    @property
    def handed_over(self) -> set[str]:
        """The credentials whose whole password came out of the program, to a file or a screen."""
        written = b"".join(path.read_bytes() for path in self.home.glob("*.out"))
        passwords = {json.dumps(password, ensure_ascii=False).encode(): ocid for ocid, password in self.issued.items()}
        return self.seen | {ocid for password, ocid in passwords.items() if password in written}

    def strike(self, fault: Fault) -> None:
        """Let the user's creates go wrong."""
        if fault.kind:
            change = {name: self.bystander if value == BYSTANDER else value for name, value in fault.change.items()}
            self.fault(fault.kind, **(fault.more | {"change": change}))

    def colleague_acts(self, fault: Fault) -> None:
        """Let the colleague do what the fault says."""
        if fault.colleague:
            ACTS[fault.colleague](self)

    def colleague(self, does: str, **more: Any) -> None:
        """Let the colleague do one thing to the user's credentials."""
        before = self.ocids
        self.lab.tenancy.colleague.do(Act(does, self.person.ocid, **more))
        self.held = (self.held | (self.ocids - before)) if does == GENERATE else self.held

    @property
    def sent_description(self) -> str:
        """The description that the program has sent, with its mark."""
        [record] = self.journal.records()
        return f"{record.description} {record.marker}"

    @property
    def orphans(self) -> set[str]:
        """The credentials that no one has."""
        return self.ocids - self.held - self.handed_over

    def asked_about(self) -> dict[str, list[str]]:
        """The credentials that `recover` says may be a record's, by the record's name."""
        self.run("recover", "--yes", "--output", "json")
        accounts = json.loads((self.home / f"{self.runs}.out").read_text())
        return {item["intent"]: [one["credential_id"] for one in item["candidates"]] for item in accounts}

    def fault(self, kind: str, operation: str = "create_smtp_credential", **more: Any) -> None:
        """Let the user's requests of a kind go wrong."""
        self.lab.tenancy.faults.append(Rule(kind, operation, path=f"*{self.person.ocid}*", **more))

    def calm(self) -> None:
        """From now on nothing goes wrong, and everything is fast."""
        self.lab.tenancy.faults.clear()
        self.lab.tenancy.latencies.clear()

    def start(self, *arguments: str, plan: Plan | None = None, line: str = "") -> int:
        """Start the program; its process. `line` is a terminal line for its input and errors."""
        self.runs += 1
        output, errors = (os.open(self.home / f"{self.runs}.{end}", NEW_FILE, 0o600) for end in ("out", "err"))
        source = os.open(line or os.devnull, os.O_RDWR | os.O_NOCTTY)
        environ = {**self.environ, **(plan or Plan()).environ()}
        order = Order([*arguments, *self.lab.options], environ, str(self.home))
        self.children.append(self.lab.nursery.start(order, [source, output, source if line else errors]))
        for each in (source, output, errors):
            os.close(each)
        return self.children[-1].pid

    def wait(self) -> int:
        """Wait for the end of the program that was started last; its exit code, or the negative of its signal."""
        return self.children[-1].wait()

    def run(self, *arguments: str, plan: Plan | None = None) -> int:
        """Run the program to its end; its exit code."""
        self.start(*arguments, plan=plan)
        return self.wait()

    def open(self, *arguments: str, plan: Plan | None = None) -> Terminal:
        """Open the app in a terminal, at Home unless the arguments say otherwise."""
        environ = {**self.environ, **(plan.environ() if plan else {})}
        self.terminals.append(ForkedProgram(self.lab.nursery, [*self.lab.options, *arguments], environ))
        return self.terminals[-1]

    @property
    def at_generate(self) -> tuple[str, ...]:
        """The arguments that open the Generate dialog of the user.

        The users that were opened are not remembered: a thread writes that down, among the writes that a plan counts.
        """
        return ("--no-recent", "open", "user", self.person.name, "--generate")

    def close(self) -> None:
        """End what is still open."""
        for terminal in self.terminals:
            terminal.end()

    @property
    def generate(self) -> tuple[str, ...]:
        """The command that is under test."""
        return ("generate", self.person.name, "-d", DESCRIPTION, "--output", "json")

    def recover(self, plan: Plan | None = None) -> int:
        """Run `recover --yes`; its exit code."""
        return self.run("recover", "--yes", plan=plan)

    def let_late_creates_appear(self) -> None:
        """Look until whatever the tenancy is slow to carry out is there."""
        for _ in range(5):
            self.lab.directory.credentials(self.lab.user(self.person))

    def told(self) -> str:
        """What the last run said."""
        return "".join(path.read_text() for path in self.home.glob(f"{self.runs}.*"))

    def check(self) -> None:
        """No credential is in no one's hands and unexplained; none that was seen is gone; no secret is left behind."""
        records = self.journal.records()
        assert not self.journal.unreadable()
        in_hands = self.handed_over | self.held
        assert not unexplained(self._there(), records, in_hands), records
        assert in_hands <= self.ocids, "a credential that somebody has was deleted"
        assert not traces(self.state, self.issued.values())

    def check_settled(self) -> None:
        """The same, with nothing left open but what only a person can say."""
        self.check()
        assert all(record.state is JournalState.SHOWN for record in self.journal.unfinished()), (
            self.journal.unfinished()
        )
        assert not burnt(self._there(), self.journal.records(), self.handed_over | self.held), "a place is burnt"

    @property
    def ending(self) -> str:
        """The end of the user name of the one credential that is there beside the one from before."""
        [item] = self._there()
        return item.user_name[-6:]

    def _there(self) -> list[StoredCredential]:
        there = self.lab.tenancy.credentials(self.person.ocid)
        return [item for item in there if item.ocid != self.bystander]


class Lab:
    """One served tenancy for many benches."""

    def __init__(self, served: Served, nursery: Nursery, folder: Path, patches: pytest.MonkeyPatch) -> None:
        self.tenancy: Tenancy = served.tenancy
        self.nursery = nursery
        self.directory = ClassicDirectory(session_on(served.tenancy))
        self.options = (
            *("--config-file", str(served.config_file)),
            *("--identity-endpoint", served.options.identity_endpoint),
            *("--email-endpoint", served.options.email_endpoint),
            *("--vault-endpoint", served.options.vault_endpoint),
        )
        self.benches: list[Bench] = []
        self._folder = folder
        self._people = self._unused()
        self._record_passwords(patches)

    def bench(self) -> Bench:
        """A user and a home directory for one cell."""
        person = next(self._people)
        world = self.tenancy.world
        bystander = world.credentials.add(person, "from before", world.now())
        home = self._folder / f"{len(self.benches)}"
        home.mkdir()
        self.benches.append(Bench(self, person, home, bystander.ocid))
        return self.benches[-1]

    def user(self, person: Person) -> Any:
        """The user as the program sees it."""
        return self.directory.user(person.ocid)

    def _unused(self) -> Iterator[Person]:
        for number in range(USERS):
            person = self.tenancy.world.users.numbered(number)
            if person and not person.credentials and person.capabilities["canUseSmtpCredentials"]:
                yield person

    def _record_passwords(self, patches: pytest.MonkeyPatch) -> None:
        """OCI forgets the password of a deleted credential; the search for traces must not."""
        store = self.tenancy.world.credentials
        add = store.add

        def recording(owner: Person, *details: Any) -> Any:
            made = add(owner, *details)
            for bench in self.benches:
                if bench.person.ocid == owner.ocid:
                    bench.issued[made.ocid] = made.password
            return made

        patches.setattr(store, "add", recording)
