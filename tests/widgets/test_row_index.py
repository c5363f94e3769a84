from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.naive import ordered
from widgets.row_index import Row, RowIndex
from widgets.row_query import parse

COLUMNS = ("name", "email")
words = st.text(st.sampled_from("abc."), min_size=0, max_size=4)
cells = st.tuples(words, words)
sort_keys = st.one_of(st.none(), st.tuples(st.one_of(st.none(), words), st.one_of(st.none(), words)))
typed = st.lists(
    st.sampled_from(["a", "ab", "abc", "b", "!a", "!ab", "name:a", "name:", "email:b", "!email:b", "x:a"]), max_size=3
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.lists(st.tuples(cells, sort_keys), max_size=12)),
        st.tuples(st.just("filter"), typed.map(" ".join)),
        st.tuples(st.just("sort"), st.tuples(st.sampled_from([None, 0, 1]), st.booleans())),
    ),
    max_size=15,
)


def keys(index: RowIndex) -> list[str]:
    return [index.key(row) for row in index.order]


@given(steps)
def test_any_sequence_of_changes_shows_what_a_naive_list_shows(changes: list[tuple[str, Any]]) -> None:
    index, rows = RowIndex(COLUMNS), list[Row]()
    query, column, reverse = "", None, False
    apply: dict[str, Callable[..., None]] = {"filter": index.filter, "sort": lambda args: index.sort(*args)}
    for what, argument in changes:
        if what == "append":
            new = [Row(f"{len(rows) + n}", *each) for n, each in enumerate(argument)]
            rows += new
            index.append(new)
        else:
            apply[what](argument)
            query = argument if what == "filter" else query
            column, reverse = argument if what == "sort" else (column, reverse)
        assert keys(index) == ordered(rows, parse(query, COLUMNS), column, reverse)
        assert (index.total, index.shown) == (len(rows), len(index.order))


def test_the_filter_ignores_case_and_unicode_compatibility_forms() -> None:
    index = RowIndex(COLUMNS)
    index.append([Row("1", ("STRASSE Müller", "")), Row("2", ("mu\u0308ller", "")), Row("3", ("miller", ""))])
    index.filter("MÜLLER")
    assert keys(index) == ["2", "1"]  # the one whose name begins with it comes first
    index.filter("straße")
    assert keys(index) == ["1"]


def test_a_word_does_not_match_across_two_cells() -> None:
    index = RowIndex(COLUMNS)
    index.append([Row("1", ("ab", "cd"))])
    index.filter("bc")
    assert keys(index) == []


def test_an_overlapping_page_adds_nothing_twice() -> None:
    index = RowIndex(COLUMNS)
    index.append([Row("1", ("a", "")), Row("2", ("b", ""))])
    index.append([Row("2", ("b", "")), Row("3", ("c", ""))])
    assert keys(index) == ["1", "2", "3"]


def test_sort_keys_order_numbers_as_numbers() -> None:
    index = RowIndex(COLUMNS)
    index.append(Row(str(n), (f"{n} days", ""), (n, "")) for n in (10, 9, 100))
    index.sort(0)
    assert keys(index) == ["9", "10", "100"]


NAMES = ("abena.watanabe", "Ana", "susana", "x", "ana.silva", "maria-ana", "y")
EMAILS = ("", "", "", "ana@example.com", "", "", "sales@susana.com")


def ranked(typed: str, names: int = 1) -> list[str]:
    index = RowIndex(COLUMNS, names)
    index.append(Row(name, (name, email)) for name, email in zip(NAMES, EMAILS, strict=True))
    index.filter(typed)
    return keys(index)


def test_the_best_match_comes_first() -> None:
    assert ranked("ana") == ["Ana", "ana.silva", "maria-ana", "abena.watanabe", "susana", "x", "y"]
    assert ranked("ana", names=2) == ["Ana", "x", "ana.silva", "maria-ana", "abena.watanabe", "susana", "y"]
    assert ranked("!x") == [name for name in NAMES if name not in ("x",)]
    assert ranked("!silva ana")[:2] == ["Ana", "maria-ana"]


def test_in_a_very_large_list_rows_that_begin_with_the_word_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.row_index.MANY", 2)
    assert ranked("ana") == ["Ana", "ana.silva", "abena.watanabe", "susana", "x", "maria-ana", "y"]
    assert ranked("ana !silva")[:2] == ["Ana", "abena.watanabe"]
    assert ranked("email:a") == ["x", "y"]


def test_a_filter_keeps_the_sort_order_and_finds_the_best_match() -> None:
    index = RowIndex(COLUMNS)
    index.append(Row(name, (name, email)) for name, email in zip(NAMES, EMAILS, strict=True))
    index.sort(0, reverse=True)
    assert index.best is None
    index.filter("ana")
    assert keys(index) == sorted(NAMES, key=str.casefold, reverse=True)
    assert index.best is not None
    assert keys(index)[index.best] == "Ana"
    index.filter("nobody")
    assert index.best is None


def test_clearing_keeps_filter_and_sort() -> None:
    index = RowIndex(COLUMNS)
    index.filter("a")
    index.sort(0, reverse=True)
    index.append([Row("old", ("a", ""))])
    index.clear()
    assert (index.total, index.shown) == (0, 0)
    index.append([Row("1", ("a1", "")), Row("2", ("b", "")), Row("3", ("a3", ""))])
    assert keys(index) == ["3", "1"]


@pytest.mark.parametrize("sort", [None, 0])
def test_a_hundred_thousand_rows_are_filtered_and_sorted(sort: int | None) -> None:
    index = RowIndex(COLUMNS)
    index.append(Row(f"{n}", (f"user{n:06}", f"u{n}@example.com")) for n in reversed(range(100_000)))
    index.sort(sort)
    for typed in ("9", "99", "user0999", "", "99"):
        index.filter(typed)
        wanted = {f"{n}" for n in range(100_000) if typed in f"user{n:06}"}
        assert set(keys(index)) == wanted
        numbers = [int(key) for key in keys(index)]
        assert (typed and sort is None) or numbers == sorted(numbers, reverse=sort is None)


def test_position_finds_a_row_unless_the_filter_hides_it() -> None:
    index = RowIndex(COLUMNS)
    index.append([Row("1", ("b", "")), Row("2", ("a", ""))])
    index.sort(0)
    assert [index.position(key) for key in ("1", "2", "3", None)] == [1, 0, None, None]
    index.filter("a")
    assert index.position("1") is None
