"""A credential in OCI Vault: the real SDK against the demo tenancy."""

import json
import logging
import traceback
from base64 import b64decode

import pytest

from services.delivery import NotDeliveredError, Package
from services.delivery.vault import VaultChannel
from services.delivery.vault_argument import vault_channel
from services.demo.settings import NameTaken
from services.demo.tenancy import Tenancy
from services.model.errors import UsageError
from tests.services.accounts import Served, operations, session_on
from tests.services.delivery.awkward import package


def channel(tenancy: Tenancy, argument: str = "mail/secrets/smtp-billing", user: str = "") -> VaultChannel:
    made = vault_channel(argument, session_on(tenancy))
    assert isinstance(made, VaultChannel)
    made._waiter.pause = lambda _: None
    if user:
        made._session = session_on(tenancy, user)
    return made


def held(tenancy: Tenancy) -> list[dict[str, object]]:
    return [json.loads(b64decode(secret.content)) for secret in tenancy.world.vaults.secrets]


def is_whole(tenancy: Tenancy, sent: Package) -> bool:
    return [(each["user_name"], each["password"]) for each in held(tenancy)] == [
        (sent.user_name, sent.password.reveal())
    ]


def test_deliver_creates_the_secret_waits_until_active_and_verifies_it(tenancy: Tenancy) -> None:
    tenancy.settings.secret_creating_reads = 3
    sent = package()
    keeping = channel(tenancy)
    receipt = keeping.deliver(sent)
    (secret,) = tenancy.world.vaults.secrets
    assert receipt.is_verified
    assert secret.ocid in receipt.message
    assert sent.password.reveal() not in f"{receipt}"
    assert is_whole(tenancy, sent)
    assert held(tenancy)[0]["port"] == 465
    assert operations(tenancy).count("get_secret") == 4
    assert keeping.verify(sent)
    assert not keeping.verify(package())


def test_deliver_works_over_real_sockets(on_loopback: Served) -> None:
    receipt = vault_channel("sandbox [test]", on_loopback.session()).deliver(package())
    assert receipt.is_verified


@pytest.mark.parametrize("fault", ["lost", "reset-after", "timeout", "reset-before"])
def test_a_lost_response_still_creates_only_one_secret(tenancy: Tenancy, fault: str) -> None:
    tenancy.faults.add(fault, "create_secret")
    sent = package()
    assert channel(tenancy).deliver(sent).is_verified
    assert is_whole(tenancy, sent)
    tokens = {entry.retry_token for entry in tenancy.request_log if entry.operation == "create_secret"}
    assert len(tokens) == 1
    assert "list_secrets" in operations(tenancy)


def test_a_response_that_stays_lost_is_reported_as_possibly_successful(tenancy: Tenancy) -> None:
    tenancy.faults.add("timeout", "create_secret", times=0)
    sent = package()
    with pytest.raises(NotDeliveredError, match="might have succeeded") as refused:
        channel(tenancy).deliver(sent)
    assert "Check whether the name exists" in refused.value.next_step
    assert sent.password.reveal() not in "".join(traceback.format_exception(refused.value))
    assert refused.value.__context__ is None, "no request with the password in it goes along"


@pytest.mark.parametrize("status", ["400", "409"])
def test_an_existing_secret_with_the_same_name_does_not_count_as_delivered(tenancy: Tenancy, status: NameTaken) -> None:
    tenancy.settings.secret_name_taken = status
    second, third = channel(tenancy), channel(tenancy)
    channel(tenancy).deliver(package())
    with pytest.raises(NotDeliveredError, match="already exists") as clash:
        second.deliver(package())
    assert "another name" in clash.value.next_step
    tenancy.faults.add("timeout", "create_secret")
    with pytest.raises(NotDeliveredError, match="doesn't match what was sent"):
        third.deliver(package())


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [("404", "", "manage secret-family"), ("400", "LimitExceeded", "another vault"), ("401", "", "key")],
)
def test_rejections_say_what_to_do(tenancy: Tenancy, status: str, code: str, says: str) -> None:
    keeping = channel(tenancy)
    tenancy.faults.add(status, "create_secret").code = code
    with pytest.raises(NotDeliveredError) as refused:
        keeping.deliver(package())
    assert says in refused.value.next_step
    assert not tenancy.world.vaults.secrets


def test_a_user_without_permission_is_rejected(tenancy: Tenancy) -> None:
    with pytest.raises(NotDeliveredError, match="Authorization failed"):
        channel(tenancy, user="kim.park").deliver(package())


def test_a_secret_without_read_permission_does_not_count_as_verified(
    tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.vault_wait.READABLE_WITHIN_SECONDS", 0)
    tenancy.faults.add("404", "get_secret_bundle", times=0)
    receipt = channel(tenancy).deliver(package())
    assert not receipt.is_verified
    assert tenancy.world.vaults.secrets[0].ocid in receipt.message


def test_the_error_names_a_secret_that_does_not_become_active(
    tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.delivery.vault_wait.ACTIVE_WITHIN_SECONDS", 0)
    tenancy.settings.secret_creating_reads = 99
    with pytest.raises(NotDeliveredError, match="still CREATING") as late:
        channel(tenancy).deliver(package())
    assert tenancy.world.vaults.secrets[0].ocid in late.value.cause


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("nowhere", 'No usable vault "nowhere"'),
        ("old", 'No usable vault "old"'),
        ("mail/signing", 'No usable key "signing"'),
        ("", "More than one vault"),
        ("mail/secrets/a b", '"a b" isn\'t a valid secret name'),
        ("mail-eu", 'No usable vault "mail-eu"'),
    ],
)
def test_an_invalid_vault_key_or_secret_argument_is_rejected(tenancy: Tenancy, argument: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        channel(tenancy, argument)


def test_the_error_names_the_region_of_a_vault_in_another_region(tenancy: Tenancy) -> None:
    (elsewhere,) = (vault for vault in tenancy.world.vaults if vault.region == "fra")
    with pytest.raises(UsageError, match="The vault is in eu-frankfurt-1") as refused:
        channel(tenancy, elsewhere.ocid)
    assert "--region eu-frankfurt-1" in refused.value.next_step


def test_debug_logs_do_not_contain_the_password(
    on_loopback: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    sent = package()
    with caplog.at_level(logging.DEBUG):
        vault_channel("mail", on_loopback.session()).deliver(sent)
    (stored,) = on_loopback.tenancy.world.vaults.secrets
    for form in (sent.password.reveal(), json.dumps(sent.password.reveal()), stored.content):
        assert form not in caplog.text
    assert capfd.readouterr() == ("", "")
