"""How the page looks: light and dark as the reader has it, and printed on paper of any size."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

FILE = Path(__file__).with_name("page.css")


@cache
def style() -> str:
    """The style sheet, which stands in the page."""
    return FILE.read_text(encoding="utf-8")


def style_source() -> str:
    """The style as a content security policy names it (www.w3.org/TR/CSP3): no other style counts in the page."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"
