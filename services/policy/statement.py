"""A policy statement, taken apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PrincipalKind = Literal["group", "dynamic-group", "user", "service", "resource", "any-user", "any-group"]
"""What the first word of a subject says (Identity/policysyntax/subject.htm)."""

DEFAULT_DOMAIN = "Default"
"""The identity domain of a name that is written without one."""


@dataclass(frozen=True)
class Principal:
    """One of those whom a statement is about; by name, or by OCID where `name` is empty."""

    kind: PrincipalKind
    name: str = ""
    domain: str = DEFAULT_DOMAIN
    ocid: str = ""

    def __str__(self) -> str:
        if self.kind.startswith("any-"):
            return self.kind
        where = "" if self.domain.casefold() == DEFAULT_DOMAIN.casefold() else f"{self.domain}/"
        return f"{self.kind} {self.ocid or where + self.name}"


@dataclass(frozen=True)
class Location:
    """Where a statement holds: the tenancy, a path from the compartment of its policy, or a compartment's OCID."""

    in_tenancy: bool = False
    path: tuple[str, ...] = ()
    ocid: str = ""

    def __str__(self) -> str:
        return "the tenancy" if self.in_tenancy else f"compartment {self.ocid or ':'.join(self.path)}"


@dataclass(frozen=True)
class Value:
    """The right side of a comparison."""

    kind: Literal["text", "pattern", "word"]
    """`word`: neither quoted nor an OCID, so perhaps a variable."""
    text: str


@dataclass(frozen=True)
class Comparison:
    """`variable operator value`.

    The operator is `eq`, `neq`, `in`, `not_in`, `before`, `after`, `between`, `intersect` or `equal` (of sets), or
    `present` or `absent`, which have no value.
    """

    variable: str
    """In lower case."""
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Combination:
    """`any {...}` or `all {...}`."""

    mode: Literal["any", "all"]
    items: "tuple[Condition, ...]"


Condition = Comparison | Combination

Part = Literal["subject", "verb", "resource", "location", "condition"]


@dataclass(frozen=True)
class Statement:
    """`Allow` or `Deny`; a statement about other tenancies has no part in sending and is not one of these."""

    denies: bool
    principals: tuple[Principal, ...]
    verb: str
    """In lower case; empty where permissions are named instead."""
    permissions: frozenset[str]
    """In upper case."""
    resource: str
    """In lower case."""
    location: Location
    condition: Condition | None = None
    unread: Mapping[Part, str] = field(default_factory=dict)
    """The parts that can't be taken apart, and why. They are empty above, and might say anything."""


class UnparsedError(Exception):
    """A statement, or a part of one, that we cannot take apart, and why."""
