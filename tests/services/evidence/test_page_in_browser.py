"""The page in Debian's Chromium: light, dark, narrow, and printed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.evidence.bundle import files_of
from services.evidence.gap import EVERYONE, Gap
from tests.needs import needs
from tests.services.evidence.browser import PAPERS, Browser, chromium
from tests.services.evidence.runs import HOSTILE, row, run_of

PEOPLE = [f"user.{number:03}@example.com" for number in range(120)]
LIGHT, DARK = (246, 247, 248), (15, 19, 22)
"""The background, as `page.css` has it."""


def long_text(number: int) -> str:
    """A description of several lines, whose ends can be found on paper."""
    return f"begin{number:03} {'relay ' * 25} end{number:03}"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    needs("chromium")
    with chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With hostile names, many people, and something that couldn't be read."""
    rows = [row(name, number, description=name) for number, name in enumerate(HOSTILE)]
    rows += [
        row(name, age_days=number * 20, findings=["old"] if number > 4 else [], description=long_text(number))
        for number, name in enumerate(PEOPLE)
    ]
    gaps = [Gap(name, name, "NotAllowed", "X/Y/Z", EVERYONE) for name in HOSTILE]
    path = tmp_path_factory.mktemp("page") / "audit.html"
    path.write_bytes(files_of(run_of(*rows, gaps=gaps))["audit.html"])
    return path


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_follows_the_color_scheme_and_fits_the_window(
    browser: Browser, page: Path, dark: bool, width: int
) -> None:
    browser.open(page, dark=dark, width=width)
    assert browser.pixel(2, 2) == (DARK if dark else LIGHT)
    assert browser.value("document.documentElement.scrollWidth") <= width
    assert browser.value("getComputedStyle(document.querySelector('rect.young')).fill") not in ("rgb(0, 0, 0)", "")


def test_the_page_sends_no_requests_and_causes_no_browser_errors(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.requests == [page.as_uri()]
    assert browser.complaints == []
    assert browser.value("document.title").startswith("Not whole: SMTP credential audit")
    assert browser.value("document.scripts.length + document.images.length") == 0


def test_injected_elements_are_blocked_by_the_page(browser: Browser, page: Path, tmp_path: Path) -> None:
    """Where an escape was forgotten, the policy of the page holds; and these tests would notice it."""
    smuggled = "<script>document.title='owned'</script><img src='https://example.invalid/x'><p style='color: red'>"
    opened = tmp_path / "opened.html"
    opened.write_text(page.read_text().replace("</h1>", f"</h1>{smuggled}", 1))
    browser.open(opened)
    assert len(browser.complaints) == 3
    assert browser.value("document.title") != "owned"


@pytest.mark.parametrize("paper", PAPERS)
def test_each_row_is_printed_on_one_page_with_the_table_header(
    browser: Browser, page: Path, tmp_path: Path, paper: str
) -> None:
    needs("pdftotext")
    browser.open(page, dark=True)
    (tmp_path / "page.pdf").write_bytes(browser.pdf(paper))
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True
    )
    sheets = told.stdout.split("\f")[:-1]
    assert len(sheets) > 3
    for number, name in enumerate(PEOPLE):
        [sheet] = [sheet for sheet in sheets if name in sheet]
        assert "Age (days)" in sheet
        [line] = [line for line in sheet.splitlines() if name in line]
        assert f"begin{number:03}" in line
        assert f"end{number:03}" in sheet
    assert "isn't whole" in sheets[0]
    assert all(f"{number} of {len(sheets)}" in sheet for number, sheet in enumerate(sheets, start=1))
