"""Writes the generated parts of the README: `python -m tests.readme`."""

from dataclasses import fields
from pathlib import Path

from services.config.options import Options
from services.model.errors import EXIT_CODES
from tui.commands.registry import keys_table

README = Path(__file__).parent.parent / "README.md"


def options_table() -> str:
    """Every option with its variables, as a Markdown table."""
    rows = []
    for each in fields(Options):
        value = "" if isinstance(each.default, bool) else f" {each.metadata['metavar']}"
        variables = [f"OCI_SMTP_{each.name.upper()}", *filter(None, [each.metadata.get("oci_cli")])]
        named = ", ".join(f"`{name}`" for name in variables)
        place = "anywhere" if each.metadata.get("anywhere") else "before a command"
        rows.append(f"| `--{each.name.replace('_', '-')}{value}` | {place} | {each.metadata['help']} | {named} |")
    return "\n".join(["| Option | Where | What it does | Variables |", "|---|---|---|---|", *rows])


def exit_codes_table() -> str:
    """Every exit code with its meaning, as a Markdown table."""
    rows = [f"| {code.value} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(["| Exit code | Meaning |", "|---|---|", *rows])


PARTS = {"keys": keys_table, "options": options_table, "exit-codes": exit_codes_table}
"""What stands between `<!-- NAME -->` and `<!-- /NAME -->`."""


def with_generated_parts(text: str) -> str:
    """The README with its tables made anew."""
    for name, table in PARTS.items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, _, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}<!-- {name} -->\n{table()}\n<!-- /{name} -->{after}"
    return text


if __name__ == "__main__":
    README.write_text(with_generated_parts(README.read_text(encoding="utf-8")), encoding="utf-8")
