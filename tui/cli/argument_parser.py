"""A command line that guesses what was meant, and help that lists the options of every command once."""

import argparse
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

from services.model.override import override
from tui.startup.start import OPEN_PLACES
from widgets.plain import visible

_REFUSED = re.compile(r"(?P<kind>invalid choice|unrecognized arguments): '?(?P<word>[\w-]+)")
"""The word that argparse says it did not understand."""

_CHOICES = re.compile(r"\(choose from (?P<choices>.*)\)")
"""What it would have understood."""


class GuessingParser(argparse.ArgumentParser):
    """As argparse's own, with a guess at what was meant, and without the options that every command takes."""

    commands: "Mapping[str, argparse.ArgumentParser]" = MappingProxyType({})
    """The parsers of the words that it takes as commands."""

    arguments: Collection[str] = ()
    """All that was typed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": OwnOptionsFormatter, **more})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and what may have been meant; exit with 2."""
        message = visible(message)  # it repeats what was typed, or what a script put there
        found = _REFUSED.search(message)
        guess = self._meant(found, message) if found else ""
        super().error(f"{message}\n{guess}" if guess else message)

    def _meant(self, found: "re.Match[str]", message: str) -> str:
        """The command, place, option, or choice that is like a word, as a question; empty where none is."""
        word = found["word"]
        flags = [flag for parser in (self, *self.commands.values()) for flag in _flags_of(parser)]
        mistyped = [*self._unknown_flags(flags), *([word] if found["kind"] == "unrecognized arguments" else [])]
        if mistyped:
            like = _like(mistyped[0], flags)
            return f"Did you mean {like}?" if like and like not in _flags_of(self) else self._question(like)
        if "argument COMMAND:" in message or "argument SCREEN:" in message:
            places = [] if "argument SCREEN:" in message else [f"open {place}" for place in OPEN_PLACES]
            like = f"--{word}" if f"--{word}" in flags else _like(word, [*self.commands, *places, *flags])
        else:
            choices = _CHOICES.search(message)
            like = _like(word, [each.strip("' ") for each in choices["choices"].split(",")] if choices else [])
            return f"Did you mean {like}?" if like else ""
        return self._question(like)

    def _question(self, like: str) -> str:
        return f"Did you mean: {self.prog} {like}?" if like else ""

    def _unknown_flags(self, flags: Sequence[str]) -> list[str]:
        """Options that are none: what stands after one is taken for a command."""
        given = [each.partition("=")[0] for each in self.arguments if each.startswith("--") and len(each) > 2]
        return [each for each in given if not any(flag.startswith(each) for flag in flags)]


def _flags_of(parser: argparse.ArgumentParser) -> list[str]:
    return [flag for flag in parser._option_string_actions if flag.startswith("--")]


def _like(word: str, known: Sequence[str]) -> str:
    """What is like a word, by its last word: `open users` for `usres`."""
    from difflib import get_close_matches

    by_word = {each.rpartition(" ")[2]: each for each in reversed(known)}
    like = get_close_matches(word, by_word, n=1, cutoff=0.7)
    return by_word[like[0]] if like else ""


class OwnOptionsFormatter(argparse.HelpFormatter):
    """As argparse's own, without the options that every command takes: the help of the program lists them, once."""

    @override
    def add_usage(
        self,
        usage: str | None,
        actions: "Iterable[argparse.Action]",
        groups: "Iterable[argparse._MutuallyExclusiveGroup]",
        prefix: str | None = None,
    ) -> None:
        own = [action for action in actions if not _is_shared(action)]
        super().add_usage(usage, own, groups, prefix)

    @override
    def add_argument(self, action: argparse.Action) -> None:
        if not _is_shared(action):
            super().add_argument(action)


def _is_shared(action: argparse.Action) -> bool:
    return getattr(action, "is_shared", False)
