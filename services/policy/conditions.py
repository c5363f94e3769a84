"""The `where` of a statement, evaluated for one request.

Matching ignores case, and `*` in a pattern stands for anything (Identity/policysyntax/conditions.htm).
"""

import re
from fnmatch import fnmatchcase

from services.policy.request import SendRequest
from services.policy.statement import Combination, Comparison, Condition, Value
from services.policy.truth import PolicyFinding, Truth, all_of, any_of, no, undecided, yes

ADDRESS = "target.approved-sender.emailaddress"
LISTS = ("request.groups.id", "request.groups.name")

_NEGATED = {"neq": "eq", "not_in": "in"}
_SIGNS = {"eq": "=", "neq": "!=", "in": "in", "not_in": "not in"}
_OPEN_PATTERN = re.compile(r"[\\\[\](){}+?|^$]")
"""What regular expressions would give a meaning to, and the documented patterns do not."""


def evaluate(condition: Condition | None, request: SendRequest) -> PolicyFinding:
    """Whether the condition holds; undecided where it depends on what we do not know."""
    if condition is None:
        return yes()
    if isinstance(condition, Combination):
        combine = any_of if condition.mode == "any" else all_of
        return combine(evaluate(item, request) for item in condition.items)
    if condition.operator not in _SIGNS or not condition.values:
        return undecided(f"oci-smtp can't evaluate its condition on {condition.variable}")
    if condition.variable == ADDRESS:
        return _agreed([_compare(condition, (address,)) for address in request.addresses()], condition)
    values = request.variables().get(condition.variable)
    if values is None:
        return undecided(f"its condition uses {condition.variable}, whose value is unknown")
    if condition.variable in LISTS and condition.operator in _NEGATED:
        # Whether none may be equal, or one must differ, is not documented.
        readings = [any_of(_compare(condition, (value,)) for value in values), _compare(condition, values)]
        return _agreed(readings, condition) if values else _compare(condition, values)
    return _compare(condition, values)


def _agreed(readings: list[PolicyFinding], condition: Comparison) -> PolicyFinding:
    """What all readings of the documentation say; undecided where they differ."""
    if len({reading.truth for reading in readings}) == 1:
        return readings[0]
    return undecided(f"OCI doesn't document the value of {condition.variable} here")


def _compare(condition: Comparison, actual: tuple[str, ...]) -> PolicyFinding:
    """Whether one of the actual values is one of those named; or, negated, whether none is."""
    found = any_of(_matches(value, text) for value in condition.values for text in actual)
    negated = condition.operator in _NEGATED
    if found.truth is Truth.UNDECIDED:
        return found
    if (found.truth is Truth.YES) is not negated:
        return yes()
    named = ", ".join(value.text for value in condition.values)
    is_now = ", ".join(actual) or "empty"
    return no(f"it requires {condition.variable} {_SIGNS[condition.operator]} {named}, but the value is {is_now}")


def _matches(value: Value, text: str) -> PolicyFinding:
    if value.kind == "word":
        return undecided(f"it compares with {value.text}, which isn't in quotes")
    if value.kind == "text":
        return yes() if value.text.casefold() == text.casefold() else no("")
    if _OPEN_PATTERN.search(value.text):
        return undecided(f"the pattern /{value.text}/ contains undocumented characters")
    return yes() if fnmatchcase(text.casefold(), value.text.casefold()) else no("")
