"""What is answered without a parser, for shells and scripts ask it often."""

from collections.abc import Callable

from tui.version import VERSION


def quick_answer(arguments: list[str]) -> str:
    """The whole answer to these arguments; empty where they are not for here."""
    makers: dict[str, Callable[[], str]] = {"--version": told_version, "keys": _keys}
    return makers[arguments[0]]() if len(arguments) == 1 and arguments[0] in makers else ""


def told_version() -> str:
    """The program and its version, in one line."""
    return f"oci-smtp {VERSION}"


def _keys() -> str:
    from tui.commands import keys_listing

    return keys_listing()
