from tests.widgets.host import Host, drawn
from widgets.notice import Notice


async def test_a_notice_takes_no_room_until_there_is_something_to_say() -> None:
    notice = Notice()
    async with Host(notice).run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert notice.region.height == 0
        notice.show("info", "Loading")
        await pilot.pause()
        assert [line.strip() for line in drawn(notice)] == ["Loading"]
        notice.hide()
        await pilot.pause()
        assert (notice.region.height, notice.is_shown) == (0, False)


async def test_an_error_or_warning_notice_begins_with_its_kind() -> None:
    notice = Notice()
    async with Host(notice).run_test(size=(40, 10)) as pilot:
        notice.show("error", "[b]No[/] connection\x1b[2J to the service that was asked", hint="Press r to retry.")
        await pilot.pause()
        assert [line.strip() for line in drawn(notice)] == [
            r"Error: [b]No[/] connection\x1b[2J to",
            "the service that was asked",
            "Press r to retry.",
        ]
        notice.show("warning", "Old")
        await pilot.pause()
        assert [line.strip() for line in drawn(notice)] == ["Warning: Old"]
