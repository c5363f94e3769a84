"""One row of a plan: taken, resolved where an earlier run left it, carried out, and its receipt written."""

import threading
from dataclasses import dataclass
from datetime import datetime, timezone

from services.api.session import Session
from services.credentials.generation import CredentialGenerator
from services.credentials.journal import KEPT_FOR, Journal
from services.credentials.journal_record import JournalState, new_intent
from services.credentials.recovery import Recovery, account_of
from services.credentials.rotation_status import RotationStep, live
from services.credentials.rotator import Rotator, open_rotator
from services.delivery import DeliveryChannel
from services.delivery.handover import Handover
from services.delivery.named import RecipientOptions, open_channels, parse_specs
from services.delivery.replacement import ReplacementRequest, deliver_replacement
from services.directory import Directory
from services.directory.lookup import known_credentials
from services.fleet.first_issue import deliver_first
from services.fleet.plan import PlanHead, PlannedRow
from services.fleet.reasons import Reason, reason_of, told
from services.fleet.receipt_lines import Receipt, RowState
from services.fleet.receipts import Claim, Receipts
from services.fleet.row_receipts import RECOVER, issued, kept, receipt_of, unknown
from services.model.errors import OciSmtpError
from services.model.values import Credential, Endpoint

NOTHING_LEFT = (
    JournalState.NOT_SENT,
    JournalState.REJECTED,
    JournalState.DISCARDED,
    JournalState.NOT_CREATED,
)
"""Records whose credential doesn't exist, so that the row can begin again."""

SKIPS = (Reason.TWO, Reason.CHANGED, Reason.BUSY, Reason.CANCELED, Reason.INTERRUPTED)
"""Reasons for which nothing was tried."""


@dataclass(frozen=True)
class RowResult:
    """What became of a row in this run."""

    receipt: Receipt
    error: OciSmtpError | None = None
    """What kept it from being done."""
    is_of_earlier_run: bool = False
    """Whether it was begun by an earlier run, and nothing more was tried."""


class SkippedError(OciSmtpError):
    """The facts of a row have changed since the plan was made, so nothing is generated."""

    title = "Skipped"

    def __init__(self, reason: Reason, cause: str) -> None:
        super().__init__(cause)
        self.reason = reason


class RowWork:
    """Carries out rows of a plan in one session. Safe for threads: each row has its own user."""

    def __init__(
        self,
        session: Session,
        directory: Directory,
        journal: Journal,
        head: PlanHead,
        receipts: Receipts,
        where: Endpoint,
    ) -> None:
        self._session = session
        self._directory = directory
        self._journal = journal
        self._head = head
        self._receipts = receipts
        self._where = where
        self._recovery = Recovery(directory, journal, session.tenancy_ocid)
        self._never = threading.Event()
        """A row in progress isn't canceled. What isn't sent yet is: see `PacedDirectory`."""

    def carry_out(self, row: PlannedRow) -> RowResult | None:
        """Carry out a row; None where it's done, or another program works on it.

        Raises:
            OciSmtpError: its receipt can't be read or written. The journal knows what became of it.
        """
        claim = self._receipts.claim(row.number, new_intent())
        if claim is None:
            return None
        if claim.earlier:
            left = self._resolved(row, claim)
            if left:
                return RowResult(self._receipts.write(left), is_of_earlier_run=True)
            claim = self._receipts.begin_again(claim, new_intent())
        try:
            receipt, error = self._done(row, claim.intent), None
        except OciSmtpError as trouble:
            receipt, error = self._not_done(row, claim.intent, trouble), trouble
        return RowResult(self._receipts.write(receipt), error)

    def _done(self, row: PlannedRow, intent: str) -> Receipt:
        """Generate and deliver; the receipt.

        Raises:
            OciSmtpError: why that isn't so.
        """
        if row.old is None:
            generator = CredentialGenerator(self._session, self._directory, self._journal, lambda: intent)
            made, handover = deliver_first(
                self._session, generator, row, self._where, lambda: self._channels(row), prove=self._head.prove
            )
        else:
            rotator = open_rotator(self._session, self._directory, self._journal, lambda: intent)
            made, handover = self._replaced(row, row.old, rotator)
        return issued(row, intent, made, handover)

    def _replaced(self, row: PlannedRow, old: Credential, rotator: Rotator) -> tuple[Credential, Handover]:
        rotator.settle(row.user)
        there = known_credentials(self._directory, row.user)
        status = rotator.review(row.user, there)
        if status and (status.rotation.old.ocid != old.ocid or status.step is not RotationStep.GENERATE):
            raise SkippedError(Reason.IN_PROGRESS, status.text)
        if all(each.ocid != old.ocid for each in live(there)):
            raise SkippedError(Reason.OLD_IS_GONE, f"“{old.label}” no longer exists.")
        if len(live(there)) > 1:
            raise SkippedError(Reason.TWO, f"{row.user_name} has two SMTP credentials now.")
        request = ReplacementRequest(
            row.user,
            old,
            row.description,
            self._where,
            self._channels(row),
            prove=self._head.prove,
            rotation=status.rotation if status else None,
        )
        replacement = deliver_replacement(self._session, rotator, request, self._never)
        return replacement.credential, replacement.handover

    def _channels(self, row: PlannedRow) -> list[DeliveryChannel]:
        recipients = RecipientOptions(row.recipients, row.mail_to, row.mail_from)
        return open_channels(parse_specs(row.to), recipients, self._session)

    def _resolved(self, row: PlannedRow, claim: Claim) -> Receipt | None:
        """The receipt for what an earlier run left; None where nothing is left, so that the row can begin again."""
        if not claim.is_in_our_journal:
            why = "Another computer, or another state directory, has the record of this row. Apply the plan there."
            return unknown(row, claim.intent, Reason.ELSEWHERE, why)
        try:
            if not self._journal.has(claim.intent):
                return self._without_record(row, claim)
            record = self._recovery.settle(self._journal.find(claim.intent))
        except OciSmtpError as error:
            return unknown(row, claim.intent, reason_of(error), told(error))
        was_closed = record.state is JournalState.CLOSED
        if record.state in NOTHING_LEFT or (was_closed and row.old):  # two credentials would show that it exists
            return None
        if record.state is JournalState.CONFIRMED:
            return kept(row, record)
        if was_closed:
            return unknown(row, claim.intent, Reason.CLOSED, account_of(record).text)
        return unknown(row, claim.intent, Reason.INTERRUPTED, f"{account_of(record).text} {RECOVER}")

    def _without_record(self, row: PlannedRow, claim: Claim) -> Receipt | None:
        """Where a run ended before it wrote a record, nothing was sent. A record can be gone after a month, though."""
        earlier = claim.earlier
        is_recent = earlier and earlier.at and datetime.now(timezone.utc) - earlier.at < KEPT_FOR
        if earlier and earlier.state is RowState.BEGUN and is_recent:
            return None
        why = f"The journal no longer has the record of this row. Check the credentials of {row.user_name}."
        return unknown(row, claim.intent, Reason.UNKNOWN, why)

    def _not_done(self, row: PlannedRow, intent: str, error: OciSmtpError) -> Receipt:
        """The receipt after an error; where the journal has something left to do, the outcome is unknown."""
        reason = error.reason if isinstance(error, SkippedError) else reason_of(error)
        try:
            is_open = self._journal.has(intent) and not self._journal.find(intent).state.is_finished
        except OciSmtpError:
            is_open = True
        if is_open:
            return unknown(row, intent, reason, told(error))
        is_skipped = isinstance(error, SkippedError) or reason in SKIPS
        return receipt_of(row, RowState.SKIPPED if is_skipped else RowState.FAILED, intent, reason, told(error))
