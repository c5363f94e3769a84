"""`oci-smtp generate --to`, and what became of it."""

import os
import subprocess
from pathlib import Path

from services.config.paths import journal_folder
from services.credentials.journal_record import JournalState, read_record
from services.delivery import Availability, DeliveryChannel, Package, Receipt
from services.demo.store.credentials import StoredCredential
from services.demo.tenancy import Tenancy
from tests.tui.shell import NONE

ADDRESSES = ("--mail-from", "orders@example.com", "--mail-to", "anna@example.com")


def generate(*more: str) -> list[str]:
    return ["generate", NONE, "-d", "billing host", *more]


def held_by(tenancy: Tenancy) -> list[StoredCredential]:
    return tenancy.credentials(tenancy.user_ocid(NONE))


def states() -> list[JournalState]:
    return [read_record(path).state for path in Path(journal_folder(os.environ)).glob("*.json")]


def opened(path: Path, key: Path) -> str:
    return subprocess.run(["age", "-d", "-i", key, path], check=True, capture_output=True, text=True).stdout


class Pigeon(DeliveryChannel):
    """Takes it away, and never comes back."""

    name = "pigeon"

    def available(self) -> Availability:
        return Availability(True, "")

    def deliver(self, package: Package) -> Receipt:
        return Receipt("a pigeon", False, "A pigeon has it.")

    def verify(self, package: Package) -> bool:
        return False
