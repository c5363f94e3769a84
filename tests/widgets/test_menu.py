import pytest
from textual import on

from tests.wait import wait_until
from tests.widgets.host import Host, drawn
from widgets.menu import Choice, Menu
from widgets.menu_filter import MenuFilter

CHOICES = (
    Choice("Ways"),
    Choice("Print", "print", "not here"),
    Choice("Encrypt with OpenPGP", "gpg", "for a key of [gpg]"),
)


def lines(menu: Menu) -> list[str]:
    return [line.rstrip() for line in drawn(menu)]


async def test_the_width_decides_whether_notes_are_aligned_inline_or_hidden() -> None:
    menu = Menu(*CHOICES)
    async with Host(menu).run_test(size=(80, 6)) as pilot:
        await pilot.pause()
        wide = ["Ways", "> Print                  not here", "  Encrypt with OpenPGP   for a key of [gpg]"]
        assert lines(menu) == wide
        await pilot.resize_terminal(40, 6)
        narrow = ["Ways", "> Print  not here", "  Encrypt with OpenPGP  for a key of [g…"]
        await wait_until(pilot, lambda: lines(menu) == narrow)
        await pilot.resize_terminal(31, 6)
        too_narrow_for_one = ["Ways", "> Print  not here", "  Encrypt with OpenPGP"]
        await wait_until(pilot, lambda: lines(menu) == too_narrow_for_one)
        await pilot.resize_terminal(80, 6)
        await wait_until(pilot, lambda: lines(menu) == wide)


async def test_annotate_replaces_the_note_of_a_choice() -> None:
    menu = Menu(*CHOICES)
    async with Host(menu).run_test(size=(80, 6)) as pilot:
        menu.annotate(1, "desk-laser")
        await pilot.pause()
        assert lines(menu)[1].split() == [">", "Print", "desk-laser"]


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 24), (200, 1)])
@pytest.mark.parametrize("choices", [CHOICES, CHOICES[:1], (), (*CHOICES, Choice("Last", "last", enabled=False))])
async def test_no_key_fails_in_a_tiny_terminal(choices: tuple[Choice, ...], size: tuple[int, int]) -> None:
    menu = Menu(*choices)
    async with Host(menu).run_test(size=size) as pilot:
        menu.focus()
        for key in ("down", "pagedown", "pageup", "end", "pagedown", "home", "pageup", "up", "enter"):
            await pilot.press(key)


@pytest.mark.parametrize("height", [1, 2, 5, 30])
async def test_a_page_ends_at_a_choice_that_can_be_chosen(height: int) -> None:
    menu = Menu(Choice("A"), *(Choice(str(at), str(at), enabled=at % 4 != 0) for at in range(20)), Choice("Z"))
    async with Host(menu).run_test(size=(40, height)) as pilot:
        menu.focus()
        await pilot.press("home")
        for key, last in (("pagedown", 20), ("pageup", 2)):
            for _ in range(30):
                before = menu.highlighted
                await pilot.press(key)
                assert menu.highlighted is not None
                assert not menu.options[menu.highlighted].disabled
                assert before is not None
                assert (menu.highlighted - before) * (1 if key == "pagedown" else -1) >= 0
            assert menu.highlighted == last


MANY = tuple(
    Choice(name, name.lower(), note)
    for name, note in (
        ("Postfix", "main.cf"),
        ("Exim", ""),
        ("msmtp", "a file"),
        ("swaks [command]", ""),
        ("Grafana", "post it"),
        ("Django", ""),
    )
)


class ChoosingHost(Host):
    @on(Menu.OptionSelected)
    def keep(self, event: Menu.OptionSelected) -> None:
        self.posted.append(event.option_id)


async def test_a_long_menu_is_filtered_with_the_cursor_on_the_best_match() -> None:
    menu = Menu(*MANY)
    app = ChoosingHost(menu)
    async with app.run_test(size=(60, 12)) as pilot:
        menu.focus()
        await pilot.press("slash", *"post")
        await pilot.pause()
        assert [line.split()[:2] for line in lines(menu)[:2]] == [[">", "Postfix"], ["Grafana", "post"]]
        await pilot.press("down", "enter")
        assert app.posted == ["grafana"]
        await pilot.press("escape")
        assert menu.option_count == len(MANY)
        assert menu.has_focus
        assert not app.query(MenuFilter)
        await pilot.press("slash", *"no such", "enter", "escape")
        assert app.posted == ["grafana"]
        await pilot.press("slash", *"[comm", "enter")
        assert app.posted == ["grafana", "swaks [command]"]


async def test_a_choice_that_the_filter_hides_can_be_annotated() -> None:
    menu = Menu(*MANY)
    async with Host(menu).run_test(size=(60, 12)) as pilot:
        menu.focus()
        await pilot.press("slash", *"dj")
        menu.annotate(1, "not here")
        menu.annotate(5, "here")
        await pilot.pause()
        assert lines(menu)[0].split() == [">", "Django", "here"]
        await pilot.press("escape")
        await pilot.pause()
        assert lines(menu)[1].split() == ["Exim", "not", "here"]


async def test_a_short_menu_has_no_filter() -> None:
    menu = Menu(*CHOICES)
    app = Host(menu)
    async with app.run_test(size=(60, 12)) as pilot:
        menu.focus()
        await pilot.press("slash")
        assert not app.query(MenuFilter)
