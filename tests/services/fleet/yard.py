"""Plans in a tenancy in this process, for tests: what is due, where it goes, and what the tenancy says of it after."""

from collections.abc import Sequence
from pathlib import Path

import pyrage

from services.audit.audit import Audit
from services.credentials.journal import Journal
from services.credentials.rotator import open_rotator
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from services.fleet.apply import FleetRun
from services.fleet.destinations import parse_patterns
from services.fleet.draft import PlanDraft, Readings, draft_generations, draft_rotations, read_users_of
from services.fleet.due import by_user, unread
from services.fleet.named_users import Found
from services.fleet.plan import Plan, PlannedRow
from services.fleet.planner import PlanOptions
from services.fleet.progress import FleetProgress
from services.fleet.receipt_lines import Receipt, receipts_in
from services.fleet.users_file import NamedUser
from tests.services.accounts import operations, session_on

DUE_DAYS = 90


class Yard:
    """A tenancy, and programs on one computer that share a plan."""

    def __init__(self, tenancy: Tenancy, folder: Path) -> None:
        self.tenancy = tenancy
        self.folder = folder
        self.session = session_on(tenancy)
        self.directory: Directory = ClassicDirectory(self.session)
        self.journal = Journal(folder / "state" / "journal", patience=0)
        self.path = folder / "plan"
        self.out = folder / "out"
        self.out.mkdir(mode=0o700)
        self.identity = pyrage.x25519.Identity.generate()

    @property
    def to_files(self) -> PlanOptions:
        """An encrypted file for each user."""
        return self.options(f"age:{self.out}/{{user}}.age")

    def options(self, *to: str, plain: bool = False) -> PlanOptions:
        key = str(self.identity.to_public())
        encrypts = any(text.startswith(("age", "eml")) for text in to)
        return PlanOptions(parse_patterns(to, plain=plain), (key,) if encrypts else (), description="")

    def everyone(self) -> Readings:
        """What an audit reads of the users that IAM has: domains list all credentials with a few requests."""
        audit = Audit(AllDomains(self.session, DomainList(self.session)))
        for _ in audit.run():
            pass
        return Readings(tuple(each for each in by_user(audit) if each[0].domain == "Default"), tuple(unread(audit)))

    def only(self, *names: str) -> Readings:
        """What is read of some users."""
        return read_users_of(self.directory, [NamedUser(name) for name in names])

    def drafted(self, read: Readings, options: PlanOptions | None = None, *, prove: bool = False) -> PlanDraft:
        return draft_rotations(self.session, self.journal, read, DUE_DAYS, options or self.to_files, prove=prove)

    def planned(self, read: Readings, options: PlanOptions | None = None, *, prove: bool = False) -> Plan:
        """A plan of rotations, written."""
        self.drafted(read, options, prove=prove).write(self.path)
        return Plan.read(self.path)

    def planned_first(self, read: Readings, options: PlanOptions | None = None) -> Plan:
        """A plan of further credentials, written."""
        draft_generations(self.session, self.journal, read, options or self.to_files, prove=False).write(self.path)
        return Plan.read(self.path)

    def run_of(self, plan: Plan, *, most: int = 0, stop_after: int = 10) -> FleetRun:
        journal = Journal(self.journal.directory, patience=0)
        return FleetRun(plan, self.session, self.directory, journal, most=most, stop_after=stop_after)

    def applied(self, plan: Plan, *, most: int = 0, stop_after: int = 10) -> FleetProgress:
        return self.run_of(plan, most=most, stop_after=stop_after).run(lambda progress, receipt: None)

    def last(self, plan: Plan) -> dict[int, Receipt]:
        """The last receipt of each row."""
        return {receipt.row: receipt for receipt in receipts_in(plan)}

    def held(self, row: PlannedRow) -> list[StoredCredential]:
        """What the user of a row has in the tenancy."""
        return self.tenancy.credentials(row.user_ocid)

    def delivered(self, row: PlannedRow) -> str:
        """What the encrypted file of a row says; nothing where there is none."""
        path = Path(row.to[0].partition(":")[2])
        return str(pyrage.decrypt(path.read_bytes(), [self.identity]), "utf-8") if path.exists() else ""

    def asked(self, operation: str) -> int:
        return operations(self.tenancy).count(operation)

    def rotator_finishes(self, row: PlannedRow) -> None:
        """A person deletes the old credential of a row, as the rotation says."""
        rotator = open_rotator(self.session, self.directory, self.journal)
        status = rotator.review(row.user, self.directory.credentials(row.user))
        assert status is not None
        rotator.delete_old(status.rotation)


def first(read: Readings, count: int) -> Readings:
    """So many of the users who can be rotated."""
    return Readings(tuple([each for each in read.users if _can_be(each)][:count]), read.unread)


def names(rows: Sequence[PlannedRow]) -> list[str]:
    return [row.user_name for row in rows]


def _can_be(found: Found) -> bool:
    user, credentials = found
    return len(credentials) == 1 and not user.is_inactive and user.can_use_smtp is not False
