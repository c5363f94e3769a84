"""The documents at the root of the repository."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


DOCUMENTS = sorted(ROOT.glob("*.md"))
