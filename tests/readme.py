"""Writes the generated tables of the documents: `python -m tests.readme`."""

from dataclasses import fields
from pathlib import Path

from services.config.options import Options, help_of
from services.model.errors import EXIT_CODES
from tui.commands.registry import COMMANDS

ROOT = Path(__file__).parent.parent


def keys_table() -> str:
    """Every command that has a key, as a Markdown table."""
    rows = [
        f"| `{item.all_keys}` | {', '.join((item.section, *item.also))} | {item.help} | `{item.id}` |"
        for item in COMMANDS
        if item.keys
    ]
    return "\n".join(["| Key | Where | What it does | Id |", "|---|---|---|---|", *rows])


def options_table() -> str:
    """Every option with its variables, as a Markdown table."""
    rows = []
    for each in fields(Options):
        value = "" if isinstance(each.default, bool) else f" {each.metadata['metavar']}"
        variables = [f"OCI_SMTP_{each.name.upper()}", *filter(None, [each.metadata.get("oci_cli")])]
        named = ", ".join(f"`{name}`" for name in variables)
        place = "anywhere" if each.metadata.get("anywhere") else "before a command"
        rows.append(f"| `--{each.name.replace('_', '-')}{value}` | {place} | {help_of(each)} | {named} |")
    return "\n".join(["| Option | Where | What it does | Variables |", "|---|---|---|---|", *rows])


def exit_codes_table() -> str:
    """Every exit code with its meaning, as a Markdown table."""
    rows = [f"| {code.value} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(["| Exit code | Meaning |", "|---|---|", *rows])


PARTS = {
    "keys": (ROOT / "KEYS.md", keys_table),
    "options": (ROOT / "CONFIGURATION.md", options_table),
    "exit-codes": (ROOT / "CONFIGURATION.md", exit_codes_table),
}
"""What stands between `<!-- NAME -->` and `<!-- /NAME -->`: in which document, and what makes it."""


def with_table(text: str, name: str) -> str:
    """The text of a document with one of its tables made again."""
    _, table = PARTS[name]
    before, _, rest = text.partition(f"<!-- {name} -->\n")
    _, _, after = rest.partition(f"<!-- /{name} -->")
    return f"{before}<!-- {name} -->\n{table()}\n<!-- /{name} -->{after}"


if __name__ == "__main__":
    for name, (document, _) in PARTS.items():
        document.write_text(with_table(document.read_text(encoding="utf-8"), name), encoding="utf-8")
