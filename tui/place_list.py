"""`oci-smtp recover --destinations`: where passwords of interrupted and deleted credentials are."""

import sys

from services.errors import ExitCode, OciSmtpError
from services.journal import Journal
from services.leftovers import write_off
from services.options import Options
from services.places import Finding, Places
from services.record import Record, State
from tui.place_words import REMOVAL, place_fields, told_of
from tui.printing import print_json
from tui.signing_in import writable_session_for
from tui.typed_answer import is_yes
from widgets.plain import visible


def offer_places(options: Options, journal: Journal, output: str) -> int:
    """Name each place, and ask for each that can be emptied from here; as `json`, or without a terminal, only name it.

    `output` is `text` or `json`.
    """
    places = Places(writable_session_for(options))
    open_records = [record for record in journal.records() if _is_open(record) and not journal.is_held(record)]
    found = [(record, finding) for record in open_records for finding in places.look_all(record.places)]
    if output == "json":
        print_json(
            [{"intent": record.intent, "user": record.user_name, **place_fields(finding)} for record, finding in found]
        )
        return ExitCode.DONE
    if not found:
        print("No destination contains the password of an interrupted or deleted credential.", file=sys.stderr)
    return _offer_each(places, journal, found)


def _offer_each(places: Places, journal: Journal, found: list[tuple[Record, Finding]]) -> ExitCode:
    code = ExitCode.DONE
    for record, finding in found:
        print(visible(f"{record.intent}  {record.user_name}  {told_of(finding)}"))
        if finding.can_be_emptied and _is_meant(finding) and not _empty(places, journal, finding):
            code = ExitCode.FAILED
    return code


def _is_open(record: Record) -> bool:
    """Whether its places are nothing that somebody relies on."""
    return not record.state.is_finished or record.state is State.DISCARDED


def _is_meant(finding: Finding) -> bool:
    if not sys.stdin.isatty():
        return False
    return is_yes(f"{REMOVAL[finding.destination.kind]}?")


def _empty(places: Places, journal: Journal, finding: Finding) -> bool:
    try:
        told = places.empty(finding.destination)
    except OciSmtpError as error:
        print(visible(f"oci-smtp: {error.title}: {error.cause} {error.next_step}".rstrip()), file=sys.stderr)
        return False
    write_off(journal, finding.destination)
    print(visible(told))
    return True
