"""Mutants that nobody could notice, each with the reason; and what is not worth mutating."""

MEANINGLESS = ("frozen=True",)
"""Parts of lines that are left as they are: what is frozen is so for the type checker, and nobody tries."""

HARMLESS: dict[tuple[str, str, str], str] = {}
"""File, line, mutated line: why it makes no difference. A line that is changed is judged again."""
