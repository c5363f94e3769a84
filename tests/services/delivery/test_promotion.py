"""A new version of a secret becomes CURRENT once a sign-in proves its credential, and the old one goes only then."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.credentials import rollback
from services.credentials.journal import Journal
from services.credentials.rotator import Rotator, open_rotator
from services.delivery.handover import Handover, hand_over, package_of
from services.delivery.held_back import held_back
from services.delivery.retirement import retire
from services.delivery.vault_argument import vault_channel
from services.demo.store.vault_secrets import StoredSecret
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import ConflictError, ExitCode, OciSmtpError
from services.model.values import Credential, Endpoint, User
from services.smtp.result import SmtpOutcome, SmtpResult, SmtpStage
from tests.services.accounts import session_on
from tests.services.delivery.awkward import package

WHERE = Endpoint("127.0.0.1", 9, "STARTTLS")
WORKS, REFUSED = (
    SmtpResult(SmtpOutcome.WORKS, "", "", SmtpStage.AUTH),
    SmtpResult(SmtpOutcome.CREDENTIAL_REFUSED, "", "", SmtpStage.AUTH),
)


@dataclass
class Following:
    """A secret that programs follow, and a user whose credential is rotated into it."""

    tenancy: Tenancy
    journal: Journal

    def __post_init__(self) -> None:
        self.tenancy.settings.secret_creating_reads = self.tenancy.settings.secret_updating_reads = 0
        self.session = session_on(self.tenancy)
        self.directory = ClassicDirectory(self.session)
        self.rotator: Rotator = open_rotator(self.session, self.directory, self.journal)
        self.user: User = self.directory.find("shop.mailer")
        (self.old,) = self.held()

    def held(self) -> list[Credential]:
        return self.directory.credentials(self.user)

    @property
    def secret(self) -> StoredSecret:
        return self.tenancy.world.vaults.secrets[0]

    def rotate(self, prove: Callable[[], SmtpResult] | None, *, promote_unproven: bool = False) -> Handover:
        """Generate a replacement, and hand it to the secret."""
        channel = vault_channel("mail/secrets/shop", self.session)
        issue = self.rotator.begin_and_generate(self.user, self.old, "new", lambda *_: None, threading.Event())
        package = package_of(issue, self.user, WHERE)
        try:
            return hand_over(issue, package, [channel], prove=prove, promote_unproven=promote_unproven)
        finally:
            issue.left()

    def retire(self) -> None:
        """Delete the old credential."""
        status = self.rotator.review(self.user, self.held())
        assert status is not None
        retire(self.session, self.journal, self.rotator, status.rotation)


@pytest.fixture
def following(tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Following:
    """A secret with one version, and a user with one credential."""
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    monkeypatch.setattr("services.delivery.vault_wait.POLL_SECONDS", 0)
    monkeypatch.setattr("services.delivery.promotion.POLL_SECONDS", 0)
    made = Following(tenancy, Journal(tmp_path / "state" / "journal", patience=0))
    vault_channel("mail/secrets/shop", made.session).deliver(package())
    return made


def test_a_successful_sign_in_makes_the_new_version_current(following: Following) -> None:
    made = following.rotate(lambda: WORKS)
    (delivery,) = made.deliveries
    assert delivery.promoted == "Version 2 of the secret shop is CURRENT."
    assert made.exit_code is ExitCode.DONE
    assert following.secret.current == 2
    following.retire()
    assert following.old.ocid not in [item.ocid for item in following.held()]


def test_the_sign_in_comes_before_the_promotion(following: Following) -> None:
    seen: list[int] = []

    def prove() -> SmtpResult:
        seen.append(following.secret.current)
        return WORKS

    following.rotate(prove)
    assert seen == [1]


@pytest.mark.parametrize("proof", [REFUSED, None])
def test_an_unproven_version_stays_pending_and_keeps_the_old_credential(
    following: Following, proof: SmtpResult | None
) -> None:
    made = following.rotate((lambda: proof) if proof else None)
    assert following.secret.current == 1
    assert made.deliveries[0].promoted == ""
    assert made.exit_code is (ExitCode.FAILED if proof else ExitCode.DONE)
    with pytest.raises(ConflictError, match=r"version 2 of the secret shop .* is still PENDING") as refused:
        following.retire()
    assert f"--secret-id {following.secret.ocid} --current-version-number 2" in refused.value.next_step
    assert following.old.ocid in [item.ocid for item in following.held()]
    following.secret.make_current(following.secret.versions[1])
    following.retire()
    assert following.old.ocid not in [item.ocid for item in following.held()]


def test_promote_unproven_does_not_promote_after_a_failed_sign_in(following: Following) -> None:
    following.rotate(lambda: REFUSED, promote_unproven=True)
    assert following.secret.current == 1


def test_promote_unproven_makes_the_version_current_without_a_sign_in(following: Following) -> None:
    assert following.rotate(None, promote_unproven=True).exit_code is ExitCode.DONE
    assert following.secret.current == 2


def test_a_promotion_that_fails_is_a_failure_and_keeps_the_old_credential(following: Following) -> None:
    def prove() -> SmtpResult:
        following.tenancy.faults.add("404", "update_secret", times=0)
        return WORKS

    made = following.rotate(prove)
    assert made.exit_code is ExitCode.FAILED
    assert made.is_kept, "it is delivered anyway"
    assert made.deliveries[0].unpromoted is not None
    with pytest.raises(ConflictError):
        following.retire()


def test_held_back_lists_only_pending_versions_of_the_given_credential(following: Following) -> None:
    following.rotate(None)
    assert held_back(following.session, following.journal, following.old) == []
    (new,) = [item for item in following.held() if item.ocid != following.old.ocid]
    (found,) = held_back(following.session, following.journal, new)
    assert (found.ocid, found.version) == (following.secret.ocid, 2)
    for number in (2, 1):
        following.secret.make_current(following.secret.versions[number - 1])
    assert held_back(following.session, following.journal, new) == [], "PREVIOUS: programs had it"
    following.secret.versions.pop()
    assert held_back(following.session, following.journal, new) == []


def test_the_old_credential_is_kept_when_secret_versions_cannot_be_listed(following: Following) -> None:
    following.rotate(None)
    following.tenancy.faults.add("404", "list_secret_versions", times=0)
    with pytest.raises(OciSmtpError):
        following.retire()
    assert following.old.ocid in [item.ocid for item in following.held()]
