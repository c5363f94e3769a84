"""Destinations by pattern: safe in file names and in names of secrets, and never the same for two rows."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.named import parse_specs
from services.fleet.destinations import (
    DestinationPattern,
    RowNames,
    parse_patterns,
    place_of,
    safe_name,
    shared_names,
)
from services.model.errors import UsageError
from services.model.values import User

DAY = "2026-12-01"


def filled(pattern: str, *names: str, domain: str = "Default") -> list[str]:
    """The destinations of users with these names."""
    users = [User(f"ocid1.user.oc1..{number}", name, domain=domain) for number, name in enumerate(names)]
    shared = shared_names(users)
    [found] = parse_patterns([pattern], plain=True)
    return [
        found.filled(RowNames(user, number, DAY, is_shared=user.ocid in shared))
        for number, user in enumerate(users, start=1)
    ]


def test_a_name_with_safe_characters_is_not_changed() -> None:
    assert filled("age:/tmp/{user}.age", "anna", "kim@example.com") == [
        "age:/tmp/anna.age",
        "age:/tmp/kim@example.com.age",
    ]


@pytest.mark.parametrize(
    "name", ["a[/]b", "../../etc/passwd", ".hidden", "-rf", "a\0b", "a/b", "{user}", "", "a:b", "é"]
)
def test_unsafe_characters_are_replaced_and_a_hex_suffix_is_added(name: str) -> None:
    [to] = filled("age:/tmp/{user}.age", name)
    assert re.fullmatch(r"age:/tmp/[A-Za-z0-9_@+][A-Za-z0-9._@+-]*-[0-9a-f]{8}\.age", to)


def test_a_secret_name_allows_fewer_characters_than_a_file_name() -> None:
    [to] = filled("vault:V/K/smtp-{user}", "kim@example.com")
    assert re.fullmatch(r"vault:V/K/smtp-kim_example\.com-[0-9a-f]{8}", to)


def test_names_that_differ_only_in_case_or_replaced_characters_stay_different() -> None:
    found = filled("age:/tmp/{user}.age", "Anna", "anna", "a/b", "a_b")
    assert len({place_of(spec) for spec in parse_specs(found)}) == 4


def test_domain_number_and_date_are_filled_in(tmp_path: Path) -> None:
    [to] = filled(f"age:{tmp_path}/{{domain}}-{{number}}-{{date}}.age", "anna", domain="Partners & Co")
    assert to == f"age:{tmp_path}/Partners___Co-1-{DAY}.age"


def test_a_long_name_is_cut_and_gets_a_hex_suffix() -> None:
    long, longer = filled("age:/tmp/{user}.age", "a" * 81, "a" * 82)
    assert re.fullmatch(r"age:/tmp/a{80}-[0-9a-f]{8}\.age", long)
    assert long != longer
    assert filled("age:/tmp/{user}.age", "a" * 80) == [f"age:/tmp/{'a' * 80}.age"]


def test_paths_are_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert filled("age:{user}.age", "anna") == [f"age:{tmp_path}/anna.age"]
    assert filled("client:msmtp:{user}.rc", "anna") == [f"client:msmtp:{tmp_path}/anna.rc"]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("age:/tmp/all.age", "same destination"),
        ("age:/tmp/{date}.age", "same destination"),
        ("vault:V/K/name", "same destination"),
        ("age:/tmp/{usr}.age", "Unknown name"),
        ("age:/tmp/{user.age", "Unknown name"),
        ("age:/tmp/{user.__class__}.age", "Unknown name"),
        ("client:msmtp:/tmp/{user}", "plain text"),
        ("print:office", "plain text"),
        ("age:/nowhere/{user}.age", "doesn't exist"),
        ("carrier-pigeon:{user}", "Unknown destination"),
    ],
)
def test_an_invalid_pattern_is_rejected_with_the_cause(to: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_patterns([to], plain=False)


def test_a_plan_needs_a_destination() -> None:
    with pytest.raises(UsageError, match="needs a destination"):
        parse_patterns([], plain=False)


def test_a_keyring_needs_no_name() -> None:
    [pattern] = parse_patterns(["keyring"], plain=False)
    assert pattern.filled(RowNames(User("ocid", "anna"), 1, DAY, is_shared=False)) == "keyring"
    assert not place_of(pattern.spec)


@given(st.text(), st.booleans())
def test_a_safe_name_is_one_part_of_a_path(text: str, is_file: bool) -> None:
    found = safe_name(text, is_file)
    assert 0 < len(found) <= 80
    assert not set(found) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+")
    assert found[0] not in ".-"


@given(st.lists(st.text(max_size=8), min_size=2, max_size=6, unique=True))
def test_users_never_share_a_file(names: list[str]) -> None:
    users = [User(f"ocid1.user.oc1..{number}", name) for number, name in enumerate(names)]
    shared = shared_names(users)
    [channel, _] = parse_specs(["age:x"])[0]
    pattern = DestinationPattern((channel, "/tmp/{user}"))
    to = [pattern.filled(RowNames(user, 1, DAY, is_shared=user.ocid in shared)) for user in users]
    assert len({text.casefold() for text in to}) == len(users)
