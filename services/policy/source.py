"""Where a statement stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class PolicyDocument:
    """A policy: statements that belong to one compartment."""

    ocid: str
    name: str
    compartment: str
    """OCID of the compartment that it is attached to."""
    statements: tuple[str, ...]


@dataclass(frozen=True)
class PolicySource:
    """One statement, as it is written, and the policy that it is in."""

    text: str
    policy: str
    """Name of the policy."""
    compartment: str
    """OCID of the compartment that the policy is attached to."""


def sources(policies: Iterable[PolicyDocument]) -> Iterator[PolicySource]:
    """Every statement of the policies, in their order."""
    for policy in policies:
        for text in policy.statements:
            yield PolicySource(text, policy.name, policy.compartment)
