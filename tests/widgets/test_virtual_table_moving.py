from collections.abc import Callable

import pytest

from tests.widgets.host import drawn
from tests.widgets.table_host import COLUMNS, PAGE, SIZE, CountingTable, TableHost, cursor_line, rows
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable


@pytest.mark.parametrize("ansi", [False, True])
async def test_the_cursor_is_visible_without_color(ansi: bool) -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table, ansi=ansi).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(3)))
        await pilot.pause()
        style = next(iter(table.render_line(1))).style
        assert style is not None
        assert style.reverse if ansi else style.bold
        assert drawn(table)[1].startswith(">")


async def test_keys_move_the_cursor_and_post_messages() -> None:
    table = VirtualTable(COLUMNS)
    app = TableHost(table)
    async with app.run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        await pilot.press("down", "down", "up", "end", "home", "pagedown", "enter")
        moved = [key for _, key in app.posted[:-1]]
        assert moved == ["k0", "k1", "k2", "k1", "k99", "k0", f"k{PAGE}"]
        assert app.posted[-1] == ("Selected", f"k{PAGE}")


async def test_the_cursor_is_always_in_sight() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        for key in ("end", "up", "pageup", "pageup", "home", "pagedown", "down"):
            await pilot.press(key)
            await pilot.pause()
            assert f"user{int((table.highlighted or 'k')[1:]):06}" in drawn(table)[cursor_line(table)]


async def test_the_cursor_stops_at_the_ends_of_the_list() -> None:
    table = VirtualTable(COLUMNS)
    app = TableHost(table)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "up", "end", "home", "pagedown", "enter")
        assert app.posted == []
        table.append_rows(rows(range(2)))
        await pilot.press("up", "down", "down", "down")
        assert table.highlighted == "k1"


async def test_the_cursor_stays_on_its_row_while_the_list_changes_around_it() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(500, 600)))
        table.highlight("k540")
        await pilot.pause()
        line = cursor_line(table)
        changes: tuple[Callable[[], None], ...] = (
            lambda: table.append_rows(rows(range(100))),
            lambda: table.set_sort("name"),
            lambda: table.append_rows(rows(range(100, 200))),
            lambda: table.set_sort("name", reverse=True),
            lambda: table.set_filter("!6"),
            lambda: table.set_filter(""),
            lambda: table.replace_rows(rows(range(300, 700))),
        )
        for change in changes:
            change()
            await pilot.pause()
            assert table.highlighted == "k540"
            assert cursor_line(table) == line
            assert "user000540" in drawn(table)[line]


async def test_a_filter_moves_the_cursor_to_the_best_match_until_the_cursor_is_moved() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(500, 600)))
        table.highlight("k540")
        table.set_filter("u55")  # an email begins with it, and k540's has it nowhere
        assert table.highlighted == "k550"
        table.set_filter("5")
        assert table.highlighted == "k500"
        table.append_rows([Row("best", ("5", "", ""))])
        assert (table.highlighted, cursor_line(table)) == ("best", 1)
        await pilot.press("down")
        table.append_rows([Row("better", ("5", "", ""))])
        assert table.highlighted == "k500"
        table.set_filter("540")
        table.set_filter("")
        assert table.highlighted == "k500"
        table.set_sort("name", reverse=True)
        table.set_filter("user00051")
        assert table.highlighted == "k519"


async def test_a_cursor_that_was_not_moved_stays_at_the_top() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE):
        table.append_rows(rows(range(50, 100)))
        table.set_sort("name", reverse=True)
        assert (table.highlighted, cursor_line(table)) == ("k99", 1)
        table.append_rows(rows(range(100, 200)))
        assert (table.highlighted, cursor_line(table)) == ("k199", 1)


async def test_filter_matches_are_underlined() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows([Row("k", ("Größe-STRASSE", "strasse@example.com", "ACTIVE"))])

        def found() -> list[str]:
            return [each.text for each in table.render_line(1) if each.style and each.style.underline]

        table.set_filter("straße !q")
        assert found() == ["STRASSE", "strasse"]
        table.set_filter("name:ss")
        await pilot.pause()
        assert found() == ["ß", "SS"]
        table.set_filter("")
        assert found() == []


async def test_the_cursor_returns_to_a_row_that_the_filter_hid() -> None:
    table = VirtualTable(COLUMNS)
    app = TableHost(table)
    async with app.run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        table.highlight("k70")
        table.set_filter("user00001")
        assert table.highlighted == "k10"
        table.set_filter("nobody")
        assert table.highlighted is None
        table.set_filter("")
        assert table.highlighted == "k70"
        await pilot.pause()
        assert [key for _, key in app.posted] == ["k0", "k70", "k10", None, "k70"]


async def test_the_cursor_stays_in_place_when_its_row_is_removed() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE):
        table.append_rows(rows(range(10)))
        assert table.highlight("k4")
        assert not table.highlight("k99")
        table.replace_rows(rows(n for n in range(10) if n != 4))
        assert table.highlighted == "k5"


async def test_moving_the_cursor_draws_two_lines() -> None:
    table = CountingTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        await pilot.pause()
        table.lines = []
        await pilot.press("down")
        await pilot.pause()
        assert sorted(table.lines) == [1, 2]


async def test_the_mouse_moves_chooses_and_sorts() -> None:
    table = VirtualTable(COLUMNS)
    app = TableHost(table)
    async with app.run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(5)))
        await pilot.click(table, offset=(5, 3))
        assert table.highlighted == "k2"
        await pilot.click(table, offset=(5, 3))
        assert app.posted[-1] == ("Selected", "k2")
        app.posted.clear()
        await pilot.double_click(table, offset=(5, 3))
        assert app.posted == [("Selected", "k2")]
        app.posted.clear()
        await pilot.double_click(table, offset=(5, 1))
        assert app.posted == [("Highlighted", "k0"), ("Selected", "k0")]
        await pilot.click(table, offset=(5, 9))
        assert table.highlighted == "k0"
        await pilot.click(table, offset=(2, 0))
        assert table._column_sort == ("name", False)


async def test_the_terminal_cursor_follows_the_table_cursor() -> None:
    table = VirtualTable(COLUMNS)
    app = TableHost(table)
    async with app.run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        await pilot.press("down", "down")
        assert app.cursor_position == (0, 3)


async def test_the_selected_column_is_marked_and_capital_o_sorts_by_it() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(4)))
        await pilot.press("right", "right", "right")
        assert ">Status" in drawn(table)[0]
        await pilot.press("O")
        assert table._column_sort == ("status", False)
        await pilot.press("O", "left", "left")
        assert table._column_sort == ("status", True)
        assert drawn(table)[0].startswith(">Name")


async def test_w_switches_to_a_layout_that_reaches_every_column() -> None:
    table = VirtualTable((*COLUMNS[:2], Column("notes", "Notes", width=40, priority=3)))
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows([Row("k", ("ann", "ann@example.com", "in the cellar"))])
        await pilot.pause()
        assert "cellar" not in "".join(drawn(table))
        await pilot.press("w", "right", "right", "right")
        assert drawn(table)[1].startswith(">ann")
        assert "in the cellar" in drawn(table)[1]
        await pilot.press("w")
        assert "ann@example.com" in drawn(table)[1]


async def test_space_marks_nothing_in_a_table_without_marks() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(5)))
        await pilot.press("space")
        assert table.highlighted == "k0"  # what is pressed next applies to the row that was meant
        assert table.marked == []


@pytest.mark.parametrize("count", [1, 3])
async def test_marking_a_row_redraws_only_that_row(count: int) -> None:
    table = CountingTable(COLUMNS, can_mark=True)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(count)))
        await pilot.press("end")
        await pilot.pause()
        table.lines = []
        await pilot.press("space")
        await pilot.pause()
        assert table.lines == [count]
        assert drawn(table)[count].startswith("*")


async def test_marks_stay_on_their_rows() -> None:
    table = VirtualTable(COLUMNS, can_mark=True)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(5)))
        await pilot.press("space", "space", "down")
        assert table.marked == ["k0", "k1"]
        assert [line[0] for line in drawn(table)[1:6]] == ["*", "*", " ", ">", " "]
        table.set_sort("name", reverse=True)
        assert table.marked == ["k1", "k0"]
        table.replace_rows(rows(range(1, 3)))
        assert table.marked == ["k1"]
        await pilot.press("home", "end", "space")
        assert table.marked == []
