from textual import on
from textual.widgets import Input

from tests.wait import wait_until
from tests.widgets.host import Host, drawn
from widgets.filter_bar import FilterBar
from widgets.row_index import Row
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable


class FilterHost(Host):
    @on(FilterBar.Submitted)
    @on(FilterBar.Left)
    def keep(self, event: FilterBar.Submitted | FilterBar.Left) -> None:
        self.posted.append(type(event).__name__)

    @on(Input.Changed)
    @on(Input.Submitted)
    def inner(self) -> None:
        self.posted.append("the inner Input's own message")


async def test_typing_reports_each_value_and_enter_submits() -> None:
    bar = FilterBar()
    app = FilterHost(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.on_value = app.posted.append
        bar.start()
        await pilot.press("a", "b", "enter")
        await pilot.pause()
        assert app.posted == ["a", "ab", "Submitted"]
        assert bar.value == "ab"


async def test_escape_clears_first_and_leaves_then() -> None:
    bar = FilterBar()
    app = FilterHost(bar)
    async with app.run_test(size=(80, 5)) as pilot:
        bar.on_value = app.posted.append
        bar.start()
        await pilot.press("a", "escape")
        assert bar.value == ""
        assert app.posted[-1] == ""
        await pilot.press("escape")
        await pilot.pause()
        assert app.posted[-1] == "Left"


async def test_rows_are_narrowed_before_the_key_is_drawn() -> None:
    bar, table = FilterBar(), VirtualTable((Column("name", "Name"),))
    async with Host(bar, table).run_test(size=(80, 5)) as pilot:
        table.append_rows([Row("1", ("anna",)), Row("2", ("bert",))])
        bar.on_value = table.set_filter
        await pilot.pause()
        bar.value = "ann"
        assert table.shown == 1  # no turn of the event loop lies between
        await pilot.pause()
        assert "ann" in drawn(bar)[0]
        assert [line.strip(" >") for line in drawn(table)[1:3]] == ["anna", ""]


async def test_count_and_state_are_right_aligned_and_a_narrow_bar_hides_the_state() -> None:
    bar = FilterBar()
    async with Host(bar).run_test(size=(80, 5)) as pilot:
        bar.count, bar.state = "12 of 3,412", "updated 3 min [ago]"
        await wait_until(pilot, lambda: drawn(bar)[0].rstrip().endswith("12 of 3,412  updated 3 min [ago]"))
        await pilot.resize_terminal(40, 5)
        await wait_until(pilot, lambda: drawn(bar)[0].rstrip().endswith("12 of 3,412"))


async def test_invisible_characters_are_removed_from_the_text() -> None:
    bar = FilterBar()
    async with Host(bar).run_test(size=(80, 5)) as pilot:
        bar.start()
        field = bar.query_one(Input)
        field.insert_text_at_cursor("\x1b[200~evil")
        assert bar.value == "[200~evil"
        bar.value = "an\u202ena\x07"
        await pilot.pause()
        assert bar.value == "anna"
        field.insert_text_at_cursor("[b]x")
        await pilot.pause()
        assert "/ anna[b]x" in drawn(bar)[0]


async def test_a_long_text_shows_its_end_and_home_shows_its_start() -> None:
    bar = FilterBar()
    async with Host(bar).run_test(size=(80, 5)) as pilot:
        bar.start()
        await pilot.press(*"abcdefghij" * 5, "E", "N", "D")
        await pilot.pause()
        assert "ghijEND" in drawn(bar)[0]
        assert "/ abc" not in drawn(bar)[0]
        await pilot.press("home")
        await pilot.pause()
        assert "/ abcdefghij" in drawn(bar)[0]
        await pilot.press("end", *["backspace"] * 50)
        await pilot.pause()
        assert drawn(bar)[0].rstrip() == " / abc"
