"""The short way to understand a command line says what the parser says."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.config.options import Options, flag_of
from tui.cli.parser import make_parser
from tui.startup.fast_path import plainly_asked

FLAGS = [flag_of(each) for each in fields(Options)]
WORDS = [
    "open",
    "settings",
    "users",
    "user",
    "audit",
    "doctor",
    "senders",
    "locate",
    "list",
    "",
    "-x",
    "--",
    "a b",
    "anna",
    "7",
]


@given(st.lists(st.sampled_from([*FLAGS, *FLAGS, *WORDS, "--help", "--version", "--demo=1"]), max_size=6))
def test_plain_arguments_give_the_same_result_as_the_parser(arguments: list[str]) -> None:
    asked = plainly_asked(arguments)
    if asked is not None:
        assert vars(asked) == vars(make_parser(arguments).parse_args(arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--demo"],
        ["--config-file", "x", "--profile", "EU", "--read-only"],
        ["open", "users"],
        ["open", "audit"],
        ["--profile", "EU", "open", "settings"],
        ["locate"],
        ["--config-file", "x", "locate"],
    ],
)
def test_the_usual_starts_need_no_parser(arguments: list[str]) -> None:
    asked = plainly_asked(arguments)
    assert asked is not None
    assert vars(asked) == vars(make_parser(arguments).parse_args(arguments))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--profile"],
        ["--profile", ""],
        ["--profile", "--demo"],
        ["--clear-after", "30"],
        ["--prof", "EU"],
        ["--profile", "EU", "--profile", "US"],
        ["open"],
        ["open", "nowhere"],
        ["open", "user", "anna"],
        ["open", "settings", "--generate"],
        ["locate", "--schema"],
        ["generate", "anna"],
        ["nonsense"],
    ],
)
def test_other_arguments_are_left_to_the_parser(arguments: list[str]) -> None:
    assert plainly_asked(arguments) is None
