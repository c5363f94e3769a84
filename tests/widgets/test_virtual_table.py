import random

import pytest
from rich.cells import cell_len

from tests.wait import wait_until
from tests.widgets.host import drawn
from tests.widgets.table_host import COLUMNS, PAGE, SIZE, CountingTable, TableHost, rows
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable


async def test_rows_appear_under_their_header() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(2)))
        await pilot.pause()
        header, first, second, *rest = drawn(table)
        assert header.split() == ["Name", "Email", "Status"]
        assert first.split() == [">user000000", "u0@example.com", "INACTIVE"]
        assert second.split() == ["user000001", "u1@example.com", "ACTIVE"]
        assert not "".join(rest).strip()
        assert header.index("Status") == first.index("INACTIVE")


async def test_columns_give_way_where_the_screen_is_narrow() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(2)))
        await pilot.resize_terminal(30, 12)
        await wait_until(pilot, lambda: drawn(table)[0].split() == ["Name", "Status"])
        await pilot.resize_terminal(16, 12)
        await wait_until(pilot, lambda: drawn(table)[0].split() == ["Name"])


async def test_control_characters_and_markup_in_cells_are_shown_as_text() -> None:
    table = VirtualTable((Column("name", "Na[b]me"), Column("end", "End", width=3)))
    hostile = [
        "a[/]b [@click=app.quit]x",
        "\x1b[2Jgone",
        "rtl\u202eevil",
        "two\nlines",
        "名前アカウント" * 9,
        "e\u0301" * 80,
    ]
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(Row(str(n), (text, "end")) for n, text in enumerate(hostile))
        await pilot.pause()
        lines = drawn(table)
        assert "Na[b]me" in lines[0]
        for line, shown in zip(lines[1:], (hostile[0], r"\x1b[2Jgone", r"rtl\u202eevil", r"two\nlines"), strict=False):
            assert shown in line
        for line in lines[1 : len(hostile) + 1]:
            assert cell_len(line) == SIZE[0]
            assert cell_len(line[: line.index("end")]) == cell_len(lines[0][: lines[0].index("End")])
        await pilot.click(table, offset=(20, 1))
        assert pilot.app.is_running


@pytest.mark.parametrize("ansi", [False, True])
async def test_every_line_is_as_wide_as_the_table_and_has_its_background(ansi: bool) -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table, ansi=ansi).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(3)))
        await pilot.pause()
        for y in range(SIZE[1]):
            strip = table.render_line(y)
            assert strip.cell_length == table.scrollable_content_region.width
            assert all(segment.style is not None and segment.style.bgcolor is not None for segment in strip)


async def test_rows_that_come_below_the_screen_draw_nothing() -> None:
    table = CountingTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100)))
        await pilot.pause()
        table.lines = []
        table.append_rows(rows(range(100, 200)))
        await pilot.pause()
        assert table.lines == []
        assert table.total == 200


async def test_an_arrow_in_the_header_shows_the_sort_order() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        numbers = random.Random(1).sample(range(100), 100)
        table.append_rows(rows(numbers))
        table.set_sort("name")
        table.action_top()
        await pilot.pause()
        assert "Name ▲" in drawn(table)[0]
        assert "user000000" in drawn(table)[1]
        table.set_sort("name")
        table.action_top()
        await pilot.pause()
        assert "Name ▼" in drawn(table)[0]
        assert "user000099" in drawn(table)[1]
        table.set_sort(None)
        assert table._column_sort is None
        with pytest.raises(ValueError, match="shoe size"):
            table.set_sort("shoe size")


async def test_an_empty_table_says_why() -> None:
    table = VirtualTable(COLUMNS, empty_text="Loading [users]")
    async with TableHost(table).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert drawn(table)[6].strip() == "Loading [users]"
        table.append_rows(rows(range(5)))
        table.set_filter("nobody")
        table.empty_text = "No user matches."
        await pilot.pause()
        assert [line.strip() for line in drawn(table) if line.strip()][1:] == ["No user matches."]


async def test_a_hundred_thousand_rows_can_be_scrolled_and_filtered() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows(rows(range(100_000)))
        await pilot.press("end")
        await pilot.pause()
        assert "user099999" in drawn(table)[PAGE]
        table.set_filter("name:user09 !99 inactive")
        await pilot.pause()
        wanted = [n for n in range(90_000, 100_000) if n % 3 == 0 and "99" not in f"user{n:06} u{n}@"]
        assert (table.shown, table.total) == (len(wanted), 100_000)
        table.action_top()
        await pilot.pause()
        assert [line.split()[0].lstrip(">") for line in drawn(table)[1:]] == [f"user{n:06}" for n in wanted[:PAGE]]


async def test_empty_columns_are_hidden_until_they_have_a_value() -> None:
    table = VirtualTable(COLUMNS)
    async with TableHost(table).run_test(size=SIZE) as pilot:
        assert drawn(table)[0].split() == ["Name", "Email", "Status"]
        table.append_rows([Row("1", ("ann", "", "ACTIVE"))])
        await pilot.pause()
        assert drawn(table)[0].split() == ["Name", "Status"]
        table.append_rows([Row("2", ("bob", "bob@example.com", ""))])
        await pilot.pause()
        assert drawn(table)[0].split() == ["Name", "Email", "Status"]
        assert "bob@example.com" in drawn(table)[2]


async def test_the_sorted_column_is_visible_on_a_narrow_screen() -> None:
    table = VirtualTable((*COLUMNS[:2], Column("status", "SMTP allowed", width=12, priority=9)))
    async with TableHost(table).run_test(size=(32, 12)) as pilot:
        table.append_rows(rows(range(3)))
        await pilot.pause()
        assert drawn(table)[0].split() == ["Name", "Email"]
        table.set_sort("status")
        await pilot.pause()
        assert drawn(table)[0].split() == ["Name", "SMTP", "allo~", "▲"]


async def test_the_filter_matches_the_full_text_of_a_shortened_cell() -> None:
    table = VirtualTable((Column("name", "Name", shorter=lambda text: text.removeprefix("provider/")),))
    async with TableHost(table).run_test(size=SIZE) as pilot:
        table.append_rows([Row("1", ("provider/ann",)), Row("2", ("bob",))])
        table.set_filter("provider/a")
        await pilot.pause()
        assert [line.strip() for line in drawn(table)[1:3]] == [">ann", ""]
