"""Causes on the side of the user and the credential: what `535 Authentication failed` is about."""

from datetime import datetime, timezone

from services.doctor.fixes import ActivateUser, Advice, Generate, TurnOnCapability
from services.doctor.report import Check, Finding
from services.model.values import Credential, User

ACTIVE = "ACTIVE"


def check_user(user: User) -> list[Check]:
    """Whether the user can sign in to the SMTP server at all."""
    checks = []
    if user.status and user.status != ACTIVE:
        detail = f"The user {user.name} is {user.status}. OCI rejects all its credentials."
        checks.append(Check("user-inactive", Finding.FAULT, detail, (), ActivateUser(user)))
    if user.can_use_smtp is False:
        detail = f'The "SMTP credentials" capability of {user.name} is off.'
        checks.append(Check("capability-off", Finding.FAULT, detail, (), TurnOnCapability(user)))
    return checks or [Check("user", Finding.OK, f'{user.name} is active, and the "SMTP credentials" capability is on.')]


def check_credentials(user: User, credentials: list[Credential]) -> list[Check]:
    """Whether there is a credential to sign in with. Without one nothing was rejected yet: a note, no fault."""
    if not credentials:
        detail = f"{user.name} has no SMTP credential."
        return [Check("no-credential", Finding.NOTE, detail, (), Generate(user))]
    return [
        Check(
            "credential-inactive",
            Finding.NOTE,
            f'The credential "{credential.description}" is {credential.status}, so OCI rejects it.',
            (credential.user_name,),
            Generate(user),
        )
        for credential in credentials
        if credential.status not in ("", ACTIVE)
    ]


def check_authentication(credentials: list[Credential]) -> Check:
    """What remains of `Authentication failed` where all that we may see is in order: we never see the password."""
    ages = tuple(
        f"{credential.user_name}: {credential.status}, created {_age(credential.created)}" for credential in credentials
    )
    return Check(
        "credential-wrong",
        Finding.UNKNOWN,
        "The user name or password is wrong, truncated, or quoted incorrectly by the mail program; or the credential"
        " is too new or was deleted.",
        ages,
        Advice("Check the user name and test the sign-in. If that fails, generate a new credential."),
    )


def _age(created: datetime | None) -> str:
    if created is None:
        return "at an unknown time"
    minutes = int((datetime.now(timezone.utc) - created).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} minutes ago"
    return f"{minutes // 60} hours ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"
