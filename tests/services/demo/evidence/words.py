"""How an answer is written in the table."""

from typing import Any


def status_and_keys(answer: Any) -> str:
    """The status, and the names in the JSON object, or in the first of a list, by the alphabet."""
    data = answer.json()
    first = (data[0] if data else {}) if isinstance(data, list) else data
    return f"{answer.status_code}: {', '.join(sorted(first))}"


def refusal(answer: Any) -> str:
    """The status, the code, and the message of an error of IAM or Email Delivery."""
    error = answer.json()
    return f"{answer.status_code} {error['code']}: {error['message']}"


def listed(yes: dict[str, bool]) -> str:
    """The names of what is there."""
    return ", ".join(name for name, there in yes.items() if there) or "none"
