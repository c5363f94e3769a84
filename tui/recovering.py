"""`oci-smtp recover`: what was left unfinished, and settling it."""

import argparse
import os
import sys

from services.directory.classic import ClassicDirectory
from services.errors import ExitCode
from services.journal import State, open_journal
from services.options import Options
from services.recovery import Account, Recovery
from tui.ages import moment
from tui.printing import print_json
from tui.signing_in import writable_session_for
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


def recover(options: Options, asked: argparse.Namespace) -> int:
    """`oci-smtp recover`: what is unfinished; with `--yes` what nobody saw is revoked."""
    journal = open_journal(options, os.environ)
    if asked.yes:
        session = writable_session_for(options)
        accounts = Recovery(ClassicDirectory(session), journal, session.tenancy_ocid).settle_all()
    else:
        accounts = [Account(record, NOT_TRIED[record.state]) for record in journal.unfinished()]
    if asked.output == "json":
        print_json([_account_fields(account) for account in accounts])
    else:
        for account in accounts:
            record = account.record
            print(visible(f"{record.intent}  {record.state.value}  {record.user_name}  {account.text}"))
        if not accounts:
            print("Nothing is unfinished.", file=sys.stderr)
    return ExitCode.DONE if all(item.record.state.is_finished for item in accounts) else ExitCode.UNKNOWN


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
    }
