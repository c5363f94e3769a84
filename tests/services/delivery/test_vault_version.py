"""A credential as a new version of a secret in OCI Vault: the real SDK against the demo tenancy."""

import json
import logging
import threading
import traceback
from base64 import b64decode, b64encode
from typing import Any

import pytest

from services.api.session import Session
from services.delivery import NotDeliveredError, Package, vault_version
from services.delivery.promotion import promote
from services.delivery.vault_argument import vault_channel
from services.delivery.vault_version import NewVersionChannel
from services.demo.store.vault_secrets import StoredSecret
from services.demo.tenancy import Tenancy
from services.model.errors import ConflictError, OutcomeUnknownError, UsageError
from services.resources import secret_versions
from tests.services.accounts import Served, operations, session_on
from tests.services.delivery.awkward import noting, package

ARGUMENT = "mail/secrets/smtp-billing"


def first(tenancy: Tenancy, sent: Package | None = None, session: Session | None = None) -> StoredSecret:
    """A secret that an earlier delivery created."""
    tenancy.settings.secret_creating_reads = 0
    vault_channel(ARGUMENT, session or session_on(tenancy)).deliver(sent or package())
    tenancy.request_log.clear()
    return tenancy.world.vaults.secrets[-1]


def channel(tenancy: Tenancy, argument: str = ARGUMENT, *, takes_any: bool = False) -> NewVersionChannel:
    made = vault_channel(argument, session_on(tenancy), takes_any=takes_any)
    assert isinstance(made, NewVersionChannel)
    made._waiter.pause = lambda _: None
    return made


def password_in(secret: StoredSecret, number: int) -> str:
    return str(json.loads(b64decode(secret.versions[number - 1].content))["password"])


def stages(secret: StoredSecret) -> list[list[str]]:
    return [secret.stages(version) for version in secret.versions]


def test_programs_keep_the_old_version_until_the_new_one_is_promoted(tenancy: Tenancy) -> None:
    before, after = package(), package()
    secret = first(tenancy, before)
    adding = channel(tenancy)
    receipt = adding.deliver(after)
    assert receipt.is_verified
    assert receipt.message.startswith("Saved as version 2 of the secret smtp-billing in the vault mail and verified.")
    assert receipt.held_back.startswith("It's PENDING.")
    assert f"--secret-id {secret.ocid} --current-version-number 2" in receipt.held_back
    assert after.password.reveal() not in f"{receipt}"
    assert stages(secret) == [["CURRENT"], ["PENDING", "LATEST"]]
    assert json.loads(b64decode(secret.content))["password"] == before.password.reveal()
    assert adding.promote() == "Version 2 of the secret smtp-billing is CURRENT."
    assert stages(secret) == [["PREVIOUS"], ["CURRENT", "LATEST"]]
    assert json.loads(b64decode(secret.content))["password"] == after.password.reveal()
    assert adding.verify(after)
    assert not adding.verify(before)
    assert len(tenancy.world.vaults.secrets) == 1


@pytest.mark.parametrize("argument", ["mail//smtp-billing", ARGUMENT])
def test_a_secret_is_found_in_any_compartment(on_loopback: Served, argument: str) -> None:
    secret = first(on_loopback.tenancy, session=on_loopback.session())
    secret.compartment = on_loopback.tenancy.world.compartments.ocid_of("Development")
    receipt = vault_channel(argument, on_loopback.session()).deliver(package())
    assert receipt.held_back
    assert len(secret.versions) == 2


@pytest.mark.parametrize("fault", ["lost", "reset-after", "timeout", "reset-before", "malformed", "late"])
def test_a_lost_response_still_adds_only_one_version(tenancy: Tenancy, fault: str) -> None:
    sent, secret = package(), first(tenancy)
    tenancy.faults.add(fault, "update_secret")
    assert channel(tenancy).deliver(sent).is_verified
    assert stages(secret) == [["CURRENT"], ["PENDING", "LATEST"]]
    assert password_in(secret, 2) == sent.password.reveal()


def test_a_response_that_stays_lost_is_reported_as_possibly_successful(tenancy: Tenancy) -> None:
    first(tenancy)
    noted, sent = noting(package())
    tenancy.faults.add("timeout", "update_secret", times=0)
    with pytest.raises(NotDeliveredError, match="might have succeeded") as refused:
        channel(tenancy).deliver(sent)
    assert not noted[-1].is_gone, "it may be there"
    assert sent.password.reveal() not in "".join(traceback.format_exception(refused.value))
    assert refused.value.__context__ is None, "no request with the password in it goes along"


def test_a_rejection_after_a_lost_answer_does_not_prove_that_nothing_was_added(tenancy: Tenancy) -> None:
    first(tenancy)
    adding = channel(tenancy)
    noted, sent = noting(package())
    tenancy.faults.add("timeout", "update_secret")
    tenancy.faults.add("404", "update_secret", times=0)
    with pytest.raises(NotDeliveredError):
        adding.deliver(sent)
    assert not noted[-1].is_gone


def test_deliver_retries_when_the_secret_changed_before_the_update(
    tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = first(tenancy)
    send = secret_versions.add_pending

    def after_a_change(*arguments: Any) -> None:
        secret.revision += "update_secret" not in operations(tenancy)
        send(*arguments)

    monkeypatch.setattr(vault_version, "add_pending", after_a_change)
    assert channel(tenancy).deliver(package()).is_verified
    assert operations(tenancy).count("update_secret") == 2


def test_the_version_name_is_recorded_first_and_the_version_number_later(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    noted, sent = noting(package())
    channel(tenancy).deliver(sent)
    before, after = noted
    assert (before.ocid, before.version) == (secret.ocid, 0)
    assert before.version_name == secret.versions[1].name
    assert after.version == 2
    assert before.is_same_place(after)
    assert after.label == "version 2 of the secret smtp-billing in the vault mail"


def test_concurrent_deliveries_each_add_a_version(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    sent = [package() for _ in range(3)]
    adding = [channel(tenancy) for _ in sent]
    start = threading.Barrier(len(sent))

    def add(number: int) -> None:
        start.wait()
        adding[number].deliver(sent[number])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(len(sent))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secret.versions) == 1 + len(sent)
    assert {password_in(secret, number) for number in (2, 3, 4)} == {each.password.reveal() for each in sent}


@pytest.mark.parametrize("status", ["409", "412", "429"])
def test_deliver_and_promote_retry_after_status_409_412_or_429(tenancy: Tenancy, status: str) -> None:
    secret = first(tenancy)
    tenancy.faults.add(status, "update_secret", times=2)
    adding = channel(tenancy)
    assert adding.deliver(package()).is_verified
    tenancy.faults.add(status, "update_secret", times=2)
    adding.promote()
    assert stages(secret) == [["PREVIOUS"], ["CURRENT", "LATEST"]]


def test_deliver_fails_when_the_secret_keeps_changing(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    adding = channel(tenancy)
    noted, sent = noting(package())
    tenancy.faults.add("412", "update_secret", times=0)
    with pytest.raises(NotDeliveredError) as refused:
        adding.deliver(sent)
    assert "no other program changes the secret" in refused.value.next_step
    assert noted[-1].is_gone
    assert len(secret.versions) == 1
    assert operations(tenancy).count("update_secret") == 5


def test_a_user_without_permission_adds_nothing(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    adding = channel(tenancy)
    noted, sent = noting(package())
    tenancy.faults.add("404", "update_secret", times=0)
    with pytest.raises(NotDeliveredError, match="Authorization failed") as refused:
        adding.deliver(sent)
    assert '"use secret-family"' in refused.value.next_step
    assert noted[-1].is_gone
    assert operations(tenancy).count("update_secret") == 1
    assert len(secret.versions) == 1


def test_the_version_stays_pending_without_permission_to_read_the_secret(
    tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.vault_wait.READABLE_WITHIN_SECONDS", 0)
    secret = first(tenancy)
    tenancy.faults.add("404", "get_secret_bundle", times=0)
    receipt = channel(tenancy).deliver(package())
    assert (receipt.is_verified, receipt.held_back) == (False, "")
    assert "It stays PENDING" in receipt.message
    assert secret.current == 1


def test_deliver_fails_when_the_version_has_different_content(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    other: dict[str, object] = {"secretBundleContent": {"contentType": "BASE64", "content": b64encode(b"{}").decode()}}
    tenancy.faults.add("changed", "get_secret_bundle").change = other
    with pytest.raises(NotDeliveredError, match="doesn't match what was sent"):
        channel(tenancy).deliver(package())
    assert secret.current == 1


# Which secrets take a version


def test_a_secret_without_the_tag_gets_a_version_only_with_takes_any(tenancy: Tenancy) -> None:
    first(tenancy).tags.clear()
    with pytest.raises(UsageError, match="doesn't have the tag of oci-smtp") as refused:
        channel(tenancy)
    assert "--new-version" in refused.value.next_step
    assert channel(tenancy, takes_any=True).deliver(package()).is_verified


@pytest.mark.parametrize(
    "content", [b"a password alone", b"{}", b"[]", b"\xff", b'{"user_name": "a", "password": "b"}']
)
def test_a_secret_with_another_format_is_rejected_even_with_takes_any(tenancy: Tenancy, content: bytes) -> None:
    secret = first(tenancy)
    secret.tags.clear()
    secret.versions[0].content = b64encode(content).decode()
    with pytest.raises(UsageError, match="isn't an SMTP credential as oci-smtp saves it"):
        channel(tenancy, takes_any=True)
    assert "update_secret" not in operations(tenancy)


def test_a_secret_without_the_tag_is_rejected_when_it_cannot_be_read(tenancy: Tenancy) -> None:
    first(tenancy).tags.clear()
    tenancy.faults.add("404", "get_secret_bundle")
    with pytest.raises(UsageError, match="Can't check the format"):
        channel(tenancy, takes_any=True)


def test_a_secret_with_the_tag_is_not_read_before_delivery(tenancy: Tenancy) -> None:
    first(tenancy)
    channel(tenancy)
    assert "get_secret_bundle" not in operations(tenancy)


def test_a_secret_that_is_pending_deletion_is_rejected(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    secret.deleted_from = tenancy.world.now()
    with pytest.raises(UsageError, match="PENDING_DELETION") as refused:
        channel(tenancy)
    assert "cancel its deletion" in refused.value.next_step


def test_a_given_key_must_be_the_key_of_the_secret(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    secret.key = "ocid1.key.oc1..another"
    with pytest.raises(UsageError, match='isn\'t encrypted with the key "secrets"'):
        channel(tenancy)
    assert channel(tenancy, "mail//smtp-billing").available().is_available


def test_a_secret_with_the_maximum_of_30_versions_is_unavailable(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    while len(secret.versions) < 30:
        secret.add(None, secret.content, secret.created, is_pending=False)
    found = channel(tenancy).available()
    assert not found.is_available
    assert "30 versions, the maximum" in found.reason
    secret.versions[0].deleted_from = secret.created
    assert channel(tenancy).available().is_available


def test_a_pending_version_of_another_program_makes_the_secret_unavailable(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    secret.add("by-terraform", secret.content, secret.created, is_pending=True)
    found = channel(tenancy).available()
    assert not found.is_available
    assert "Version 2 is PENDING" in found.reason
    secret.versions[1].name = "oci-smtp-0123456789ab"
    assert channel(tenancy).available().is_available


# Promoting


@pytest.mark.parametrize("fault", ["lost", "reset-after", "timeout", "reset-before", "late", "500"])
def test_a_lost_response_still_promotes(tenancy: Tenancy, fault: str) -> None:
    secret = first(tenancy)
    adding = channel(tenancy)
    adding.deliver(package())
    tenancy.faults.add(fault, "update_secret")
    adding.promote()
    assert secret.current == 2
    sent = operations(tenancy).count("update_secret")
    adding.promote()
    assert operations(tenancy).count("update_secret") == sent, "nothing is sent for what is so already"


def test_a_promotion_without_a_response_has_an_unknown_outcome(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    adding = channel(tenancy)
    adding.deliver(package())
    tenancy.faults.add("timeout", "update_secret", times=0)
    with pytest.raises(OutcomeUnknownError):
        adding.promote()
    assert secret.current == 1
    tenancy.faults.clear()
    adding.promote()
    assert secret.current == 2


def test_promote_fails_when_the_secret_keeps_changing(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    adding = channel(tenancy)
    adding.deliver(package())
    before = operations(tenancy).count("update_secret")
    tenancy.faults.add("412", "update_secret", times=0)
    with pytest.raises(ConflictError):
        adding.promote()
    assert operations(tenancy).count("update_secret") - before == 4
    assert secret.current == 1


def test_a_newer_version_stays_current(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    older, newer = channel(tenancy), channel(tenancy)
    older.deliver(package())
    newer.deliver(package())
    newer.promote()
    with pytest.raises(ConflictError, match="Version 3 of the secret smtp-billing is CURRENT"):
        older.promote()
    assert secret.current == 3


def test_a_version_can_be_promoted_from_a_journal_record_without_its_number(tenancy: Tenancy) -> None:
    secret = first(tenancy)
    noted, sent = noting(package())
    channel(tenancy).deliver(sent)
    before_the_number_was_known, _ = noted
    told = promote(session_on(tenancy), before_the_number_was_known, lambda _: None)
    assert told == "Version 2 of the secret smtp-billing is CURRENT."
    assert secret.current == 2


def test_debug_logs_do_not_contain_the_password(
    on_loopback: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret, sent = first(on_loopback.tenancy, session=on_loopback.session()), package()
    with caplog.at_level(logging.DEBUG):
        adding = vault_channel(ARGUMENT, on_loopback.session())
        adding.deliver(sent)
        adding.promote()
    for form in (sent.password.reveal(), json.dumps(sent.password.reveal()), secret.content):
        assert form not in caplog.text
    assert capfd.readouterr() == ("", "")
