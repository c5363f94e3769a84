"""Where a vault still holds the password of a deleted credential: which version it is, and what can be deleted."""

from collections.abc import Callable
from typing import Any

import pytest

from services.delivery import vault_places
from services.delivery.destination_status import DestinationStatus, Presence
from services.delivery.destinations import Destinations
from services.delivery.vault_argument import vault_channel
from services.demo.store.vault_secrets import StoredSecret
from services.demo.tenancy import Tenancy
from services.model.destination import Destination
from services.model.errors import ConflictError
from services.resources import secret_versions
from tests.services.accounts import operations, session_on
from tests.services.delivery.awkward import noting, package

Deliver = Callable[[], Destination]


@pytest.fixture
def deliver(tenancy: Tenancy) -> Deliver:
    """Delivers a credential to one secret of a vault; what the journal has of the place."""
    tenancy.settings.secret_creating_reads = tenancy.settings.secret_updating_reads = 0

    def once() -> Destination:
        noted, sent = noting(package())
        vault_channel("mail/secrets/shop", session_on(tenancy)).deliver(sent)
        return noted[-1]

    return once


def secret_of(tenancy: Tenancy) -> StoredSecret:
    (secret,) = tenancy.world.vaults.secrets
    return secret


def look(tenancy: Tenancy, place: Destination) -> DestinationStatus:
    return Destinations(session_on(tenancy)).look(place)


def test_a_secret_with_one_version_is_deleted_as_a_whole(tenancy: Tenancy, deliver: Deliver) -> None:
    place = deliver()
    found = look(tenancy, place)
    assert (found.standing, found.can_be_emptied, found.is_version) == (Presence.THERE, True, False)
    assert "OCI deletes the secret shop in 30 days" in Destinations(session_on(tenancy)).empty(place)
    assert secret_of(tenancy).state == "PENDING_DELETION"
    assert look(tenancy, place).standing is Presence.GONE


def test_only_deprecated_versions_of_a_secret_in_use_can_be_deleted(tenancy: Tenancy, deliver: Deliver) -> None:
    first, second, third = deliver(), deliver(), deliver()
    secret = secret_of(tenancy)
    for number in (2, 3):
        secret.make_current(secret.versions[number - 1])
    told = {place: look(tenancy, place) for place in (first, second, third)}
    assert told[third].told == "Version 3 is CURRENT: programs that follow the secret get it."
    assert told[second].told == "Version 2 is PREVIOUS. OCI deletes only DEPRECATED versions."
    assert told[first].told == "Version 1 is DEPRECATED."
    assert [each.can_be_emptied for each in told.values()] == [True, False, False]
    places = Destinations(session_on(tenancy))
    for place in (second, third):
        with pytest.raises(ConflictError, match="Left unchanged"):
            places.empty(place)
    assert places.empty(first) == "OCI deletes version 1 of the secret shop in 30 days. Until then, it can't be read."
    assert [bool(version.deleted_from) for version in secret.versions] == [True, False, False]
    assert look(tenancy, first).standing is Presence.GONE
    assert secret.state == "ACTIVE"
    assert "schedule_secret_deletion" not in operations(tenancy)


def test_a_pending_version_cannot_be_deleted_until_it_is_superseded(tenancy: Tenancy, deliver: Deliver) -> None:
    deliver()
    place = deliver()
    found = look(tenancy, place)
    assert (found.standing, found.can_be_emptied) == (Presence.THERE, False)
    assert found.told == "Version 2 is PENDING. OCI deletes only DEPRECATED versions."
    tenancy.settings.pending_is_superseded = True
    deliver()
    assert look(tenancy, place).can_be_emptied


def test_two_versions_of_one_secret_are_different_destinations(deliver: Deliver) -> None:
    first, second, third = deliver(), deliver(), deliver()
    assert not first.is_same_place(second)
    assert not second.is_same_place(third)
    assert second.is_same_place(second)


def test_a_version_that_was_never_added_is_reported_as_gone(tenancy: Tenancy, deliver: Deliver) -> None:
    deliver()
    place = deliver()
    secret_of(tenancy).versions.pop()
    found = look(tenancy, place)
    assert (found.standing, found.told) == (Presence.GONE, "The secret has no version of that name.")


def test_a_version_is_found_when_the_journal_does_not_have_its_number(tenancy: Tenancy, deliver: Deliver) -> None:
    deliver()
    noted, sent = noting(package())
    vault_channel("mail/secrets/shop", session_on(tenancy)).deliver(sent)
    assert noted[0].version == 0
    assert look(tenancy, noted[0]).told.startswith("Version 2 is PENDING")


def test_a_version_is_not_deleted_when_the_secret_changed_after_the_check(
    tenancy: Tenancy, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the deletion, as when another program makes the version CURRENT again."""
    first = deliver()
    for number in (2, 3):
        deliver()
        secret_of(tenancy).make_current(secret_of(tenancy).versions[number - 1])
    delete = secret_versions.schedule_version_deletion

    def changed_first(*arguments: Any) -> None:
        secret_of(tenancy).revision += 1
        delete(*arguments)

    monkeypatch.setattr(vault_places, "schedule_version_deletion", changed_first)
    with pytest.raises(ConflictError):
        Destinations(session_on(tenancy)).empty(first)
    assert secret_of(tenancy).versions[0].deleted_from is None


def test_a_secret_is_not_deleted_when_a_version_was_added_after_the_check(
    tenancy: Tenancy, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = deliver()
    looks: list[object] = []

    def with_another_after_the_last_look(*arguments: Any) -> object:
        looks.append(secret_versions.versions_of(*arguments))
        if len(looks) == 2:
            deliver()
        return looks[-1]

    monkeypatch.setattr(vault_places, "versions_of", with_another_after_the_last_look)
    with pytest.raises(ConflictError):
        Destinations(session_on(tenancy)).empty(place)
    assert len(looks) == 2
    assert secret_of(tenancy).state == "ACTIVE"


def test_without_permission_to_list_versions_nothing_is_deleted(tenancy: Tenancy, deliver: Deliver) -> None:
    place = deliver()
    tenancy.faults.add("404", "list_secret_versions", times=0)
    found = look(tenancy, place)
    assert (found.standing, found.can_be_emptied) == (Presence.UNKNOWN, False)
    with pytest.raises(ConflictError):
        Destinations(session_on(tenancy)).empty(place)
    assert secret_of(tenancy).state == "ACTIVE"
