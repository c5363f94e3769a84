"""Adding a statement: to our own policy of a compartment where there is one, else in a policy made for it.

Nothing that others wrote is changed: their policies are left alone, and ours is only ever added to, by its ETag.
"""

import re
from dataclasses import dataclass

from services.api.client import Wire
from services.api.home_region import at_home
from services.api.session import Session
from services.config.ocids import OCID
from services.model.errors import ConflictError, OciSmtpError
from services.policy.reader import IamPolicy, policies_of
from services.policy.source import PolicyDocument

OWN_NAME = "oci-smtp-senders"
DESCRIPTION = "Allows groups to send mail with OCI Email Delivery. Managed by oci-smtp."

_OWN = re.compile(rf"{OWN_NAME}(-[0-9]+)?", re.IGNORECASE)

MOST_STATEMENTS = 50
"""Of one policy, unless Oracle raised it (General/Concepts/servicelimits.htm, IAM)."""

MAX_TRIES = 5
"""How often a policy is read again because another person changed it."""


@dataclass(frozen=True)
class NewStatement:
    """A statement, and what adding it comes to."""

    text: str
    compartment: str
    """OCID of the compartment whose policy it goes into."""
    name: str
    """Name of that policy."""
    policy: PolicyDocument | None = None
    """The policy as it is; None where it has yet to be made."""

    @property
    def is_there(self) -> bool:
        """Whether the policy has the statement already."""
        return self.policy is not None and _has(self.policy.statements, self.text)


def plan_statement(session: Session, compartment: str, text: str) -> NewStatement:
    """Look in the home region what adding a statement to a compartment (an OCID) would come to.

    Raises:
        OciSmtpError: the policies there cannot be read.
    """
    there = list(policies_of(session.identity_at_home, compartment))
    holder = next((policy for policy in there if _has(policy.statements, text)), None)
    own = [policy for policy in there if _OWN.fullmatch(policy.name)]
    roomy = holder or next((policy for policy in own if len(policy.statements) < MOST_STATEMENTS), None)
    return NewStatement(text, compartment, roomy.name if roomy else _free_name(there), roomy)


def add_statement(session: Session, planned: NewStatement, retry_token: str) -> None:
    """Add it: one create, never repeated by itself, or an update of the policy as it is at this moment.

    Raises:
        ConflictError: the name of the new policy is taken, or the policy changes faster than we can add to it.
        OutcomeUnknownError: no answer came; look again.
        OciSmtpError: any other of ours.
    """
    if planned.is_there:
        return
    if planned.policy:
        _extend(session, planned.policy.ocid, planned.text)
    else:
        _create(session, planned, retry_token)


def _create(session: Session, planned: NewStatement, retry_token: str) -> None:
    body = {
        "compartmentId": planned.compartment,
        "name": planned.name,
        "description": DESCRIPTION,
        "statements": [planned.text],
    }
    doing = f"creating the policy {planned.name}"
    at_home(session, lambda wire: wire.write("POST", "/policies", doing, body, retry_token))


def _extend(session: Session, ocid: str, text: str) -> None:
    if not OCID.fullmatch(ocid):
        raise OciSmtpError("The policy has no valid OCID.")
    lost: ConflictError | None = None
    for _ in range(MAX_TRIES):
        try:
            at_home(session, lambda wire: _append(wire, f"/policies/{ocid}", text))
        except ConflictError as error:
            lost = error
        else:
            return
    assert lost is not None  # every try but the one that returns ends in a conflict
    raise lost


def _append(wire: Wire, path: str, text: str) -> None:
    doing = "adding the statement to the policy"
    found, etag = wire.read_tagged(IamPolicy, path, doing)
    if not _has(found.statements, text):
        if not etag:
            raise OciSmtpError(
                "OCI returned no ETag for the policy, so updating it might overwrite someone else's change."
            )
        wire.write("PUT", path, doing, {"statements": [*found.statements, text]}, etag=etag)


def _has(statements: "tuple[str, ...] | list[str]", text: str) -> bool:
    return _as_compared(text) in map(_as_compared, statements)


def _as_compared(statement: str) -> str:
    return " ".join(statement.split())


def _free_name(there: list[PolicyDocument]) -> str:
    taken = {policy.name.casefold() for policy in there}
    numbered = (f"{OWN_NAME}-{number}" for number in range(2, len(there) + 3))
    return next(name for name in (OWN_NAME, *numbered) if name.casefold() not in taken)
