"""Who is in a plan, who isn't, and why; and what a plan never has."""

from pathlib import Path

import pyrage
import pytest

from services.credentials import create, rollback
from services.credentials.generation import CredentialGenerator
from services.demo.faults import Rule
from services.fleet.draft import PlanDraft
from services.fleet.plan import PlannedRow
from services.fleet.planner import PlanOptions, planned
from services.fleet.reasons import Reason
from services.fleet.users_file import NamedUser
from services.model.errors import ExitCode, OciSmtpError, UsageError
from tests.services.fleet.yard import Yard, first

pytestmark = pytest.mark.tenancy(users=200)


def reasons(draft: PlanDraft) -> dict[str, Reason]:
    return {each.user_name: each.reason for each in draft.left_out}


def test_due_users_are_planned_and_users_left_out_have_a_reason(yard: Yard) -> None:
    draft = yard.drafted(yard.everyone())
    planned_users = {row.user_name for row in draft.rows}
    assert {"shop.mailer", "legacy.scanner"} <= planned_users
    assert "status.page" not in planned_users  # not old enough
    assert reasons(draft)["billing.relay"] is Reason.TWO
    assert reasons(draft)["former.contractor"] is Reason.INACTIVE
    assert not planned_users & reasons(draft).keys()
    assert draft.head.requests == 4 * len(draft.rows)
    assert all(row.old and row.description for row in draft.rows)


def test_only_listed_users_are_planned(yard: Yard) -> None:
    draft = yard.drafted(yard.only("shop.mailer", "nobody.here", "shop@example.com", "status.page"))
    assert [row.user_name for row in draft.rows] == ["shop.mailer"]
    assert reasons(draft) == {"nobody.here": Reason.NOT_FOUND, "shop.mailer": Reason.LISTED_TWICE}


def test_a_rotation_in_progress_and_an_interrupted_credential_are_left_alone(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollback, "LOOK_AGAIN_SECONDS", ())
    plan = yard.planned(yard.only("shop.mailer"))
    yard.applied(plan)
    yard.tenancy.faults.append(Rule("timeout", "create_smtp_credential"))
    generator = CredentialGenerator(yard.session, yard.directory, yard.journal)
    with pytest.raises(OciSmtpError):
        generator.issue(yard.directory.find("envios.app"), "lost", lambda *_: None, yard.run_of(plan)._is_stopped)
    draft = yard.drafted(yard.only("shop.mailer", "envios.app"))
    assert reasons(draft) == {"shop.mailer": Reason.IN_PROGRESS, "envios.app": Reason.INTERRUPTED}


def test_a_plan_is_not_whole_when_credentials_cannot_be_read(yard: Yard) -> None:
    yard.tenancy.faults.append(Rule("404", "list_smtp_credentials"))
    draft = yard.drafted(yard.everyone())
    assert not draft.head.is_whole
    assert Reason.UNREAD in reasons(draft).values()


def test_a_users_file_names_recipients_and_descriptions(yard: Yard) -> None:
    other = str(pyrage.x25519.Identity.generate().to_public())
    read = yard.only("shop.mailer", "envios.app")
    named = {read.users[0][0].ocid: NamedUser("shop.mailer", "Shop 2", (other,))}
    draft = yard.drafted(type(read)(read.users, (), named))
    first_row, second_row = draft.rows
    assert (first_row.description, first_row.recipients) == ("Shop 2", (other,))
    assert (second_row.description, second_row.recipients) == (
        "Avisos de entrega",
        (str(yard.identity.to_public()),),
    )


def test_a_private_key_is_rejected_and_never_repeated(yard: Yard) -> None:
    private = str(yard.identity)
    with pytest.raises(UsageError) as caught:
        yard.drafted(yard.only("shop.mailer"), PlanOptions(yard.to_files.patterns, (private,)))
    assert private not in f"{caught.value.cause} {caught.value.next_step}"
    read = yard.only("shop.mailer")
    named = {read.users[0][0].ocid: NamedUser("shop.mailer", "", (private,))}
    draft = yard.drafted(type(read)(read.users, (), named))
    assert reasons(draft) == {"shop.mailer": Reason.RECIPIENT}
    assert private not in draft.left_out[0].why


def test_a_user_without_a_recipient_is_left_out(yard: Yard) -> None:
    draft = yard.drafted(yard.only("shop.mailer"), PlanOptions(yard.to_files.patterns))
    assert reasons(draft) == {"shop.mailer": Reason.RECIPIENT}


def test_a_file_of_keys_is_read_when_the_plan_is_made(yard: Yard) -> None:
    keys = yard.folder / "keys.txt"
    keys.write_text(f"{yard.identity.to_public()}\n")
    draft = yard.drafted(yard.only("shop.mailer"), PlanOptions(yard.to_files.patterns, (str(keys),)))
    assert draft.rows[0].recipients == (str(yard.identity.to_public()),)


def test_two_rows_never_have_the_same_destination(yard: Yard) -> None:
    read = first(yard.everyone(), 2)
    options = yard.options(f"age:{yard.out}/{{number}}.age")
    one, two = yard.drafted(read, options).rows
    assert one.to != two.to
    (yard.out / "1.age").touch()
    draft = yard.drafted(read, options)
    assert [row.user_name for row in draft.rows] == []
    assert set(reasons(draft).values()) == {Reason.DESTINATION}


def test_plans_have_no_secret_and_only_their_owner_can_read_them(yard: Yard) -> None:
    plan = yard.planned(yard.everyone())
    text = plan.path.read_text()
    assert plan.path.stat().st_mode & 0o777 == 0o600
    assert not [each for each in yard.tenancy.credentials() if each.password in text]


def test_a_plan_is_never_overwritten(yard: Yard) -> None:
    yard.path.write_text("of a colleague")
    with pytest.raises(UsageError, match="already exists"):
        yard.planned(yard.only("shop.mailer"))
    assert yard.path.read_text() == "of a colleague"


def test_credentials_are_generated_only_for_users_who_can_have_another(yard: Yard) -> None:
    read = yard.only("kim.park", "shop.mailer", "billing.relay", "former.contractor", "readonly.kiosk")
    plan = yard.planned_first(read)
    assert [row.user_name for row in plan.rows()] == ["kim.park", "shop.mailer"]
    left = {each.user_name: each.reason for each in plan.entries() if not isinstance(each, PlannedRow)}
    assert left == {
        "billing.relay": Reason.TWO,
        "former.contractor": Reason.INACTIVE,
        "readonly.kiosk": Reason.CAPABILITY,
    }
    assert yard.applied(plan).done == 2
    for row in plan.rows():
        assert yard.held(row)[-1].password in yard.delivered(row)


def test_a_second_credential_that_might_exist_is_in_the_receipt(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """OCI creates one, answers 503, and doesn't recognize the retry token."""
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    yard.tenancy.settings.replay_recognized = False
    yard.tenancy.faults.add("503", "create_smtp_credential").done = True
    plan = yard.planned_first(yard.only("kim.park"))
    progress = yard.applied(plan)
    assert (progress.done, progress.flawed, progress.exit_code) == (1, 1, ExitCode.FAILED)
    receipt = yard.last(plan)[1]
    assert receipt.reason == Reason.UNKNOWN
    assert "might have created another credential for kim.park" in receipt.why


def test_an_empty_plan_has_no_rows(tmp_path: Path) -> None:
    assert planned([], PlanOptions([]), {}).rows == []
