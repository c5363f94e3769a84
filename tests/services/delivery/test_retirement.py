"""The end of a rotation: the old credential is deleted once something has the new one, and what is left is told."""

import pytest

from services.credentials.rotation import Rotation
from services.delivery.destination_status import DestinationStatus
from services.delivery.retirement import UnconfirmedError, retire, unconfirmed
from services.model.errors import ConflictError, ExitCode
from tests.services.delivery.offices import ONE, Box, Office


def rotation_of(office: Office, name: str = ONE) -> Rotation:
    status = office.status(name)
    assert status
    return status.rotation


def ended(office: Office) -> list[DestinationStatus]:
    return retire(office.session, office.journal, office.rotator, rotation_of(office))


def test_retire_deletes_the_old_credential_and_keeps_the_new_credential(office: Office) -> None:
    made = office.replace(Box())
    ended(office)
    assert [each.ocid for each in office.held(ONE)] == [made.credential.ocid]
    assert office.status(ONE) is None


def test_retire_keeps_the_old_credential_until_the_new_one_is_confirmed(office: Office) -> None:
    office.replace(Box(is_verified=False))
    with pytest.raises(UnconfirmedError, match="Nothing was deleted") as caught:
        ended(office)
    [record] = office.journal.records()
    assert caught.value.exit_code is ExitCode.UNKNOWN
    assert f"oci-smtp recover --keep {record.intent}" in caught.value.next_step
    assert len(office.held(ONE)) == 2
    office.rotator._issuing.recovery.keep(record)
    ended(office)
    assert len(office.held(ONE)) == 1


def test_retire_skips_the_confirmation_check_when_is_deployed_is_set(office: Office) -> None:
    made = office.replace(Box(is_verified=False))
    retire(office.session, office.journal, office.rotator, rotation_of(office), is_deployed=True)
    assert [each.ocid for each in office.held(ONE)] == [made.credential.ocid]


def test_an_unconfirmed_credential_of_another_user_does_not_block_retire(office: Office) -> None:
    office.replace(Box(is_verified=False), name="envios.app")
    office.replace(Box())
    ended(office)
    assert len(office.held(ONE)) == 1
    assert len(office.held("envios.app")) == 2


def test_retire_keeps_the_old_credential_without_a_replacement(office: Office) -> None:
    rotation = office.rotator.begin(office.user(ONE), office.held(ONE)[0])
    assert unconfirmed(office.journal, rotation) is None
    with pytest.raises(ConflictError, match="no longer exists, so nothing was deleted"):
        ended(office)
    assert len(office.held(ONE)) == 1
