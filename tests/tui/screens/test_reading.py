"""Dialogs whose text is longer than the screen."""

from textual import events

from tests.tui.desk import USERS, Opened, at, at_users, see
from tests.wait import wait_until
from tui.dialogs.generate import GenerateDialog
from tui.dialogs.help import HelpDialog
from tui.startup.start import Start
from widgets.reader import Reader


async def test_a_key_pressed_before_the_dialog_opens_scrolls_its_text(opened: Opened) -> None:
    async with opened(size=(80, 24)) as pilot:
        await see(pilot, "Home")
        pilot.app.post_message(events.Key("question_mark", "?"))
        pilot.app.post_message(events.Key("end", None))
        await at(pilot, HelpDialog)
        text = pilot.app.screen.query_one(Reader)
        await wait_until(pilot, lambda: text.max_scroll_y and text.scroll_y == text.max_scroll_y)


async def test_keys_typed_in_one_burst_filter_the_users_and_open_a_dialog(opened: Opened) -> None:
    async with opened(Start("users")) as pilot:
        await at_users(pilot, USERS)
        for key in ("slash", *"shop.mailer", "enter", "n"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await at(pilot, GenerateDialog)
        await see(pilot, "For shop.mailer")


async def test_a_text_can_be_scrolled_as_soon_as_it_is_laid_out(opened: Opened) -> None:
    async with opened(size=(80, 24)) as pilot:
        await see(pilot, "Home")
        dialog, first = HelpDialog(""), list[bool]()

        def note(_: object) -> None:
            first.extend(text.allow_vertical_scroll for text in dialog.query(Reader) if text.size.height)

        with pilot.app._context():
            dialog.screen_layout_refresh_signal.subscribe(pilot.app, note, immediate=True)
        pilot.app.push_screen(dialog)
        await wait_until(pilot, lambda: first)
        assert first[0]
