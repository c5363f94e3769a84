"""The receipts of rows: what each says, by what became of the row."""

from services.credentials.journal_record import Record
from services.delivery.handover import Handover
from services.fleet.plan import PlannedRow
from services.fleet.reasons import Reason, told
from services.fleet.receipt_lines import Receipt, RowState
from services.model.values import Credential

RECOVER = "Run oci-smtp recover, and then apply the plan again."


def issued(row: PlannedRow, intent: str, made: Credential, handover: Handover) -> Receipt:
    """A credential was generated, and is somewhere."""
    reason, why = _shortfall(handover)
    return Receipt(
        row.number,
        RowState.DONE if handover.is_kept else RowState.UNKNOWN,
        intent=intent,
        user_ocid=row.user_ocid,
        user_name=row.user_name,
        credential_ocid=made.ocid,
        smtp_user_name=made.user_name,
        old_credential_ocid=row.old.ocid if row.old else "",
        delivered=tuple(each.receipt.place for each in handover.deliveries if each.receipt),
        proven=handover.proof.credential_works if handover.proof else None,
        reason=reason,
        why=why,
    )


def kept(row: PlannedRow, record: Record) -> Receipt:
    """An earlier run generated the credential, and the journal says that it is finished."""
    return Receipt(
        row.number,
        RowState.DONE,
        intent=record.intent,
        user_ocid=row.user_ocid,
        user_name=row.user_name,
        credential_ocid=record.credential_ocid,
        smtp_user_name=record.smtp_user_name,
        old_credential_ocid=row.old.ocid if row.old else "",
        delivered=tuple(record.custody),
    )


def unknown(row: PlannedRow, intent: str, reason: Reason, why: str) -> Receipt:
    """A credential might exist."""
    return receipt_of(row, RowState.UNKNOWN, intent, reason, why)


def receipt_of(row: PlannedRow, state: RowState, intent: str, reason: Reason, why: str) -> Receipt:
    """A row without a credential that is known."""
    return Receipt(
        row.number,
        state,
        intent=intent,
        user_ocid=row.user_ocid,
        user_name=row.user_name,
        old_credential_ocid=row.old.ocid if row.old else "",
        reason=reason.value,
        why=why,
    )


def _shortfall(handover: Handover) -> tuple[str, str]:
    """What of the plan isn't so although the credential exists: a code and a sentence, or nothing."""
    failed = next((each for each in handover.deliveries if each.error), None)
    if failed and failed.error:
        return Reason.NOT_DELIVERED.value, f"{failed.channel}: {told(failed.error)}"
    if not handover.is_kept:
        return Reason.INTERRUPTED.value, f"Delivery isn't confirmed. {RECOVER}"
    if handover.proof and not handover.proof.credential_works:
        return Reason.NOT_PROVEN.value, "The test sign-in with the new credential failed. The old credential is kept."
    if handover.doubt:
        return Reason.UNKNOWN.value, told(handover.doubt)
    return "", ""
