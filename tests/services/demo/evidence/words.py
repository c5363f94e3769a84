"""How an answer is written in the table."""

import re
from typing import Any


def keys(answer: Any) -> str:
    """The names in the JSON object, or in the first of a list, in alphabetical order."""
    data = answer.json()
    first = (data[0] if data else {}) if isinstance(data, list) else data
    return ", ".join(sorted(first))


def refusal(answer: Any) -> str:
    """The status, the code, and the message of an error of IAM or Email Delivery, without OCIDs."""
    error = answer.json()
    return f"{answer.status_code} {error['code']}: {without_ocids(error['message'])}"


def without_ocids(text: str) -> str:
    """The text with each OCID as `ocid1.KIND`."""
    return re.sub(r"ocid1\.(\w+)\.[\w.]*\w", r"ocid1.\1", text)


def named(**there: bool) -> str:
    """The names of what is there."""
    return ", ".join(name.replace("_", " ") for name, is_there in there.items() if is_there) or "none"
