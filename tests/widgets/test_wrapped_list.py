import pytest

from tests.wait import wait_until
from tests.widgets.host import Host, drawn
from widgets.wrapped_list import Entry, WrappedList

LONG = Entry("FAULT", "No policy statement lets shop.mailer send from orders@example.com", "fix")


def lines(listed: WrappedList) -> list[str]:
    return [line.rstrip() for line in drawn(listed)]


async def test_text_wraps_beside_its_sign_and_again_after_a_resize() -> None:
    listed = WrappedList(5)
    async with Host(listed).run_test(size=(40, 12)) as pilot:
        listed.append(Entry("ok", "The sender is approved"))
        listed.append(LONG)
        await pilot.pause()
        assert [line for line in lines(listed) if line] == [
            ">ok     The sender is approved",
            " FAULT  No policy statement lets",
            "        shop.mailer send from",
            "        orders@example.com (fix)",
        ]
        await pilot.resize_terminal(90, 12)
        wide = [f" FAULT  {LONG.text} (fix)"]
        await wait_until(pilot, lambda: [line for line in lines(listed) if line][1:] == wide)


async def test_keys_move_the_only_cursor_sign_as_far_as_the_ends() -> None:
    listed = WrappedList(5)
    async with Host(listed).run_test(size=(30, 4)) as pilot:
        listed.replace_entries([LONG] * 6)
        listed.focus()
        for key, at in (("down", 1), ("pagedown", 3), ("end", 5), ("pagedown", 5), ("pageup", 3), ("home", 0)):
            await pilot.press(key)
            await pilot.pause()
            assert listed.highlighted == at
            assert sum(line.startswith(">") for line in lines(listed)) == 1


async def test_an_empty_list_shows_its_text_and_markup_is_shown_as_text() -> None:
    listed = WrappedList(5, "Fill in [b]sender[/b].")
    async with Host(listed).run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        assert lines(listed)[0] == " Fill in [b]sender[/b]."
        listed.append(Entry("?", "a[/]b\x1b[5m"))
        await pilot.pause()
        assert lines(listed)[0] == r">?      a[/]b\x1b[5m"


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 24), (200, 1)])
async def test_no_key_fails_in_a_tiny_terminal(size: tuple[int, int]) -> None:
    listed = WrappedList(5)
    async with Host(listed).run_test(size=size) as pilot:
        listed.replace_entries([LONG, LONG])
        listed.focus()
        for key in ("down", "pagedown", "pageup", "end", "pagedown", "home", "pageup", "up", "enter"):
            await pilot.press(key)


async def test_the_text_of_an_empty_list_wraps_to_the_width() -> None:
    listed = WrappedList(5, "Enter a sender and a user.")
    async with Host(listed).run_test(size=(20, 6)) as pilot:
        await wait_until(pilot, lambda: lines(listed) == [" Enter a sender and", " a user."])
        await pilot.resize_terminal(40, 6)
        await wait_until(pilot, lambda: lines(listed) == [" Enter a sender and a user."])
