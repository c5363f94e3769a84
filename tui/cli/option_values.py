"""What the command line takes as the value of an option."""

import argparse
from typing import Any

from services.config.options import MOST_DIGITS, whole_number
from services.model.errors import UsageError
from services.model.override import override

MOST_DAYS = 36_500
"""A hundred years: no credential is older."""


DAYS_OF = {"d": 1, "w": 7}
"""Days in each unit."""


def given(text: str) -> str:
    """A text that is not empty: an empty one is a variable that a script has not set, and means nothing.

    Raises:
        argparse.ArgumentTypeError: it is empty.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("it can't be empty")
    return text


class StoreGiven(argparse.Action):
    """Keeps a text that is not empty. As a `type` it would be asked about the default as well."""

    @override
    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        try:
            setattr(namespace, self.dest, given(values))
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from None


class StoreEach(StoreGiven):
    """Keeps the last value; where there are several, also all of them, in order, under the plural of that name."""

    @override
    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        first = getattr(namespace, self.dest, "")
        super().__call__(parser, namespace, values)
        if first:
            setattr(namespace, f"{self.dest}s", [*getattr(namespace, f"{self.dest}s", [first]), values])


def number(text: str, least: int = 1, most: int = 10**MOST_DIGITS - 1) -> int:
    """A whole number.

    Raises:
        argparse.ArgumentTypeError: it is none, or out of range.
    """
    try:
        return whole_number(text, "it", least, most)
    except UsageError as error:
        raise argparse.ArgumentTypeError(f"{error.cause} {error.next_step}") from None


def days(text: str) -> int:
    """A number of days, up to a hundred years.

    Raises:
        argparse.ArgumentTypeError: it is none, or out of range.
    """
    return number(text, 0, MOST_DAYS)


class StoreFields(argparse.Action):
    """Keeps the names between the commas, and has the output as JSON."""

    @override
    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: object) -> None:
        names = [name.strip() for name in values.split(",")]
        if not all(names):
            raise argparse.ArgumentError(self, "name fields, with a comma between two: a,b")
        setattr(namespace, self.dest, tuple(dict.fromkeys(names)))
        namespace.output = "json"


def span(text: str) -> int:
    """An age in days: `90d`, `12w`, or `90`.

    Raises:
        argparse.ArgumentTypeError: it is none, or too long.
    """
    unit = DAYS_OF.get(text[-1:].lower())
    count = days(text[:-1] if unit else text)
    return days(str(count * (unit or 1)))
