import pytest
from rich.cells import cell_len

from tests.widgets.host import Host, drawn
from widgets.breadcrumbs import Breadcrumbs, fitting

PATH = ("Identity & Security", "Identity", "Users", "[b]anna[/]\x1b")


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "Identity & Security › Identity › Users › [b]anna[/]\\x1b"),
        (45, "... › Identity › Users › [b]anna[/]\\x1b"),
        (30, "... › Users › [b]anna[/]\\x1b"),
        (22, "... › [b]anna[/]\\x1b"),
        (10, "[b]anna[/~"),
    ],
)
async def test_the_path_shortens_from_the_left(width: int, shown: str) -> None:
    crumbs = Breadcrumbs(PATH)
    async with Host(crumbs).run_test(size=(width + 2, 3)) as pilot:
        await pilot.pause()
        assert drawn(crumbs)[0].strip() == shown


async def test_new_crumbs_are_shown() -> None:
    crumbs = Breadcrumbs()
    async with Host(crumbs).run_test(size=(40, 3)) as pilot:
        crumbs.crumbs = ("Home",)
        await pilot.pause()
        assert drawn(crumbs)[0].strip() == "Home"


@pytest.mark.parametrize("width", range(1, 70))
def test_the_path_fits_every_width(width: int) -> None:
    assert cell_len(" › ".join(fitting(PATH, width))) <= width
