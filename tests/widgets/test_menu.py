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
