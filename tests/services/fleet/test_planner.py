"""Rows of a plan: each user who can have a credential, with destinations that no other row has."""

from pathlib import Path

import pytest

from services.fleet.destinations import parse_patterns
from services.fleet.due import Candidate, left_out
from services.fleet.plan import LeftOut
from services.fleet.planner import PlanOptions, PlanRows, planned
from services.fleet.reasons import Reason
from services.fleet.users_file import NamedUser
from services.model.values import Credential, User


def user(name: str) -> User:
    return User(f"ocid1.user.oc1..{name}", name, domain="Default")


def first(*names: str) -> list[Candidate]:
    return [Candidate(user(name)) for name in names]


@pytest.fixture
def plan_options(tmp_path: Path) -> PlanOptions:
    """A settings file for each user, and another one by its number."""
    return PlanOptions(
        parse_patterns([f"client:msmtp:{tmp_path}/{{user}}", f"client:msmtp:{tmp_path}/{{number}}"], plain=True)
    )


def names(found: PlanRows) -> list[str]:
    return [row.user_name for row in found.rows]


def test_a_user_who_is_left_out_does_not_hide_other_users(plan_options: PlanOptions, tmp_path: Path) -> None:
    (tmp_path / "bert").touch()
    candidates: list[Candidate | LeftOut] = [
        left_out(user("anna"), Reason.INACTIVE, "Inactive."),
        *first("bert", "carl"),
    ]
    found = planned(candidates, plan_options, {})
    assert names(found) == ["carl"]
    assert [(each.user_name, each.reason) for each in found.left_out] == [
        ("anna", Reason.INACTIVE),
        ("bert", Reason.DESTINATION),
    ]


def test_a_user_without_a_recipient_does_not_hide_other_users() -> None:
    key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    encrypted = PlanOptions(parse_patterns(["age:/tmp/{user}.age"], plain=False))
    named = {user("bert").ocid: NamedUser("bert", recipients=(key,))}
    found = planned(first("anna", "bert"), encrypted, named)
    assert names(found) == ["bert"]
    assert [each.reason for each in found.left_out] == [Reason.RECIPIENT]


def test_a_user_with_the_destination_of_an_earlier_row_is_left_out(plan_options: PlanOptions, tmp_path: Path) -> None:
    found = planned(first("2", "anna"), plan_options, {})
    assert names(found) == ["2"]
    [left] = found.left_out
    assert left.reason is Reason.DESTINATION
    assert f"Another user of the plan has the destination client:msmtp:{tmp_path}/2." in left.why


def test_rows_are_numbered_without_gaps(plan_options: PlanOptions, tmp_path: Path) -> None:
    (tmp_path / "bert").touch()
    assert [row.number for row in planned(first("anna", "bert", "carl"), plan_options, {}).rows] == [1, 2]


@pytest.mark.parametrize(
    ("given", "wanted", "of_old", "description"),
    [
        ("of the file", "of all", "of the old", "of the file"),
        ("", "of all", "of the old", "of all"),
        ("", "", "of the old [ocismtp:0123456789ab]", "of the old"),
        ("", "", "", "anna"),
    ],
)
def test_the_most_specific_description_is_used(
    plan_options: PlanOptions, given: str, wanted: str, of_old: str, description: str
) -> None:
    old = Credential("ocid1.credential.oc1..old", "old", of_old, "ACTIVE")
    asked = PlanOptions(plan_options.patterns, description=wanted)
    [row] = planned([Candidate(user("anna"), old)], asked, {user("anna").ocid: NamedUser("anna", given)}).rows
    assert (row.description, row.old) == (description, old)


def test_a_plan_counts_the_requests_of_its_rows() -> None:
    """For a rotation 4, for a further credential 3, and for each secret of a vault 4 more."""
    old = Credential("ocid1.credential.oc1..old", "old", "old", "ACTIVE")
    candidates = [Candidate(user("anna"), old), Candidate(user("bert"))]
    for patterns, requests in ((["keyring"], 7), (["keyring", "vault:V/K/smtp-{user}"], 15)):
        assert planned(candidates, PlanOptions(parse_patterns(patterns, plain=False)), {}).requests == requests
