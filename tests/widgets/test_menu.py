import pytest

from tests.widgets.host import Host, drawn
from widgets.menu import Choice, Menu

CHOICES = (
    Choice("Ways"),
    Choice("Print", "print", "not here"),
    Choice("Encrypt with OpenPGP", "gpg", "for a key of [gpg]"),
)


def lines(menu: Menu) -> list[str]:
    return [line.rstrip() for line in drawn(menu)]


async def test_the_notes_stand_in_a_column_and_close_to_their_labels_where_it_is_narrow() -> None:
    menu = Menu(*CHOICES)
    async with Host(menu).run_test(size=(80, 6)) as pilot:
        await pilot.pause()
        wide = ["Ways", "> Print                  not here", "  Encrypt with OpenPGP   for a key of [gpg]"]
        assert lines(menu) == wide
        await pilot.resize_terminal(40, 6)
        await pilot.pause()
        assert lines(menu) == ["Ways", "> Print  not here", "  Encrypt with OpenPGP  for a key of [g…"]
        await pilot.resize_terminal(80, 6)
        await pilot.pause()
        assert lines(menu) == wide


async def test_a_choice_is_explained_in_other_words() -> None:
    menu = Menu(*CHOICES)
    async with Host(menu).run_test(size=(80, 6)) as pilot:
        menu.annotate(1, "desk-laser")
        await pilot.pause()
        assert lines(menu)[1].split() == [">", "Print", "desk-laser"]


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 24), (200, 1)])
@pytest.mark.parametrize("choices", [CHOICES, CHOICES[:1], (), (*CHOICES, Choice("Last", "last", enabled=False))])
async def test_no_key_fails_where_there_is_no_room(choices: tuple[Choice, ...], size: tuple[int, int]) -> None:
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
