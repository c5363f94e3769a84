"""Where a rotation stands, in words and as the next step."""

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from services.credentials.rotation import Rotation
from services.credentials.rotation_status import RotationStatus, RotationStep, live, step_of
from services.model.values import Credential

BEGUN = datetime(2026, 12, 1, 12, tzinfo=timezone.utc)


def credential(ocid: str, status: str = "ACTIVE", created: datetime | None = BEGUN) -> Credential:
    return Credential(ocid, f"user name of {ocid}", f"the {ocid} one", status, created)


OLD, NEW, OTHER = credential("old"), credential("new", created=BEGUN + timedelta(days=1)), credential("other")
BEGUN_ALONE = Rotation("test", "ocid1.tenancy.oc1..acme", "ocid1.user.oc1..kim", "kim", OLD, BEGUN)
REPLACED = msgspec.structs.replace(BEGUN_ALONE, new=NEW)
MAKES_ROOM = msgspec.structs.replace(BEGUN_ALONE, makes_room=OTHER)
OLD_GOES_FIRST = msgspec.structs.replace(BEGUN_ALONE, makes_room=OLD)


@pytest.mark.parametrize(
    ("rotation", "there", "step"),
    [
        (BEGUN_ALONE, [OLD], RotationStep.GENERATE),
        (BEGUN_ALONE, [OLD, OTHER], RotationStep.MAKE_ROOM),
        (BEGUN_ALONE, [], RotationStep.DONE),
        (BEGUN_ALONE, [OTHER], RotationStep.DONE),
        (REPLACED, [OLD, NEW], RotationStep.DEPLOY),
        (REPLACED, [NEW], RotationStep.DONE),
        (REPLACED, [OLD], RotationStep.GENERATE),
        (REPLACED, [OLD, OTHER], RotationStep.MAKE_ROOM),
        (MAKES_ROOM, [OLD, OTHER], RotationStep.MAKE_ROOM),
        (MAKES_ROOM, [OLD], RotationStep.GENERATE),
        (MAKES_ROOM, [OTHER], RotationStep.DONE),
        (OLD_GOES_FIRST, [OLD, OTHER], RotationStep.MAKE_ROOM),
        (OLD_GOES_FIRST, [OTHER], RotationStep.GENERATE),
    ],
)
def test_the_next_step_follows_from_the_credentials(
    rotation: Rotation, there: list[Credential], step: RotationStep
) -> None:
    assert step_of(rotation, there) is step


@pytest.mark.parametrize("status", ["DELETING", "DELETED"])
def test_a_credential_that_is_being_deleted_no_longer_counts(status: str) -> None:
    assert live([OLD, credential("new", status)]) == [OLD]
    assert step_of(REPLACED, [OLD, credential("new", status)]) is RotationStep.GENERATE
    assert step_of(REPLACED, [credential("old", status), NEW]) is RotationStep.DONE


SUSPENDED = msgspec.structs.replace(REPLACED, suspended_at=BEGUN + timedelta(days=3))
BEGINNING = "Rotation of “the old one” (kim) in progress since 2026-12-01: "


@pytest.mark.parametrize(
    ("rotation", "step", "text"),
    [
        (BEGUN_ALONE, RotationStep.GENERATE, "the old credential is active; its replacement isn't generated yet."),
        (MAKES_ROOM, RotationStep.MAKE_ROOM, "the old credential is active; its replacement isn't generated yet."),
        (
            OLD_GOES_FIRST,
            RotationStep.GENERATE,
            "the old credential is deleted, and its replacement isn't generated yet.",
        ),
        (OLD_GOES_FIRST, RotationStep.MAKE_ROOM, "the old credential is active; its replacement isn't generated yet."),
        (REPLACED, RotationStep.GENERATE, "the old credential is active; its replacement no longer exists."),
        (
            REPLACED,
            RotationStep.DEPLOY,
            "the old credential is active; the new one, “the new one”, was generated 2026-12-02, not tested.",
        ),
        (
            msgspec.structs.replace(REPLACED, proved_at=BEGUN + timedelta(days=2)),
            RotationStep.DEPLOY,
            "the old credential is active; the new one, “the new one”, was generated 2026-12-02, "
            "test sign-in worked 2026-12-03.",
        ),
        (
            msgspec.structs.replace(REPLACED, new=credential("new", created=None)),
            RotationStep.DEPLOY,
            "the old credential is active; the new one, “the new one”, was generated on an unknown date, not tested.",
        ),
        (
            SUSPENDED,
            RotationStep.GENERATE,
            "suspension of the old credential was requested 2026-12-04, not verified; "
            "its replacement no longer exists.",
        ),
        (
            msgspec.structs.replace(SUSPENDED, suspension_proved_at=BEGUN + timedelta(days=4)),
            RotationStep.GENERATE,
            "suspension of the old credential was requested 2026-12-04, verified by a rejected sign-in 2026-12-05; "
            "its replacement no longer exists.",
        ),
    ],
)
def test_the_status_text_describes_the_old_and_the_new_credential(
    rotation: Rotation, step: RotationStep, text: str
) -> None:
    assert RotationStatus(rotation, step, can_suspend=False).text == f"{BEGINNING}{text}"


def test_each_credential_has_a_word_for_its_part() -> None:
    replaced = RotationStatus(REPLACED, RotationStep.DEPLOY, can_suspend=False)
    assert [replaced.word_for(each) for each in (OLD, NEW, OTHER)] == ["retiring", "replacement", ""]
    alone = RotationStatus(BEGUN_ALONE, RotationStep.GENERATE, can_suspend=False)
    assert [alone.word_for(each) for each in (OLD, NEW, OTHER)] == ["retiring", "", ""]
