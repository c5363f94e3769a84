"""The `where` of a statement, evaluated for one request.

Matching ignores case, `*` in a pattern stands for anything, and a condition on a variable that doesn't apply to the
request is false, also with `!=` (Identity/policysyntax/conditions.htm).
"""

import re
from collections.abc import Iterable
from datetime import timezone
from fnmatch import fnmatchcase

from services.policy import clock
from services.policy.request import ALL_USERS, SendRequest
from services.policy.statement import Combination, Comparison, Condition, Value
from services.policy.truth import PolicyFinding, Truth, all_of, any_of, no, undecided, yes
from services.policy.variables import LISTS, Reading, readings

_SIGNS = {
    "eq": "=",
    "neq": "!=",
    "in": "in",
    "not_in": "not in",
    "intersect": "sets-intersect",
    "equal": "sets-equal",
    "before": "before",
    "after": "after",
    "between": "between",
}
_NEGATED = ("neq", "not_in")
_VARIABLE = re.compile(r"(request|target)\.", re.IGNORECASE)
_OPEN_PATTERN = re.compile(r"[\\[\](){}+?|^$]")
"""What regular expressions would give a meaning to, and the documented patterns do not."""


def evaluate(condition: Condition | None, request: SendRequest) -> PolicyFinding:
    """Whether the condition holds; undecided where it depends on what we do not know."""
    if condition is None:
        return yes()
    if isinstance(condition, Combination):
        combine = any_of if condition.mode == "any" else all_of
        return combine(evaluate(item, request) for item in condition.items)
    if condition.variable.startswith(clock.VARIABLE):
        return _by_the_clock(condition, request)
    if condition.operator not in _SIGNS or _asks_for_everyone(condition):
        return undecided(f"oci-smtp can't evaluate its condition on {condition.variable}")
    known = readings(condition.variable, request)
    if known == (None,):
        return no(f"its condition uses {condition.variable}, which doesn't apply to sending mail")
    if not known:
        return undecided(f"its condition uses {condition.variable}, whose value is unknown")
    return _agreed([_holds(condition, actual, request) for actual in known], condition)


def _asks_for_everyone(comparison: Comparison) -> bool:
    """Whether it depends on the group that is in no list of groups."""
    named = {value.text.casefold() for value in comparison.values}
    return comparison.variable in LISTS and (comparison.operator == "equal" or ALL_USERS.casefold() in named)


def _by_the_clock(comparison: Comparison, request: SendRequest) -> PolicyFinding:
    if request.now is None:
        return undecided(f"its condition on {comparison.variable} depends on the time")
    holds = clock.holds_at(comparison, request.now)
    at = f"{request.now.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
    if holds is None:
        return undecided(f"oci-smtp can't evaluate its condition on {comparison.variable} at {at}")
    return yes() if holds else no(f"it requires {_required(comparison)}, but the time is {at}")


def _required(comparison: Comparison) -> str:
    named = ", ".join(value.text for value in comparison.values)
    return f"{comparison.variable} {_SIGNS[comparison.operator]} {named}"


def _agreed(found: list[PolicyFinding], condition: Comparison) -> PolicyFinding:
    """What all readings of the documentation say; undecided where they differ."""
    if len({finding.truth for finding in found}) == 1:
        return found[0]
    return undecided(f"OCI doesn't document the value of {condition.variable} here")


def _holds(comparison: Comparison, actual: Reading, request: SendRequest) -> PolicyFinding:
    if actual is None or any(_others(value, request) == (None,) for value in comparison.values):
        return no(f"its condition on {comparison.variable} uses a variable that doesn't apply to sending mail")
    if comparison.operator in _NEGATED and comparison.variable in LISTS and actual:
        # Whether none may be equal, or one must differ, is not documented.
        one_differs = any_of(_compare(comparison, (text,), request) for text in actual)
        return _agreed([one_differs, _compare(comparison, actual, request)], comparison)
    return _compare(comparison, actual, request)


def _compare(comparison: Comparison, actual: tuple[str, ...], request: SendRequest) -> PolicyFinding:
    """Whether one of the actual values is one of those named; or, negated, whether none is."""
    negated = comparison.operator in _NEGATED
    matches = [_matches(value, comparison, actual, request) for value in comparison.values]
    found = all_of([*matches, _is_named(comparison, actual)]) if comparison.operator == "equal" else any_of(matches)
    if found.truth is Truth.UNDECIDED:
        return found
    if (found.truth is Truth.YES) is not negated:
        return yes()
    return no(f"it requires {_required(comparison)}, but the value is {', '.join(actual) or 'empty'}")


def _is_named(comparison: Comparison, actual: tuple[str, ...]) -> PolicyFinding:
    """Whether each of the actual values is named, as equal sets need it."""
    if any(value.kind != "text" for value in comparison.values):
        return undecided(f"oci-smtp can't evaluate its condition on {comparison.variable}")
    return yes() if _folded(actual) <= _folded(value.text for value in comparison.values) else no("")


def _matches(value: Value, comparison: Comparison, actual: tuple[str, ...], request: SendRequest) -> PolicyFinding:
    """Whether one of the actual values is that one."""
    if value.kind == "word":
        return _matches_word(value, comparison, actual, request)
    if value.kind == "pattern" and _OPEN_PATTERN.search(value.text):
        return undecided(f"the pattern /{value.text}/ contains undocumented characters")
    is_any = value.text == "*" and ".tag." in comparison.variable
    if value.kind == "text" and not is_any:
        return yes() if value.text.casefold() in _folded(actual) else no("")
    return yes() if any(fnmatchcase(text, value.text.casefold()) for text in _folded(actual)) else no("")


def _matches_word(value: Value, comparison: Comparison, actual: tuple[str, ...], request: SendRequest) -> PolicyFinding:
    """Whether the values of another variable match: with `=`, one side must be a subset of the other."""
    unquoted = undecided(f"it compares with {value.text}, which isn't in quotes")
    if not _VARIABLE.match(value.text):
        # A value without its quotes, or an unknown variable: both are false where the value differs.
        is_same = value.text.casefold() in _folded(actual)
        return unquoted if is_same or comparison.operator in _NEGATED else no("")
    if not actual and comparison.operator not in _NEGATED:
        return no("")
    found = [_relates(comparison.operator, actual, other) for other in _others(value, request)]
    return found[0] if len({finding.truth for finding in found}) == 1 else unquoted


def _relates(operator: str, actual: tuple[str, ...], other: Reading) -> PolicyFinding:
    """Whether the values match those of another variable."""
    if other is None:
        return undecided("") if operator in _NEGATED else no("")
    mine, theirs = _folded(actual), _folded(other)
    if operator == "intersect":
        is_met = bool(mine & theirs)
    elif operator == "equal":
        is_met = mine == theirs
    else:
        is_met = bool(mine and theirs) and (mine <= theirs or theirs <= mine)
    return yes() if is_met else no("")


def _others(value: Value, request: SendRequest) -> tuple[Reading, ...]:
    """What the variable on the right of a comparison may be."""
    is_variable = value.kind == "word" and _VARIABLE.match(value.text)
    return readings(value.text.lower(), request) if is_variable else ()


def _folded(texts: Iterable[str]) -> set[str]:
    return {text.casefold() for text in texts}
