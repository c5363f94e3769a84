"""What every roster does alike: users and groups are added to one domain, the second one where there is one."""

import pytest

from services.directory import Directory
from services.directory.roster import NewUser, Roster
from services.model.errors import ConflictError, UsageError
from services.model.values import Group, User
from tests.services.directory.cases import HOSTILE_OCIDS, Case


def roster_of(case: Case, directory: Directory) -> Roster:
    return directory.roster(directory.domain_names()[-1])


def test_a_new_user_is_added_to_a_new_group(case: Case, directory: Directory) -> None:
    roster = roster_of(case, directory)
    made = roster.create_user(NewUser("crm.mailer", "crm@example.com", "Envíos [b]"), "a")
    group = roster.create_group("Crm-Senders", "May send", "b")
    assert not roster.is_member(made, group)
    roster.add_member(made, group, "c")
    assert roster.is_member(made, group)
    found = roster.find_user("crm.mailer")
    assert found is not None
    assert (found.ocid, found.email, found.description) == (made.ocid, "crm@example.com", "Envíos [b]")
    assert found == directory.user(made.ocid)
    assert roster.find_group("crm-senders") == roster.find_group(group.ocid) == group
    assert [each.name for each in directory.groups(found)] == ["Crm-Senders"]


def test_a_user_or_group_name_that_already_exists_raises_a_conflict(case: Case, directory: Directory) -> None:
    roster = roster_of(case, directory)
    with pytest.raises(ConflictError):
        roster.create_user(NewUser(case.names.none, "other@example.com", "d"), "a")
    roster.create_group("Crm-Senders", "d", "b")
    with pytest.raises(ConflictError):
        roster.create_group("CRM-Senders", "d", "c")


def test_find_returns_none_when_no_user_or_group_has_the_name(case: Case, directory: Directory) -> None:
    roster = roster_of(case, directory)
    for name in ('" or userName pr or "', "nobody", "*", "a&name=b"):
        assert roster.find_user(name) is None
        assert roster.find_group(name) is None


def test_a_hostile_ocid_is_rejected_before_a_request_is_sent(case: Case, directory: Directory) -> None:
    roster = roster_of(case, directory)
    before = case.asked_about_users()
    for ocid in HOSTILE_OCIDS:
        for attempt in (roster.is_member, lambda user, group: roster.add_member(user, group, "t")):
            with pytest.raises(UsageError):
                attempt(User(ocid, "anyone"), Group(ocid, "g"))
    assert case.asked_about_users() == before
