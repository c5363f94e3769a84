import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy.parser import may_concern_sending, parse_statement
from services.policy.statement import Comparison, Principal, Statement, UnparsedError, Value
from tests.services.policy.situations import ALLOWED, UNDECIDED, Row

NAMES = st.text(st.characters(exclude_characters="'\\/", exclude_categories=("C", "Z")), min_size=1, max_size=20)

ANY_M1 = Value("pattern", "m1*")


def parsed(text: str) -> Statement:
    statement = parse_statement(text)
    assert statement is not None
    return statement


@given(NAMES, NAMES, NAMES)
def test_quoted_names_are_parsed_unchanged(domain: str, group: str, compartment: str) -> None:
    text = f"Allow group '{domain}'/'{group}' to use email-family in compartment '{compartment}'"
    statement = parsed(text)
    assert statement.principals == (Principal("group", group, domain),)
    assert statement.location.path == (compartment,)


@given(st.text(alphabet=string.ascii_letters + " '\"/:{}(),=!*\\\n\téß\u202e田", max_size=80))
def test_any_text_is_parsed_or_raises_unparsed_error(rest: str) -> None:
    for text in (rest, f"Allow group A to use email-family in tenancy {rest}", f"Allow {rest} to use x in tenancy"):
        with contextlib.suppress(UnparsedError):
            parse_statement(text)


@given(st.sampled_from('";#*\\<>|&^~`?$%[]@'), st.integers(0, 60))
def test_an_inserted_sign_changes_the_statement_or_raises_unparsed_error(sign: str, position: int) -> None:
    text = "Allow group Senders to use email-family in compartment Mail where request.region = 'iad'"
    changed = text[:position] + sign + text[position:]
    try:
        statement = parse_statement(changed)
    except UnparsedError:
        return
    assert statement != parse_statement(text)


@pytest.mark.parametrize(
    ("condition", "variable", "values"),
    [
        ("request.region = 5", "request.region", (Value("word", "5"),)),
        ("request.region != 0", "request.region", (Value("word", "0"),)),
        ("5 = 'x'", "5", (Value("text", "x"),)),
        ("m0 = 'm1'", "m0", (Value("text", "m1"),)),
        ("request.region = m0", "request.region", (Value("word", "m0"),)),
        ("request.region in (5, 'm0', /m1*/)", "request.region", (Value("word", "5"), Value("text", "m0"), ANY_M1)),
    ],
)
def test_texts_words_and_patterns_are_parsed_as_different_values(
    condition: str, variable: str, values: tuple[Value, ...]
) -> None:
    found = parsed(f"Allow any-user to use email-family in compartment 'm2' where {condition}")
    assert found.location.path == ("m2",)
    assert isinstance(found.condition, Comparison)
    assert (found.condition.variable, found.condition.values) == (variable, values)


@pytest.mark.parametrize("text", ["", "Deny", "Allow", "Deny group", "Deny group A", "'Deny'"])
def test_a_statement_that_ends_too_early_raises_unparsed_error(text: str) -> None:
    with pytest.raises(UnparsedError):
        parse_statement(text)


@pytest.mark.parametrize("text", ["Endorse", "Deny endorse group A to use x in tenancy", "Admit group A of tenancy B"])
def test_endorse_and_admit_statements_are_skipped(text: str) -> None:
    assert parse_statement(text) is None


@pytest.mark.parametrize(
    ("condition", "operator", "variable"),
    [
        ("not request.region", "absent", "request.region"),
        ("request.region", "present", "request.region"),
        ("not = 'x'", "eq", "not"),
    ],
)
def test_a_condition_on_the_presence_of_a_variable_is_parsed(condition: str, operator: str, variable: str) -> None:
    found = parsed(f"Allow any-user to use email-family in tenancy where {condition}").condition
    assert isinstance(found, Comparison)
    assert (found.operator, found.variable) == (operator, variable)


@pytest.mark.parametrize("condition", ["= 5", "= 'x'", "all {= 5}", "any {a = 'x', = 5}", "in (5)", "!= /x/", "= = 5"])
def test_a_condition_without_a_variable_is_listed_as_unread(condition: str) -> None:
    assert set(parsed(f"Allow any-user to use email-family in tenancy where {condition}").unread) == {"condition"}


def nested(depth: int) -> str:
    """A condition inside of so many others, of which each has another one before and after it."""
    return "any {request.region = 'x', " * depth + "request.region = 'iad'" + ", request.region = 'y'}" * depth


@pytest.mark.parametrize(("depth", "answer"), [(50, ALLOWED), (51, UNDECIDED), (400, UNDECIDED), (5000, UNDECIDED)])
def test_conditions_nested_more_than_50_deep_are_undecided(depth: int, answer: str) -> None:
    row = Row(f"Allow any-user to use email-family in tenancy where {nested(depth)}", answer)
    assert str(row.judged().answer) == answer


@pytest.mark.parametrize("text", ["Define group A as ocid1.group.oc1..a", "Deny admit group A to use x in tenancy"])
def test_define_and_deny_admit_statements_are_skipped(text: str) -> None:
    assert parse_statement(text) is None


def test_a_statement_without_email_terms_cannot_concern_sending() -> None:
    assert not may_concern_sending("Allow group A to manage instance-family in tenancy")
    assert may_concern_sending("ALLOW GROUP A TO {APPROVED_SENDER_USE} IN TENANCY")
