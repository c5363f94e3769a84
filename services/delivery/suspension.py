"""Suspending the old credential of a rotation, with the only proof that there is: sign-ins before and after."""

import threading
from dataclasses import dataclass

from services.api.session import Session
from services.credentials.rotation import Rotation
from services.credentials.rotator import Rotator
from services.model.errors import OciSmtpError
from services.model.secret import Secret
from services.model.values import Endpoint
from services.smtp import probe
from services.smtp.probe import Login, try_login
from services.smtp.result import SmtpOutcome, SmtpResult


class UnprovableError(OciSmtpError):
    """The password doesn't sign in as it is, so that a rejection after the suspension would prove nothing."""

    title = "Not verifiable"


@dataclass(frozen=True)
class Suspension:
    """A suspension that OCI confirmed to have received."""

    rotation: Rotation
    proof: SmtpResult | None = None
    """The last test sign-in since; None where none was asked for."""

    @property
    def is_proved(self) -> bool:
        """Whether a sign-in that worked before was rejected since."""
        return self.proof is not None and self.proof.outcome is SmtpOutcome.CREDENTIAL_REFUSED


def suspend(
    session: Session,
    rotator: Rotator,
    rotation: Rotation,
    stop: threading.Event,
    *,
    where: Endpoint | None = None,
    password: Secret | None = None,
) -> Suspension:
    """Suspend the old credential; with its password, prove that by a sign-in that works before and no longer after.

    Raises:
        UnprovableError: the password doesn't work now; nothing was suspended.
        OciSmtpError: see `Rotator.suspend_old`.
    """
    if password is None or where is None:
        return Suspension(rotator.suspend_old(rotation))
    login = Login(where, rotation.old.user_name, password)
    before = _signed_in(session, login)
    if not before.credential_works:
        raise UnprovableError(
            f"The old password doesn't sign in before the suspension, so nothing was suspended. {before.says}",
            "Check the password, or suspend the credential without a test.",
        )
    suspended = rotator.suspend_old(rotation)
    proof = _rejected(session, login, stop)
    found = Suspension(suspended, proof)
    return Suspension(rotator.suspension_proved(suspended), proof) if found.is_proved else found


def _rejected(session: Session, login: Login, stop: threading.Event) -> SmtpResult:
    """The first sign-in that is rejected, or the last one: a suspension takes a while to be known everywhere."""
    result = _signed_in(session, login)
    for pause in probe.PAUSES_SECONDS:
        if not result.credential_works or stop.wait(pause):
            break
        result = _signed_in(session, login)
    return result


def _signed_in(session: Session, login: Login) -> SmtpResult:
    return try_login(login, trust=session.mail_server.trust if session.mail_server else None)
