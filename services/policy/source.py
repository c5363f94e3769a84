"""Where a statement stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """A policy: statements that belong to one compartment."""

    ocid: str
    name: str
    compartment: str
    """OCID of the compartment that it is attached to."""
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One statement, as it is written, and the policy that it is in."""

    text: str
    policy: str
    """Name of the policy."""
    compartment: str
    """OCID of the compartment that the policy is attached to."""


def sources(policies: Iterable[Policy]) -> Iterator[Source]:
    """Every statement of the policies, in their order."""
    for policy in policies:
        for text in policy.statements:
            yield Source(text, policy.name, policy.compartment)
