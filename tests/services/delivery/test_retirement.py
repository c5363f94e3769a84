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


def test_the_old_one_goes_and_the_new_one_stays(office: Office) -> None:
    made = office.replace(Box())
    ended(office)
    assert [each.ocid for each in office.held(ONE)] == [made.credential.ocid]
    assert office.status(ONE) is None


def test_while_it_is_not_confirmed_that_anything_has_the_new_password_the_old_one_stays(office: Office) -> None:
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


def test_a_person_who_was_asked_about_this_one_decides(office: Office) -> None:
    made = office.replace(Box(is_verified=False))
    retire(office.session, office.journal, office.rotator, rotation_of(office), is_deployed=True)
    assert [each.ocid for each in office.held(ONE)] == [made.credential.ocid]


def test_the_unconfirmed_password_of_another_user_is_no_hindrance(office: Office) -> None:
    office.replace(Box(is_verified=False), name="envios.app")
    office.replace(Box())
    ended(office)
    assert len(office.held(ONE)) == 1
    assert len(office.held("envios.app")) == 2


def test_without_a_replacement_the_old_one_stays(office: Office) -> None:
    rotation = office.rotator.begin(office.user(ONE), office.held(ONE)[0])
    assert unconfirmed(office.journal, rotation) is None
    with pytest.raises(ConflictError, match="no longer exists, so nothing was deleted"):
        ended(office)
    assert len(office.held(ONE)) == 1
