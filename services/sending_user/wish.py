"""What a person wants: the user, its group, and where it sends from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.directory.roster import NewUser

USER_NAME = re.compile(r"[A-Za-z0-9\-._+@]{1,100}")
"""Letters, digits and `- . _ + @`, no spaces (docstring of create_user in the OCI SDK)."""

GROUP_NAME = re.compile(r"[A-Za-z0-9\-._+]{1,100}")
"""What a new group's name is kept to: all that a policy can name without quotes, and `+`."""

EMAIL = re.compile(r"[^\s@\"(),:;<>\[\\\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""A plain address: one that needs no quotes (RFC 5321, 4.1.2) in a domain with a dot."""

MOST_EMAIL = 254
"""Octets of an address that SMTP can carry (RFC 3696, erratum 1690)."""

MOST_DESCRIPTION = 400
"""What IAM takes as a description."""


@dataclass(frozen=True)
class Wish:
    """A new sending user, as filled in."""

    name: str
    email: str
    description: str
    group: str
    """Name of a group; it is made where there is none of that name."""
    compartment: str
    """OCID of the compartment that holds the approved senders."""
    domain: str = ""
    """Identity domain of user and group; empty for IAM without domains."""
    by_ocid: bool = False
    """Whether the policy names the group by its OCID."""

    @property
    def new_user(self) -> NewUser:
        """The user to be made."""
        return NewUser(self.name, self.email, self.description)


def complaints(wish: Wish, *, needs_email: bool) -> Iterator[str]:
    """What is wrong with it, in a person's words; nothing where it can be tried. A group is looked at in the plan."""
    if not USER_NAME.fullmatch(wish.name):
        yield "Name: 1 to 100 letters, digits and - . _ + @, without spaces."
    if (wish.email or needs_email) and (not EMAIL.fullmatch(wish.email) or len(wish.email.encode()) > MOST_EMAIL):
        yield f"Email: an address such as billing@example.com{', which this domain needs' if needs_email else ''}."
    if len(wish.description) > MOST_DESCRIPTION:
        yield f"Description: at most {MOST_DESCRIPTION} characters."
    if not wish.group:
        yield "Group: enter the name of an existing or new group."
    if not wish.compartment:
        yield "Choose the compartment of the approved senders."
