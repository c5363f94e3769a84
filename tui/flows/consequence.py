"""What a person should know before a credential is deleted."""

from services.model.values import Credential, User
from tui.format.ages import date


def refused_without(credential: Credential, user: User) -> str:
    """What happens once a credential is gone."""
    return (
        f"Programs that send mail with “{credential.label}” of {user.name}, created {date(credential.created)}, "
        "will be refused."
    )
