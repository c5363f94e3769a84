from tests.widgets.host import Host, drawn
from widgets.checklist import Checklist, Item


async def test_the_text_of_a_step_moves_below_the_step_on_a_narrow_screen() -> None:
    checklist = Checklist()
    checklist.items = (Item("to do", "User", "create crm.mailer <crm@example.com>", is_open=True),)
    app = Host(checklist)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert [line.rstrip() for line in drawn(checklist)] == [
            " to do    User        create crm.mailer <crm@example.com>",
        ]
    async with Host(narrow := Checklist()).run_test(size=(40, 10)) as pilot:
        narrow.items = checklist.items
        await pilot.pause()
        assert [line.rstrip() for line in drawn(narrow)] == [
            " to do    User",
            "   create crm.mailer <crm@example.com>",
        ]
