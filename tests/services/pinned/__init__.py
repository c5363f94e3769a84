"""Files that earlier versions wrote, byte for byte: every later version must read them.

`records/SCHEMA/STATE.json` is a record of the journal in that state, `rotations/SCHEMA/NAME.json` a rotation, and
`plans/SCHEMA/KIND` a plan with its receipts. A file that exists never changes. After a new state, field, or schema,
`python -m tests.services.pinned` writes the missing files.
"""

from pathlib import Path

RECORDS = Path(__file__).parent / "records"
PLANS = Path(__file__).parent / "plans"
ROTATIONS = Path(__file__).parent / "rotations"


def files(place: Path) -> list[Path]:
    """The files pinned there, of every schema."""
    return sorted(place.glob("*/*.json"))


def file_id(path: Path) -> str:
    """A name for a test of it."""
    return f"{path.parent.name}-{path.stem}"
