"""Tables in the width of a terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.cli.fitting import fitted

LINES = [
    ("user", "description", "created", "user_id"),
    ("shop.mailer", "Shop checkout, production and more", "2026-11-30 07:04 UTC", "ocid1.user.oc1..aaaa" * 4),
]


def test_a_table_that_fits_is_not_cut() -> None:
    table = fitted(LINES, 200, ("user_id",))
    assert table.left_out == ()
    assert not table.is_cut
    assert [cell.rstrip() for cell in table.lines[1]] == list(LINES[1])


def test_a_narrow_table_drops_id_columns_and_then_cuts_the_longest_cells() -> None:
    table = fitted(LINES, 60, ("user_id",))
    assert table.left_out == ("user_id",)
    assert table.is_cut
    assert table.lines[1][1].endswith("~")
    assert table.lines[1][2] == "2026-11-30 07:04 UTC"


@given(
    st.lists(st.tuples(*[st.text("ab世\u0301 ", max_size=50)] * 4), min_size=1, max_size=4),
    st.integers(1, 200),
)
def test_no_line_is_longer_than_the_terminal(lines: list[tuple[str, ...]], width: int) -> None:
    assert all(cell_len("  ".join(line)) <= width for line in fitted(lines, width).lines)
