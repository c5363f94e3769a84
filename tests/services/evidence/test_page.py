import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from services.audit.export import Record
from services.evidence import page_tenancy
from services.evidence.audited import AuditRun
from services.evidence.gap import EVERYONE, Gap
from services.evidence.page import STYLE, as_page, style
from tests.services.evidence.runs import HOSTILE, row, run_of

VOID = ("meta",)


class Reader(HTMLParser):
    """The elements of a page, with what stands in them; fails where they aren't nested."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif not (self.get_starttag_text() or "").endswith("/>"):
            raise AssertionError(f"{tag} closes {self._open}")

    def handle_data(self, data: str) -> None:
        if "td" in self._open or "th" in self._open:
            self.rows[-1][-1] += data


def page_of(*rows: Record, **more: object) -> str:
    return as_page(run_of(*rows, **more))  # type: ignore[arg-type]


def test_hostile_text_is_escaped_and_readable() -> None:
    """The elements of the page are the same as for harmless names, and each name can be read."""
    rows = [row(name, number, description=name, domain=name) for number, name in enumerate(HOSTILE)]
    plain = [row("anna", number) for number in range(len(HOSTILE))]
    gaps = [Gap(name, name, name, name, EVERYONE) for name in HOSTILE]
    plain_gaps = [Gap("x", "x", "x", "x", EVERYONE)] * len(HOSTILE)
    found, expected = Reader(page_of(*rows, gaps=gaps)), Reader(page_of(*plain, gaps=plain_gaps))
    assert [tag for tag, _ in found.found] == [tag for tag, _ in expected.found]
    shown = [each[1] for each in found.rows if each[-1].startswith("…")]
    assert shown == [
        name.replace("\x1b", "\\x1b").replace("\x07", "\\x07").replace("\u202e", "\\u202e") for name in HOSTILE
    ]


def test_the_page_has_no_scripts_links_or_loaded_resources() -> None:
    page = page_of(*(row(name, number) for number, name in enumerate(HOSTILE)))
    for tag, attributes in Reader(page).found:
        assert tag not in ("script", "link", "img", "iframe", "object", "embed", "form", "base", "a")
        assert not {name for name in attributes if name.startswith("on") or name in ("src", "href", "style", "srcset")}
    assert "@import" not in style()
    assert not re.findall(r"url\((?!#ages-\d+-hatch\))", page)


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_page_says_first_whether_the_audit_is_whole(is_whole: bool) -> None:
    gaps = [] if is_whole else [Gap("anna in Default", "Busy: x.", "429", "X/Y/Z", user_id="a")]
    page = page_of(row("bert"), gaps=gaps)
    before = page.partition("<section")[0]
    assert ("isn&#x27;t whole" in before) is not is_whole
    assert ("This audit is whole" in before) is is_whole
    assert ("<title>Not whole" in before) is not is_whole
    assert ("Credentials (at least)" in page) is not is_whole
    assert ("<strong>1+</strong>credentials" in page) is not is_whole
    assert (["anna in Default", "Busy: x.", "429", "X/Y/Z"] in Reader(page).rows) is not is_whole


def test_a_long_table_shows_only_credentials_with_findings_by_severity_and_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_tenancy, "MOST_ROWS", 5)
    rows = [row(f"fine{number}", findings=[]) for number in range(4)]
    rows += [row(f"old{number}", age_days=100 + number) for number in range(4)]
    rows += [row("gone", findings=["inactive", "old"], age_days=95), row("nameless", findings=["no-description"])]
    page = page_of(*rows)
    users = [each[0].removesuffix("Default") for each in Reader(page).rows if each[-1].startswith("…")]
    assert users == ["gone", "old3", "old2", "old1", "old0"]
    assert "5 of the 6 with findings, the gravest and oldest first. credentials.csv has all 10." in page


def test_the_page_size_does_not_grow_with_the_number_of_credentials() -> None:
    few, many = (page_of(*(row(f"user{number}", number) for number in range(count))) for count in (1_001, 30_000))
    assert len(many) < len(few) * 1.01


def test_a_page_without_credentials_says_so_and_has_no_plot() -> None:
    page = page_of()
    assert "No SMTP credentials were found." in page
    assert "<svg" not in page


def test_several_tenancies_have_a_section_each() -> None:
    one, two = run_of(row("anna")), run_of(row("bert"))
    page = as_page(AuditRun([*one.tenancies, *two.tenancies], 90))
    assert page.count("<section>") == 2
    ids = [attributes["id"] for _, attributes in Reader(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2, 1.4.3)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_enough_contrast_in_light_and_dark() -> None:
    light, dark, *_ = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in style().split(":root")[1:])
    pairs = [*product(("ink", "soft", "alarm", "warning", "note"), ("back", "surface")), ("alarm", "alarm-back")]
    for colors, (front, back) in product((light, dark), [*pairs, ("good", "good-back")]):
        bright, dim = sorted((luminance(colors[front]), luminance(colors[back])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, (front, back, colors)


def test_the_style_file_is_in_the_package() -> None:
    assert STYLE.parent == Path(page_tenancy.__file__).parent
