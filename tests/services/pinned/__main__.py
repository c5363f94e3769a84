"""Pins what is not pinned yet: `python -m tests.services.pinned`."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from services.credentials import journal_record, rotation
from services.credentials.journal_record import JournalState, Record
from services.credentials.rotation import Rotation
from services.fleet import plan
from services.fleet.plan import LeftOut, Plan, PlanHead, PlanKind, PlannedRow, write_plan
from services.fleet.reasons import Reason
from services.fleet.receipt_lines import Receipt, ReceiptsHead, RowState, Run, path_of
from services.model.values import Credential
from tests.services.pinned import PLANS, RECORDS, ROTATIONS

NOW = datetime(2026, 11, 30, 9, 15, 27, 123456, timezone.utc)
TENANCY, USER = "ocid1.tenancy.oc1..aaaaaaaatenancy", "ocid1.user.oc1..aaaaaaaakimpark"
OLD = Credential("ocid1.credential.oc1..aaaaaaaaold", f"{USER}@{TENANCY}.q1.com", "billing host", "ACTIVE", NOW)
NEW = Credential("ocid1.credential.oc1..aaaaaaaanew", f"{USER}@{TENANCY}.q2.com", "Büro – 2", "ACTIVE", NOW)
WITHOUT_CREDENTIAL = (
    JournalState.INTENT,
    JournalState.SENT,
    JournalState.PENDING,
    JournalState.REJECTED,
    JournalState.NOT_SENT,
    JournalState.NOT_CREATED,
)


def made_record(state: JournalState) -> Record:
    """One that has come as far as that, with something in every field that it can have by then."""
    is_made = state not in WITHOUT_CREDENTIAL
    return Record(
        intent="0123456789ab",
        state=state,
        profile="DEFAULT",
        tenancy=TENANCY,
        region="us-ashburn-1",
        user_ocid=USER,
        user_name="kim.park@example.com",
        description="Büro – 2",
        retry_token="0123456789abcdef0123456789abcd",
        meant_at=NOW,
        changed_at=NOW + timedelta(seconds=2),
        before=[OLD.ocid],
        sent_at=None if state in (JournalState.INTENT, JournalState.NOT_SENT) else NOW + timedelta(seconds=1),
        custody=["keyring of relay"] if state in (JournalState.CUSTODY, JournalState.CONFIRMED) else [],
        waived=state is JournalState.PENDING,
        host="relay",
        credential_ocid=NEW.ocid if is_made else "",
        smtp_user_name=NEW.user_name if is_made else "",
    )


ROTATION = Rotation("DEFAULT", TENANCY, USER, "kim.park@example.com", OLD, NOW)
MADE_ROTATIONS = {
    "meant": ROTATION,
    "with-creator-and-expiry": msgspec.structs.replace(
        ROTATION,
        old=msgspec.structs.replace(OLD, created_by=USER, created_by_name="Kim Park", expires=NOW + timedelta(days=90)),
    ),
    "makes-room": msgspec.structs.replace(ROTATION, makes_room=OLD),
    "replaced": msgspec.structs.replace(ROTATION, new=NEW),
    "suspended": msgspec.structs.replace(ROTATION, new=NEW, suspended_at=NOW + timedelta(hours=2)),
    "suspension-proved": msgspec.structs.replace(
        ROTATION, new=NEW, suspended_at=NOW + timedelta(hours=2), suspension_proved_at=NOW + timedelta(hours=3)
    ),
    "proved": msgspec.structs.replace(ROTATION, new=NEW, proved_at=NOW + timedelta(hours=1)),
}


def pin(place: Path, schema: int, made: Mapping[str, msgspec.Struct]) -> None:
    """Write those that are not there, and once more, beside them, those that have gained a field."""
    folder = place / str(schema)
    folder.mkdir(parents=True, exist_ok=True)
    for name, item in made.items():
        there = sorted(folder.glob(f"{name}.json")) + sorted(folder.glob(f"{name}.*.json"))
        fields = set(item.__struct_fields__)
        if not any(set(json.loads(path.read_bytes())) == fields for path in there):
            suffix = f".{len(there) + 1}" if there else ""
            (folder / f"{name}{suffix}.json").write_bytes(msgspec.json.encode(item))


ROWS = (
    PlannedRow(
        1,
        USER,
        "kim.park@example.com",
        "Büro – 2",
        ("age:/srv/keys/kim.park@example.com.age", "vault:mail/secrets/smtp-kim.park"),
        "Default",
        ("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",),
        "kim.park@example.com",
        "post@example.com",
        OLD,
    ),
    PlannedRow(2, f"{USER}2", "anna", "shop", ("keyring",)),
    PlannedRow(3, f"{USER}3", "envios", "Envíos", ("keyring",), old=OLD),
)
LEFT_OUT = tuple(LeftOut("a[/]b", reason, "A sentence about it.", USER, "Default", OLD.ocid) for reason in Reason)
RECEIPTS = (
    Run("0123456789ab", "relay", "/home/kim/.local/state/oci-smtp/journal", NOW),
    *(
        Receipt(
            number,
            state,
            "0123456789ab",
            NOW,
            "0123456789ab",
            USER,
            "kim.park@example.com",
            NEW.ocid,
            NEW.user_name,
            OLD.ocid,
            ("keyring of relay",),
            True,
            reason.value,
            "A sentence about it.",
        )
        for state, number, reason in zip(RowState, (1, 1, 2, 3, 3), Reason, strict=False)
    ),
)


def pin_plans(place: Path) -> None:
    """Write a plan of each kind, with its receipts, where there is none of this schema."""
    folder = place / str(plan.SCHEMA)
    folder.mkdir(parents=True, exist_ok=True)
    for kind in (each for each in PlanKind if not (folder / each.value).exists()):
        path = folder / kind.value
        head = PlanHead(kind, "DEFAULT", TENANCY, "us-ashburn-1", NOW, len(ROWS), len(LEFT_OUT), 12, True, 90, False)
        write_plan(path, head, ROWS, LEFT_OUT)
        lines = (ReceiptsHead(Plan.read(path).digest), *RECEIPTS)
        path_of(path).write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))


if __name__ == "__main__":
    pin_plans(PLANS)
    pin(RECORDS, journal_record.SCHEMA, {state.value: made_record(state) for state in JournalState})
    pin(ROTATIONS, rotation.SCHEMA, MADE_ROTATIONS)
