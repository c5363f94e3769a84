from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.audit.export import Record
from services.evidence.comparison import CHANGE_COLUMNS, changes, told_changes
from services.evidence.gap import EVERYONE, Gap, named_gaps
from tests.services.evidence.runs import row

PARTNERS = Gap("users of the identity domain Partners", "No connection: x.", source="the identity domain Partners")


def kinds(found: list[Record]) -> list[tuple[Any, Any]]:
    return [(each["change"], each["user"]) for each in found]


def test_new_changed_and_deleted_credentials_are_listed() -> None:
    old = [row("anna"), row("bert"), row("carl", description="old relay"), row("dora", status="ACTIVE")]
    new = [row("anna"), row("carl", description="new relay"), row("dora", status="INACTIVE"), row("emil")]
    found = changes(old, [], new, [])
    assert kinds(found) == [("changed", "carl"), ("changed", "dora"), ("new", "emil"), ("deleted", "bert")]
    assert (found[0]["old_description"], found[0]["description"]) == ("old relay", "new relay")
    assert (found[1]["old_status"], found[1]["status"]) == ("ACTIVE", "INACTIVE")
    assert all(tuple(each) == CHANGE_COLUMNS for each in found)
    assert told_changes(found) == "1 new, 1 deleted, 2 changed, 0 unknown"


def test_age_and_findings_are_no_change() -> None:
    assert changes([row("anna", age_days=1, findings=[])], [], [row("anna", age_days=95, findings=["old"])], []) == []


def test_a_credential_that_cannot_be_read_now_is_unknown_and_not_deleted() -> None:
    old = [row("anna"), row("paul", domain="Partners")]
    found = changes(old, [], [], [PARTNERS])
    assert kinds(found) == [("deleted", "anna"), ("unknown", "paul"), ("unknown", PARTNERS.what)]
    assert "users of the identity domain Partners" in str(found[1]["detail"])


def test_a_credential_that_could_not_be_read_before_is_unknown_and_not_new() -> None:
    new = [row("anna"), row("paul", domain="Partners")]
    assert kinds(changes([], [PARTNERS], new, [])) == [("new", "anna"), ("unknown", "paul")]


def test_a_gap_for_one_user_affects_only_that_user() -> None:
    gap = Gap("anna in Default", "Busy: x.", user_id="ocid1.user.oc1..anna")
    found = changes([row("anna"), row("bert")], [], [], [gap])
    assert kinds(found)[:2] == [("unknown", "anna"), ("deleted", "bert")]


def test_a_gap_in_the_administrators_affects_no_credential() -> None:
    gap = Gap("administrators of IAM", "Busy: x.")
    assert kinds(changes([row("anna")], [], [], [gap])) == [("deleted", "anna"), ("unknown", gap.what)]


def test_a_gap_that_might_affect_any_user_affects_all_users() -> None:
    for source in (EVERYONE, "IAM", "domains that can't be listed"):
        gap = Gap("x", "y", source=source)
        assert kinds(changes([row("anna", domain="Partners")], [], [], [gap]))[0] == ("unknown", "anna")
    assert kinds(changes([row("anna", domain="")], [], [], [PARTNERS]))[0] == ("unknown", "anna")


def test_a_user_with_the_name_of_an_earlier_gap_is_unknown() -> None:
    for name in ("administrators of IAM", "users of IAM", "all other users"):
        gaps = [*named_gaps(name, "why")]
        assert kinds(changes([], gaps, [row(name, domain="")], [])) == [("unknown", name)]


def test_an_empty_value_that_might_not_have_been_read_is_unknown() -> None:
    gap = Gap("some of the identity domain Default", "Incomplete list: x.", source="the identity domain Default")
    [found, _] = changes([row("anna")], [], [row("anna", description="")], [gap])
    assert (found["change"], found["old_description"]) == ("unknown", "relay")
    [found, _] = changes([row("anna")], [], [row("anna", description="other")], [gap])
    assert found["change"] == "changed"


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(NAMES, NAMES, NAMES, NAMES)
def test_each_change_is_listed_once_and_a_gap_makes_it_unknown(
    old: list[str], new: list[str], old_unread: list[str], new_unread: list[str]
) -> None:
    before = [row(name) for name in old if name not in old_unread]
    after = [row(name) for name in new if name not in new_unread]
    gaps = [[Gap(name, "x", user_id=f"ocid1.user.oc1..{name}") for name in names] for names in (old_unread, new_unread)]
    found = changes(before, gaps[0], after, gaps[1])
    told = {str(each["user"]): each["change"] for each in found if each["credential_id"]}
    assert len(told) == sum(bool(each["credential_id"]) for each in found)
    both = {each["user"] for each in before} ^ {each["user"] for each in after}
    assert told.keys() == both
    for name, kind in told.items():
        assert kind == ("unknown" if name in [*old_unread, *new_unread] else "new" if name in new else "deleted")
