import pytest

from tests.widgets.host import Host, drawn
from widgets.quota import Quota


@pytest.mark.parametrize(
    ("used", "width", "line"),
    [
        (None, 80, "SMTP Credentials (? of 2)"),
        (0, 80, "SMTP Credentials (0 of 2)  [--]"),
        (1, 80, "SMTP Credentials (1 of 2)  [#-]"),
        (2, 80, "SMTP Credentials (2 of 2)  [##]  limit reached"),
        (3, 80, "SMTP Credentials (3 of 2)  [##]  limit reached"),
        (2, 40, "SMTP Credentials (2 of 2)  limit reached"),
        (2, 30, "SMTP Credentials (2 of 2)"),
        (2, 10, "SMTP Cred~"),
    ],
)
async def test_the_quota_shows_numbers_marks_and_words_as_the_width_allows(
    used: int | None, width: int, line: str
) -> None:
    quota = Quota("SMTP Credentials", 2)
    async with Host(quota).run_test(size=(width, 3)) as pilot:
        quota.used = used
        await pilot.pause()
        assert drawn(quota)[0].rstrip() == line
