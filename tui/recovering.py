"""`oci-smtp recover`: what was left unfinished, and settling it."""

import argparse
import os
import sys

from services.errors import ExitCode
from services.journal import Journal, open_journal
from services.options import Options
from services.record import Record, State
from services.recovery import Account, Recovery
from tui.ages import moment
from tui.place_list import offer_places
from tui.place_words import place_fields, places_in, told_of
from tui.printing import print_json
from tui.signing_in import directory_of, writable_session_for
from widgets.plain import visible

UNSEEN = "Nobody has seen its password: --yes deletes it."
NOT_TRIED = {
    State.INTENT: "Nothing was sent.",
    State.SENT: "Its answer is missing: --yes looks for it, and deletes it if it exists.",
    State.PENDING: "Its answer was lost: --yes looks for it again, and deletes it if it exists.",
    State.CREATED: UNSEEN,
    State.DISCARDING: UNSEEN,
    State.SHOWN: "Somebody may hold its password. Say in the app (U) whether it is kept or deleted.",
    State.CUSTODY: "It is in safe keeping.",
    State.ASK: "More than one credential may be it. Look at the user's credentials.",
}
"""What `recover` says of a record that it leaves alone."""


AT_WORK = "Another oci-smtp is at work on it right now."


def recover(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp recover`: what is unfinished; with `--yes` what nobody saw is revoked.

    With `--destinations`: where passwords are that nobody needs there.
    """
    journal = open_journal(options, os.environ)
    if asked.destinations:
        return offer_places(options, journal, asked.output)
    accounts = _settled(options, journal) if asked.yes else []
    seen = {account.record.intent for account in accounts}
    accounts += [_untouched(journal, record) for record in journal.unfinished() if record.intent not in seen]
    unreadable = journal.unreadable()
    if asked.output == "json":
        print_json([_account_fields(account) for account in accounts])
    else:
        for account in accounts:
            record = account.record
            print(visible(f"{record.intent}  {record.state.value}  {record.user_name}  {account.text}"))
            for finding in places_in(record):
                print(visible(f"{' ' * len(record.intent)}  {told_of(finding)}"))
    for error in unreadable:
        print(visible(f"oci-smtp: {error.title}: {error.cause} {error.next_step}"), file=sys.stderr)
    if not accounts and not unreadable:
        print("Nothing is unfinished.", file=sys.stderr)
    is_settled = all(item.record.state.is_finished for item in accounts) and not unreadable
    return ExitCode.DONE if is_settled else ExitCode.UNKNOWN


def _settled(options: Options, journal: Journal) -> list[Account]:
    session = writable_session_for(options)
    return Recovery(directory_of(session), journal, session.tenancy_ocid).settle_all()


def _untouched(journal: Journal, record: Record) -> Account:
    return Account(record, AT_WORK if journal.is_held(record) else NOT_TRIED[record.state])


def _account_fields(account: Account) -> dict[str, object]:
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
        "begun": moment(record.meant_at),
        "account": account.text,
        "needs_answer": account.needs_answer,
        "destinations": [place_fields(finding) for finding in places_in(record)],
    }
