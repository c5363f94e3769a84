import pytest

from tests.widgets.host import Host, drawn
from widgets.title_bar import TitleBar


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, "oci-smtp  DEMO   READ-ONLY                   offline  DEFAULT · acme-corporation-[x] · eu-frankfurt-1"),
        (80, "oci-smtp  DEMO   READ-ONLY   offline  DEFAULT · acme-corpora~ · eu-frankfurt-1"),
        (60, "oci-smtp  DEMO   READ-ONLY            offline  DEFAULT"),
        (44, "DEMO   READ-ONLY            offline  DEFAULT"),
        (30, "DEMO   READ-ONLY     DEFAULT"),
        (20, "DEMO   READ-ONLY"),
    ],
)
async def test_a_narrow_title_bar_hides_other_parts_before_the_badges(width: int, line: str) -> None:
    bar = TitleBar()
    async with Host(bar).run_test(size=(width, 3)) as pilot:
        bar.badges = ("DEMO", "READ-ONLY")
        bar.profile, bar.tenancy, bar.cloud_region = "DEFAULT", "acme-corporation-[x]", "eu-frankfurt-1"
        bar.state = "offline"
        await pilot.pause()
        assert drawn(bar)[0].split() == line.split()
        assert drawn(bar)[0].rstrip().endswith(line.rsplit("  ", 1)[-1])


async def test_badges_are_distinct_without_color() -> None:
    bar = TitleBar()
    async with Host(bar, ansi=True).run_test(size=(80, 3)) as pilot:
        bar.badges = ("READ-ONLY",)
        await pilot.pause()
        reversed_text = "".join(s.text for s in bar.render_line(0) if s.style is not None and s.style.reverse)
        assert reversed_text == " READ-ONLY "
