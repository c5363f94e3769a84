"""`oci-smtp completions`: what a shell needs to complete our command line."""

import argparse
from collections.abc import Iterator

SHELLS = ("bash", "zsh", "fish")
FILES = ("config_file",)
"""Options that take a path."""


def completions(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for that shell, made from the parser itself."""
    import shtab

    for action in _actions(parser):
        if action.dest in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where shtab looks for it
    return shtab.complete(parser, shell=shell)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
