import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.naive import passes
from widgets.row_query import Query, Term, longest_word, narrows, parse

COLUMNS = ("name", "email")
words = st.text(st.sampled_from("ab"), min_size=1, max_size=3)
terms = st.builds(Term, words, st.sampled_from([None, 0, 1]), st.booleans())
queries = st.lists(terms, max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("Anna", (Term("anna"),)),
        ("anna  bell", (Term("anna"), Term("bell"))),
        ("!x", (Term("x", None, True),)),
        ("name:x", (Term("x", 0),)),
        ("!email:x", (Term("x", 1, True),)),
        ("NAME:X", (Term("x", 0),)),
        ("colour:red", (Term("colour:red"),)),
        ("name:", ()),
        ("!", ()),
        ("a a", (Term("a"),)),
        ("ﬁ", (Term("fi"),)),
    ],
)
def test_typed_text_is_parsed_into_terms(typed: str, terms: Query) -> None:
    assert parse(typed, COLUMNS) == terms


@given(queries, queries, st.lists(st.tuples(words, words), min_size=1, max_size=20))
def test_a_narrower_query_never_passes_what_the_wider_one_rejects(
    query: Query, other: Query, rows: list[tuple[str, str]]
) -> None:
    if narrows(query, other):
        assert all(passes(row, other) for row in rows if passes(row, query))


def test_a_longer_word_narrows_and_a_longer_exclusion_does_not() -> None:
    assert narrows(parse("ann"), parse("an"))
    assert not narrows(parse("!ann"), parse("!an"))
    assert narrows(parse("!an"), parse("!ann"))
    assert narrows(parse("name:an", COLUMNS), parse("an", COLUMNS))
    assert not narrows(parse("an", COLUMNS), parse("name:an", COLUMNS))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        ("Ann", "ann"),
        ("ann smithers", "smithers"),
        ("!smithers ann", "ann"),
        ("name:smithers ann", "smithers"),
        ("status:inactive ann", "ann"),
        ("status:inactive", ""),
    ],
)
def test_longest_word_ignores_exclusions_and_columns_that_are_not_searched(text: str, word: str) -> None:
    assert longest_word(text, ("name", "email", "status"), ("name", "email")) == word
