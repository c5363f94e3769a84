import pytest

from services.delivery.named import NAMED
from tests.readme import PARTS, README, with_generated_parts


@pytest.mark.parametrize(
    ("part", "row"), [("keys", "| `n` |"), ("options", "| `--read-only` |"), ("exit-codes", "| 3 | credential limit |")]
)
def test_the_readme_has_each_generated_table(part: str, row: str) -> None:
    assert part in PARTS
    _, _, rest = README.read_text(encoding="utf-8").partition(f"<!-- {part} -->\n")
    assert row in rest.partition(f"<!-- /{part} -->")[0]


def test_they_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_generated_parts(text) == text, "stale: python -m tests.readme"


def test_it_says_of_each_channel_of_generate_what_is_known_afterwards() -> None:
    _, _, table = README.read_text(encoding="utf-8").partition("| `generate --to` |")
    assert [each.usage for each in NAMED if f"| `{each.usage}`" not in table.partition("\n\n")[0]] == []
