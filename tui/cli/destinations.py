"""`oci-smtp recover --destinations`: where passwords of interrupted and deleted credentials are."""

import sys
from collections.abc import Sequence

from services.config.options import Options
from services.credentials.journal import Journal
from services.credentials.journal_record import JournalState, Record
from services.delivery.destination_status import DestinationStatus
from services.delivery.destinations import Destinations
from services.delivery.leftovers import write_off
from services.model.errors import ExitCode, OciSmtpError
from tui.cli.json_fields import only
from tui.cli.notes import is_quiet
from tui.cli.output import print_json, print_lines
from tui.cli.sign_in import writable_session_for
from tui.cli.typed_answer import can_ask, is_yes
from tui.format.destination_text import place_fields, removal_of, told_of
from widgets.plain import visible

PLACE_FIELDS = ("intent", "user", "kind", "name", "encrypted", "id", "version", "standing", "account")
"""What the JSON says of each destination."""


def offer_places(options: Options, journal: Journal, output: str, names: Sequence[str]) -> int:
    """Name each place, and ask for each that can be emptied from here; as `json`, or without a terminal, only name it.

    `output` is `text` or `json`, which then has the fields of these names.
    """
    destinations = Destinations(writable_session_for(options))
    open_records = [record for record in journal.records() if _is_open(record) and not journal.is_held(record)]
    found = [
        (record, finding) for record in open_records for finding in destinations.look_all(record.open_destinations)
    ]
    if output == "json":
        rows = ({"intent": each.intent, "user": each.user_name, **place_fields(finding)} for each, finding in found)
        print_json([only(row, names) for row in rows])
        return ExitCode.DONE
    if not found and not is_quiet():
        print("No destination contains the password of an interrupted or deleted credential.", file=sys.stderr)
    return _offer_each(options, destinations, journal, found)


def _offer_each(
    options: Options, destinations: Destinations, journal: Journal, found: list[tuple[Record, DestinationStatus]]
) -> ExitCode:
    code = ExitCode.DONE
    for record, finding in found:
        print_lines([f"{record.intent}  {record.user_name}  {told_of(finding)}"])
        is_offered = finding.can_be_emptied and can_ask(options)
        if is_offered and _is_meant(finding) and not _empty(destinations, journal, finding):
            code = ExitCode.FAILED
    return code


def _is_open(record: Record) -> bool:
    """Whether its places are uncertain: nothing is known of the credential of a closed record."""
    return not record.state.is_finished or record.state in (JournalState.DISCARDED, JournalState.CLOSED)


def _is_meant(finding: DestinationStatus) -> bool:
    return is_yes(f"{removal_of(finding)}?")


def _empty(destinations: Destinations, journal: Journal, finding: DestinationStatus) -> bool:
    try:
        told = destinations.empty(finding.destination)
    except OciSmtpError as error:
        print(visible(f"oci-smtp: {error.title}: {error.cause} {error.next_step}".rstrip()), file=sys.stderr)
        return False
    write_off(journal, finding.destination)
    print_lines([told])
    return True
