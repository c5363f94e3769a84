"""How the destinations where a password may be are told, on the command line and in the app."""

from services.credentials.journal_record import Record
from services.delivery.destination_status import DestinationStatus, Presence
from services.delivery.destinations import Destinations
from services.model.destination import FILE, KEYRING, PRINTER, VAULT

REMOVAL = {
    FILE: "Delete the file",
    KEYRING: "Delete from the keyring",
    VAULT: "Schedule deletion of the secret",
    PRINTER: "Cancel the print job",
}
"""What can be done about a place, by its kind."""

REMOVAL_OF_VERSION = "Schedule deletion of the version"
"""What can be done about one version of a secret that has others."""

BEGUN = {"a": "A", "an": "An", "the": "The", "version": "Version"}
"""How a word that a label begins with begins a sentence; a name stays as it is."""

HOLDS = {
    Presence.THERE: "still contains the password.",
    Presence.UNKNOWN: "might still contain the password.",
    Presence.OTHER: "contained the password.",
}


def removal_of(finding: DestinationStatus) -> str:
    """What can be done about a place."""
    return REMOVAL_OF_VERSION if finding.is_version else REMOVAL[finding.destination.kind]


def told_of(finding: DestinationStatus) -> str:
    """A place, and what a look at it showed, in whole sentences."""
    article, space, rest = finding.destination.label.partition(" ")
    return f"{BEGUN.get(article, article)}{space}{rest} {HOLDS[finding.standing]} {finding.told}"


def places_in(record: Record) -> list[DestinationStatus]:
    """Where the password of a record might be, by the journal and the file system alone."""
    destinations = Destinations()
    found = [
        destinations.look(each) if each.kind == FILE else DestinationStatus(each, Presence.UNKNOWN, "Check it.")
        for each in record.open_destinations
    ]
    return [finding for finding in found if finding.standing is not Presence.GONE]


def place_fields(finding: DestinationStatus) -> dict[str, object]:
    """The fields of a destination in the JSON output."""
    place = finding.destination
    return {
        "kind": place.kind,
        "name": place.name,
        "encrypted": place.is_encrypted,
        "id": place.ocid,
        "version": place.version or None,
        "standing": finding.standing.value,
        "account": finding.told,
    }
