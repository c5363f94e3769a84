import re

import pytest

from services.delivery.named import NAMED
from tests.readme import PARTS, ROOT, with_table
from tui.commands.registry import COMMANDS

LONGEST_LANDING_PAGE = 110
"""Lines of the README: a newcomer reads it, and not all there is."""


@pytest.mark.parametrize(
    ("part", "row"), [("keys", "| `n` |"), ("options", "| `--read-only` |"), ("exit-codes", "| 3 | credential limit |")]
)
def test_a_document_has_each_generated_table(part: str, row: str) -> None:
    document, _ = PARTS[part]
    _, _, rest = document.read_text(encoding="utf-8").partition(f"<!-- {part} -->\n")
    assert row in rest.partition(f"<!-- /{part} -->")[0]


@pytest.mark.parametrize("part", PARTS)
def test_the_generated_tables_are_up_to_date(part: str) -> None:
    document, _ = PARTS[part]
    text = document.read_text(encoding="utf-8")
    assert with_table(text, part) == text, "stale: python -m tests.readme"


def test_the_delivery_table_lists_every_destination_of_generate() -> None:
    text = (ROOT / "DELIVERY.md").read_text(encoding="utf-8")
    _, _, table = text.partition("| `generate --to` |")
    assert [each.usage for each in NAMED if f"| `{each.usage}`" not in table.partition("\n\n")[0]] == []


def test_the_readme_is_short_and_lists_only_keys_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_LANDING_PAGE
    table = text.partition("## Ten keys\n")[2].partition("\n\nAll keys")[0]
    keys = {key for command in COMMANDS for key in command.keys.split(",")}
    names = {"/": "slash", "?": "question_mark", ":": "colon"}
    shown = re.findall(r"\| `(.)` \|", table)
    assert len(shown) == 8, "besides enter and esc"
    assert {names.get(key, key) for key in shown} <= keys


def test_the_readme_links_to_every_document() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([A-Z]+\.md)\)", text))
    assert {path.name for path in ROOT.glob("*.md")} - linked == {"README.md"}
