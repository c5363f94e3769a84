"""Every cause of a rejection, made to happen in the demo tenancy."""

from dataclasses import replace

import pytest

from services.demo.tenancy import Tenancy
from services.doctor.fixes import (
    ActivateUser,
    AddToGroup,
    Advice,
    CreateSender,
    CreateStatement,
    Generate,
    TurnOnCapability,
    UseAddress,
)
from services.policy.decision import PolicyAnswer
from tests.services.doctor.questions import Ask, PoliciesAre, cause, codes

REFUSED, ALLOWED, UNDECIDED = PolicyAnswer.REFUSED, PolicyAnswer.ALLOWED, PolicyAnswer.UNDECIDED


def test_an_allowed_sender_has_no_causes_and_the_policy_statement_is_named(ask: Ask) -> None:
    report = ask("orders@example.com", "shop.mailer")
    assert (report.verdict, codes(report)) == (ALLOWED, [])
    assert report.statement is not None
    assert report.statement.policy == "production-mail"
    assert report.statement.text.startswith("Allow group MailSenders to use email-family")


def test_a_missing_sender_is_rejected_with_a_fix_that_creates_the_sender(ask: Ask, tenancy: Tenancy) -> None:
    report = ask("nobody@example.com", "shop.mailer")
    found = cause(report, "sender-missing")
    assert report.verdict is REFUSED
    place = "Production:Mail:Transactional"  # which holds three of the five senders of that domain
    compartment = tenancy.world.compartments.ocid_of(place)
    assert found.fix == CreateSender("nobody@example.com", "us-ashburn-1", compartment, place)
    assert "orders@example.com" in " ".join(found.evidence)


def test_a_deleted_sender_is_missing_and_not_counted(ask: Ask, tenancy: Tenancy) -> None:
    found = cause(ask("old@dev.example.com", "demo.administrator"), "sender-missing")
    compartment = tenancy.world.compartments.ocid_of("Development:Mail")
    assert found.fix == CreateSender("old@dev.example.com", "us-ashburn-1", compartment, "Development:Mail")
    assert found.evidence[0].startswith("checked 11 approved senders in ")


def test_a_sender_in_another_region_is_rejected_with_a_create_sender_fix(ask: Ask) -> None:
    report = ask("rundbrief@example.de", "newsletter.sender")
    found = cause(report, "sender-other-region")
    assert report.verdict is REFUSED
    assert "eu-frankfurt-1" in found.detail
    assert isinstance(found.fix, CreateSender)
    assert (found.fix.region, found.fix.compartment_path) == ("us-ashburn-1", "Production:Mail:Newsletters")


@pytest.mark.parametrize(
    "address",
    [
        *("root@web-1.sub1.vcn1.oraclevcn.com", "www-data@dev.example.com", "root@example.com", "contact@example.com"),
        *("webmaster@localhost", "from@example.com", "hello@example.net", "info@box", "noreply@db.internal"),
    ],
)
def test_the_fix_for_a_default_address_is_to_change_the_from(ask: Ask, address: str) -> None:
    report = ask(address, "sandbox.bot")
    fix = cause(report, "sender-missing").fix
    assert report.verdict is REFUSED
    assert fix == Advice(
        "Change the From in the application to an approved sender, such as Invoices@example.com. This one is a default."
    )


def test_an_approved_sender_that_looks_like_a_default_is_allowed(ask: Ask, tenancy: Tenancy) -> None:
    place = tenancy.world.compartments.ocid_of("Production:Mail:Transactional")
    tenancy.world.senders.add("iad", place, "root@example.com", tenancy.world.now())
    assert ask("root@example.com", "shop.mailer").verdict is ALLOWED


def test_a_sender_that_differs_only_in_case_is_undecided_with_a_fix(ask: Ask) -> None:
    report = ask("invoices@example.com", "shop.mailer")
    assert report.verdict is UNDECIDED
    assert cause(report, "sender-other-case").fix == UseAddress("Invoices@example.com")


def test_the_case_of_the_domain_does_not_matter(ask: Ask) -> None:
    assert ask("orders@EXAMPLE.com", "shop.mailer").verdict is ALLOWED


@pytest.mark.parametrize(
    ("address", "state"), [("new@dev.example.com", "CREATING"), ("broken@dev.example.com", "NEEDS")]
)
def test_a_sender_that_is_not_active_is_rejected(ask: Ask, address: str, state: str) -> None:
    report = ask(address, "demo.administrator")
    assert report.verdict is REFUSED
    assert state in cause(report, "sender-not-active").detail


def test_a_domain_wide_sender_without_dkim_is_undecided(ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre) -> None:
    policies_are("Allow group MailSenders to use email-family in tenancy")
    assert ask("any@shop.example.com", "shop.mailer").verdict is ALLOWED
    domains = tenancy.world.senders.domains
    domains[:] = [replace(domain, dkim=None) for domain in domains]
    report = ask("any@shop.example.com", "shop.mailer")
    assert (report.verdict, codes(report)[0]) == (UNDECIDED, "dkim-missing")


def test_the_fix_for_a_compartment_without_a_policy_is_a_policy_statement(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are("Allow group MailSenders to use email-family in compartment Development")
    report = ask("orders@example.com", "shop.mailer")
    found = cause(report, "policy-compartment")
    assert "Production:Mail:Transactional" in found.detail
    assert "compartment Development" in " ".join(found.evidence)
    assert isinstance(found.fix, CreateStatement)
    assert found.fix.text == (
        "Allow group MailSenders to use approved-senders in compartment Production:Mail:Transactional"
    )
    assert found.fix.describe() == f"Create a policy in the root compartment with: {found.fix.text}"


def test_the_fix_for_a_sender_in_the_root_compartment_is_a_policy_there(ask: Ask) -> None:
    report = ask("noreply@example.com", "shop.mailer")
    fix = cause(report, "root-compartment").fix
    assert isinstance(fix, CreateStatement)
    assert fix.text.endswith("in tenancy")
    assert fix.describe() == f"Create a policy in the root compartment with: {fix.text}"


def test_the_evidence_shows_the_name_of_a_group_given_by_ocid(ask: Ask) -> None:
    evidence = " ".join(cause(ask("noreply@example.com", "newsletter.sender"), "root-compartment").evidence)
    assert "group id ocid1.group." in evidence
    assert "(that group is NewsletterSenders)" in evidence


def test_the_fix_for_a_user_in_no_allowed_group_adds_the_user_to_the_group(ask: Ask) -> None:
    report = ask("orders@example.com", "helpdesk.agent")
    found = cause(report, "user-not-in-group")
    assert isinstance(found.fix, AddToGroup)
    assert found.fix.group == "MailSenders"
    assert "HelpDesk" in " ".join(found.evidence)


def test_no_fix_adds_a_user_to_the_administrators_group(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are("Allow group Administrators to manage all-resources in tenancy")
    report = ask("orders@example.com", "helpdesk.agent")
    assert codes(report)[0] == "policy-compartment"
    assert "Administrators" not in str(report.as_json())


def test_a_group_of_another_identity_domain_is_reported_with_a_fix(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are("Allow group 'Partners'/'MailSenders' to use email-family in tenancy")
    found = cause(ask("orders@example.com", "shop.mailer"), "other-identity-domain")
    assert "Partners" in found.detail
    assert isinstance(found.fix, CreateStatement)


def test_a_verb_that_is_too_weak_is_rejected_with_evidence(ask: Ask) -> None:
    report = ask("orders@example.com", "status.page")
    found = cause(report, "verb-too-weak")
    assert report.verdict is REFUSED
    assert "read email-family" in " ".join(found.evidence)


def test_a_condition_that_is_not_met_is_rejected_with_evidence(ask: Ask) -> None:
    report = ask("other@shop.example.com", "shop.mailer")
    assert report.verdict is REFUSED
    assert "shop@shop.example.com" in " ".join(cause(report, "condition-not-met").evidence)


def test_a_deny_statement_is_the_cause_and_appears_in_the_evidence(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are(
        "Allow group MailSenders to use email-family in tenancy",
        "Deny group MailSenders to use email-family in compartment Production:Mail",
    )
    report = ask("orders@example.com", "shop.mailer")
    assert "Deny group MailSenders" in " ".join(cause(report, "policy-denies").evidence)
    assert report.as_json()["statement"] is None


def test_a_policy_statement_that_cannot_be_parsed_is_undecided_and_shown(ask: Ask, policies_are: PoliciesAre) -> None:
    unreadable = 'Allow group "MailSenders" to use email-family in tenancy'
    policies_are(unreadable)
    report = ask("orders@example.com", "shop.mailer")
    assert report.verdict is UNDECIDED
    found = cause(report, "policy-undecided")
    assert [line for line in found.evidence if f"{unreadable} - its subject can't be parsed" in line] == [
        *found.evidence
    ]
    assert isinstance(found.fix, CreateStatement)


def test_the_verdict_is_rejected_when_the_parsed_parts_exclude_sending(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are(
        'Allow group "MailSenders" to read email-family in tenancy', "Allow group Auditors to use email-family"
    )
    assert ask("orders@example.com", "shop.mailer").verdict is REFUSED


def test_a_statement_with_a_time_condition_is_allowed_at_this_time(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are(
        "Allow group MailSenders to use email-family in tenancy where request.utc-timestamp after '2020-04-01T00:00Z'"
    )
    report = ask("orders@example.com", "shop.mailer")
    assert report.verdict is ALLOWED
    (check,) = [check for check in report.checks if check.code == "policy"]
    assert check.detail.endswith("at this time.")


def test_a_deny_statement_that_cannot_be_parsed_is_undecided_without_a_fix(ask: Ask, policies_are: PoliciesAre) -> None:
    policies_are(
        "Allow group MailSenders to use email-family in tenancy", 'Deny group "MailSenders" to use email-family'
    )
    report = ask("orders@example.com", "shop.mailer")
    assert report.verdict is UNDECIDED
    assert cause(report, "policy-undecided").fix is None


@pytest.mark.parametrize(("count", "more"), [(8, []), (9, ["and 1 more"]), (12, ["and 4 more"])])
def test_the_evidence_shows_the_first_eight_policy_statements(
    ask: Ask, tenancy: Tenancy, policies_are: PoliciesAre, count: int, more: list[str]
) -> None:
    at = tenancy.ocid
    policies_are(
        *(
            f"Allow group MailSenders to read email-family in compartment id {at} where request.user.name != '{n}'"
            for n in range(count)
        )
    )
    evidence = cause(ask("orders@example.com", "shop.mailer"), "verb-too-weak").evidence
    assert [line.partition(": ")[0] for line in evidence[:8]] == ["policy mail in the root compartment"] * 8
    assert [*evidence[8:]] == more


@pytest.mark.parametrize(
    ("user", "code"), [("former.contractor", "user-inactive"), ("readonly.kiosk", "capability-off")]
)
def test_an_inactive_user_or_a_missing_capability_is_rejected_with_a_fix(ask: Ask, user: str, code: str) -> None:
    report = ask("orders@example.com", user)
    assert report.verdict is REFUSED
    wanted = TurnOnCapability if code == "capability-off" else ActivateUser
    assert isinstance(cause(report, code).fix, wanted)


def test_a_missing_credential_is_reported_with_a_generate_fix(ask: Ask, tenancy: Tenancy) -> None:
    report = ask("newsletter@example.com", "newsletter.sender")
    assert report.verdict is ALLOWED
    assert isinstance(cause(report, "no-credential").fix, Generate)


def test_an_inactive_credential_is_reported(ask: Ask, tenancy: Tenancy) -> None:
    tenancy.credentials(tenancy.user_ocid("shop.mailer"))[0].state = "INACTIVE"
    assert "Shop checkout" in cause(ask("orders@example.com", "shop.mailer"), "credential-inactive").detail
