"""`oci-smtp recover`: what was interrupted, resolving it, and what a person says about it."""

import argparse
import os
import sys
from collections.abc import Sequence

from services.config.options import Options
from services.credentials.answers import RecoveryAnswers
from services.credentials.journal import Journal, open_journal
from services.credentials.journal_record import JournalState, Record
from services.credentials.recovery import InterruptedGeneration, Recovery, account_of
from services.credentials.suspects import evidence
from services.model.errors import ExitCode, UsageError
from services.model.values import Credential
from tui.cli.destinations import PLACE_FIELDS, offer_places
from tui.cli.json_fields import fields_asked, only
from tui.cli.notes import is_quiet, note
from tui.cli.output import print_json, print_lines
from tui.cli.sign_in import directory_of, writable_session_for
from tui.cli.termination import telling_what_may_be
from tui.format.ages import moment, stamp
from tui.format.destination_text import place_fields, places_in, told_of
from tui.format.unresolved import unresolved_line
from widgets.plain import visible

UNSEEN = "The password was never shown. --yes deletes the credential."
NOT_TRIED = {
    JournalState.INTENT: "Nothing was sent.",
    JournalState.SENT: "No response was received. --yes checks for the credential.",
    JournalState.PENDING: "The response was lost. --yes checks for the credential again.",
    JournalState.CREATED: UNSEEN,
    JournalState.DISCARDING: "The credential was being deleted. --yes retries.",
    JournalState.SHOWN: "The password was shown, so the credential is never deleted without asking you.",
    JournalState.CUSTODY: "Saved and verified.",
    JournalState.ASK: "One or more credentials might match. --yes lists them.",
}
"""What `recover` says of a record that it leaves alone."""

ASKED_OF = {
    JournalState.SHOWN: "If you have the password, run oci-smtp recover --keep ID. If not, use --delete ID.",
    JournalState.ASK: "If it's one of these, run oci-smtp recover --delete ID --credential OCID.",
}
"""What a person can say about a record, besides `--close`."""

CLOSES = "To close a record, run oci-smtp recover --close ID. No credential is deleted."

FIELDS = (
    *("intent", "state", "user_id", "user", "description", "credential_id", "user_name", "profile", "begun"),
    *("account", "needs_answer", "candidates", "destinations"),
)
"""What the JSON says of each."""

AT_WORK = "Another oci-smtp process is working on it."


def recover(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp recover`: what was interrupted; `--yes` resolves what needs no person, the others are an answer.

    With `--destinations`: where passwords are that aren't needed there.
    """
    if asked.credential and not asked.delete:
        raise UsageError("--credential works only with --delete.", "Use both.")
    names = fields_asked(asked, PLACE_FIELDS if asked.destinations else FIELDS)
    journal = open_journal(options, os.environ)
    if asked.destinations:
        return offer_places(options, journal, asked.output, names)
    if asked.keep or asked.delete or asked.close:
        _print([account_of(_answered(options, journal, asked))], asked.output, names)
        return ExitCode.DONE
    accounts = _settled(options, journal) if asked.yes else []
    seen = {account.record.intent for account in accounts}
    accounts += [_untouched(journal, record) for record in journal.unfinished() if record.intent not in seen]
    unreadable = journal.unreadable()
    _print(accounts, asked.output, names)
    for error in unreadable:
        print(visible(f"oci-smtp: {error.title}: {error.cause} {error.next_step}"), file=sys.stderr)
    if not accounts and not unreadable and not is_quiet():
        print("No interrupted credentials.", file=sys.stderr)
    is_settled = all(item.record.state.is_finished for item in accounts) and not unreadable
    return ExitCode.DONE if is_settled else ExitCode.UNKNOWN


def _answered(options: Options, journal: Journal, asked: argparse.Namespace) -> Record:
    """The record about which the person said something; only a deletion needs a network."""
    answers = RecoveryAnswers(journal)
    if asked.keep:
        return answers.keep(answers.called(asked.keep))
    if asked.close:
        return answers.close(answers.called(asked.close))
    record = answers.called(asked.delete)
    if not record.credential_ocid and not asked.credential:
        raise UsageError(
            "It's unknown which credential this is.",
            "To list possible matches, run oci-smtp recover --yes. Then add --credential OCID.",
        )
    with telling_what_may_be(lambda: unresolved_line(options)):
        return _recovery(options, journal).discard(record, asked.credential)


def _settled(options: Options, journal: Journal) -> list[InterruptedGeneration]:
    with telling_what_may_be(lambda: unresolved_line(options)):
        return _recovery(options, journal).settle_all()


def _recovery(options: Options, journal: Journal) -> Recovery:
    session = writable_session_for(options)
    return Recovery(directory_of(session), journal, session.tenancy_ocid)


def _untouched(journal: Journal, record: Record) -> InterruptedGeneration:
    if journal.is_held(record):
        return InterruptedGeneration(record, AT_WORK)
    return InterruptedGeneration(record, NOT_TRIED[record.state], needs_answer=record.state in ASKED_OF)


def _print(accounts: list[InterruptedGeneration], output: str, names: Sequence[str]) -> None:
    if output == "json":
        print_json([only(_account_fields(account), names) for account in accounts])
        return
    for account in accounts:
        record = account.record
        lines = [f"{record.intent}  {record.state.value}  {record.user_name}  {account.text}"]
        for item in account.suspects:
            told = f"{item.ocid}  {item.user_name}  “{item.description}”  {moment(item.created)}"
            lines.append(f"  {told}  {evidence(record, item)}")
        lines += [f"{' ' * len(record.intent)}  {told_of(finding)}" for finding in places_in(record)]
        print_lines(lines)
    _print_what_can_be_said(accounts)


def _print_what_can_be_said(accounts: list[InterruptedGeneration]) -> None:
    """On standard error, once for each kind: programs read the other lines."""
    open_states = {account.record.state for account in accounts if not account.record.state.is_finished}
    for state, said in ASKED_OF.items():
        if state in open_states:
            note(said)
    if open_states:
        note(CLOSES)


def _account_fields(account: InterruptedGeneration) -> dict[str, object]:
    record = account.record
    return {
        "intent": record.intent,
        "state": record.state.value,
        "user_id": record.user_ocid,
        "user": record.user_name,
        "description": record.description,
        "credential_id": record.credential_ocid,
        "user_name": record.smtp_user_name,
        "profile": record.profile,
        "begun": stamp(record.meant_at),
        "account": account.text,
        "needs_answer": account.needs_answer,
        "candidates": [_candidate_fields(record, item) for item in account.suspects],
        "destinations": [place_fields(finding) for finding in places_in(record)],
    }


def _candidate_fields(record: Record, item: Credential) -> dict[str, object]:
    return {
        "credential_id": item.ocid,
        "user_name": item.user_name,
        "description": item.description,
        "created": stamp(item.created),
        "created_by": item.created_by,
        "evidence": evidence(record, item),
    }
