from tests.readme import README, with_generated_parts


def test_the_table_of_keys_is_that_of_the_registry() -> None:
    text = README.read_text(encoding="utf-8")
    assert "| `n` |" in text
    assert with_generated_parts(text) == text, "stale: python -m tests.readme"
