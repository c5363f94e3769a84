from textual import on
from textual.widgets import Input

from tests.wait import wait_until
from tests.widgets.host import Host, drawn
from widgets.prompt_line import PromptLine
from widgets.table_columns import Column
from widgets.virtual_table import VirtualTable

WORDS = ["users", "user anna", "settings"]


class PromptHost(Host):
    @on(PromptLine.Submitted)
    def submitted(self, event: PromptLine.Submitted) -> None:
        self.posted.append(event.value)

    @on(PromptLine.Closed)
    def closed(self) -> None:
        self.posted.append("closed")


def line(suggest: bool = True) -> PromptLine:
    return PromptLine((lambda typed: [word for word in WORDS if word.startswith(typed)]) if suggest else None)


async def test_the_status_gives_way_to_a_command_and_comes_back() -> None:
    table, prompt = VirtualTable((Column("name", "Name"),)), line()
    app = PromptHost(table, prompt)
    async with app.run_test(size=(40, 6)) as pilot:
        prompt.status = "Ready [b]\x1b"
        await wait_until(pilot, lambda: drawn(prompt)[0].strip() == r"Ready [b]\x1b")
        place = prompt.region
        prompt.open()
        await pilot.press("u", "s")
        await pilot.pause()
        assert drawn(prompt)[0].rstrip() == ":us"
        assert prompt.region == place
        await pilot.press("enter")
        await pilot.pause()
        assert app.posted == ["us"]
        assert drawn(prompt)[0].strip() == r"Ready [b]\x1b"
        assert table.has_focus


async def test_a_status_that_does_not_fit_ends_in_a_tilde() -> None:
    prompt = line()
    async with PromptHost(prompt).run_test(size=(20, 6)) as pilot:
        prompt.status = "SMTP server smtp.email.us-ashburn-1.oci.oraclecloud.com"
        await wait_until(pilot, lambda: drawn(prompt)[0] == " SMTP server smtp.e~")


async def test_escape_closes_without_a_command() -> None:
    prompt = line()
    app = PromptHost(prompt)
    async with app.run_test(size=(40, 6)) as pilot:
        prompt.open()
        await pilot.press("u", "escape", "x")
        await pilot.pause()
        assert app.posted == ["closed"]
        assert not prompt.is_open
        assert drawn(prompt)[0].strip() == ""


async def test_an_empty_command_is_not_submitted() -> None:
    prompt = line()
    app = PromptHost(prompt)
    async with app.run_test(size=(40, 6)) as pilot:
        prompt.open()
        await pilot.press("space", "enter")
        await pilot.pause()
        assert app.posted == ["closed"]


async def test_the_line_closes_when_it_loses_the_focus() -> None:
    table, prompt = VirtualTable((Column("name", "Name"),)), line()
    app = PromptHost(table, prompt)
    async with app.run_test(size=(40, 6)) as pilot:
        prompt.open()
        await pilot.press("u")
        table.focus()
        await pilot.pause()
        assert not prompt.is_open
        assert app.posted == ["closed"]
        assert table.has_focus


async def test_tab_cycles_through_the_suggestions() -> None:
    prompt = line()
    async with PromptHost(prompt).run_test(size=(40, 6)) as pilot:
        prompt.open()
        await pilot.press("u", "tab")
        assert prompt.value == "users"
        await pilot.press("tab")
        assert prompt.value == "user anna"
        await pilot.press("tab")
        assert prompt.value == "users"
        await pilot.press("shift+tab")
        assert prompt.value == "user anna"
        await pilot.press("x", "tab")
        assert prompt.value == "user annax"


async def test_tab_without_suggestions_changes_nothing() -> None:
    prompt = line(suggest=False)
    async with PromptHost(prompt).run_test(size=(40, 6)) as pilot:
        prompt.open()
        await pilot.press("u", "tab")
        assert (prompt.value, prompt.is_open) == ("u", True)


async def test_up_and_down_step_through_earlier_commands() -> None:
    prompt = line()
    async with PromptHost(prompt).run_test(size=(40, 6)) as pilot:
        for word in ("one", "two"):
            prompt.open(value=word)
            await pilot.press("enter")
        prompt.open()
        await pilot.press("x", "up")
        assert prompt.value == "two"
        await pilot.press("up", "up")
        assert prompt.value == "one"
        await pilot.press("down", "down")
        assert prompt.value == "x"


async def test_control_characters_are_removed_from_the_command() -> None:
    prompt = line()
    async with PromptHost(prompt).run_test(size=(40, 6)):
        prompt.open()
        prompt.query_one(Input).insert_text_at_cursor("\x1b]52;c;evil")
        assert prompt.value == "]52;c;evil"


async def test_a_closed_line_takes_no_keys() -> None:
    prompt = line()
    async with PromptHost(prompt).run_test(size=(40, 6)) as pilot:
        await pilot.click(prompt, offset=(5, 0))
        await pilot.press("tab", "u")
        assert (prompt.value, prompt.is_open) == ("", False)
