"""Writes the table: `make generated`."""

from pathlib import Path

from tests.services.demo.evidence import email, iam, scim, smtp
from tests.services.demo.evidence.row import SOURCES, Bench, Row

PARTS = {
    "IAM": iam.ROWS,
    "Identity domains": scim.ROWS,
    "Email Delivery": email.ROWS,
    "SMTP": smtp.ROWS,
}
DOCUMENT = Path(__file__).parent / "EVIDENCE.md"

_START = """\
# The sample tenancy beside the evidence

`make generated` writes this file: it asks the sample tenancy, and writes down its answers. A test fails when an answer
changes. The rows are in `tests/services/demo/evidence`. Where both columns say the same, the second says *same*.

"""


def document() -> str:
    """The whole document, from answers of the sample tenancy."""
    sources = "\n".join(f"- {letter}: {meaning}." for letter, meaning in SOURCES.items())
    return f"{_START}Sources:\n\n{sources}\n" + "".join(_part(name, rows) for name, rows in PARTS.items() if rows)


def _part(name: str, rows: tuple[Row, ...]) -> str:
    head = f"\n## {name}\n\n| Point | OCI | Source | Sample tenancy |\n|---|---|---|---|\n"
    return head + "".join(_line(row) for row in rows)


def _line(row: Row) -> str:
    answer = row.demo(Bench())
    told = "same" if answer == row.oci else f"{answer} ({row.differs})"
    cells = (row.point, row.oci, ", ".join(row.source), told)
    return f"| {' | '.join(map(_escaped, cells))} |\n"


def _escaped(text: str) -> str:
    """As Markdown draws it in a cell."""
    return text.replace("|", "\\|").replace("<", "\\<")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
