"""Writes the generated parts of the README: `python -m tests.readme`."""

from pathlib import Path

from tui.commands import keys_table

README = Path(__file__).parent.parent / "README.md"


def with_generated_parts(text: str) -> str:
    """The README with its table of keys made anew."""
    before, _, rest = text.partition("<!-- keys -->\n")
    _, _, after = rest.partition("<!-- /keys -->")
    return f"{before}<!-- keys -->\n{keys_table()}\n<!-- /keys -->{after}"


if __name__ == "__main__":
    README.write_text(with_generated_parts(README.read_text(encoding="utf-8")), encoding="utf-8")
