from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from widgets.table_columns import GAP, Column, ColumnLayout, Placed

COLUMNS = (
    Column("name", "Name", fraction=2, min_width=10),
    Column("email", "Email", min_width=10, priority=2),
    Column("status", "Status", width=8, priority=1),
)


def place(declared: Sequence[Column], room: int) -> list[Placed]:
    return ColumnLayout(declared).placed(room)


def test_room_is_shared_by_fraction() -> None:
    assert [(each.column, each.start, each.width) for each in place(COLUMNS, 62)] == [
        (0, 0, 30),
        (1, 32, 20),
        (2, 54, 8),
    ]


def test_the_least_important_column_is_hidden_first() -> None:
    assert [each.column for each in place(COLUMNS, 31)] == [0, 2]
    assert [each.column for each in place(COLUMNS, 19)] == [0]


def test_one_column_stays_however_narrow_the_table_is() -> None:
    assert [(each.column, each.width) for each in place(COLUMNS, 3)] == [(0, 3)]


columns = st.lists(
    st.builds(
        Column,
        st.just("key"),
        st.just("Label"),
        st.one_of(st.none(), st.integers(1, 20)),
        st.integers(1, 4),
        st.integers(1, 20),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)


@given(columns, st.integers(0, 120))
def test_columns_never_overlap_nor_stick_out(declared: list[Column], room: int) -> None:
    placed = place(declared, room)
    assert placed
    for left, right in pairwise(placed):
        assert left.start + left.width + GAP == right.start
    assert placed[-1].start + placed[-1].width <= room
    if any(declared[each.column].width is None for each in placed):
        assert placed[-1].start + placed[-1].width == room


@given(columns, st.integers(1, 100))
def test_in_the_wide_layout_every_column_can_be_reached(declared: list[Column], beside: int) -> None:
    room = declared[0].need + GAP + beside
    layout = ColumnLayout(declared)
    layout.turn_wide()
    reached = []
    for _ in declared:
        layout.step(1, room)
        placed = layout.placed(room)
        assert placed[0].column == 0
        assert layout.selected in [each.column for each in placed]
        assert placed[-1].start + placed[-1].width <= room
        reached.append(layout.selected)
    assert reached == list(range(len(declared)))
    for _ in declared:
        layout.step(-1, room)
    assert layout.selected == 0


def test_the_narrow_layout_steps_through_the_visible_columns() -> None:
    layout = ColumnLayout([*COLUMNS, Column("notes", "Notes", priority=3)])
    steps = []
    for by in (1, 1, 1, -1, -1):
        layout.step(by, 31)
        steps.append(layout.selected)
    assert steps == [0, 2, 2, 0, 0]
