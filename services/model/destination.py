"""Where a password goes, as the journal keeps it from before it goes there. Never a secret in it."""

from datetime import datetime

import msgspec

KEYRING, FILE, VAULT, MAIL, PRINTER = "keyring", "file", "vault", "mail", "printer"
"""Kinds of destinations. Journals of later versions may have others."""


class Destination(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place that a password is handed to, with what is needed to find it again there.

    Of a file it keeps what tells the one that was written from another of its name: nothing of what is in it.
    """

    kind: str
    name: str
    """The user name in a keyring, the path of a file, the name of a secret, an address, or a print queue."""
    noted_at: datetime
    is_encrypted: bool = False
    """Whether only its recipients can read it there."""
    is_gone: bool = False
    """Whether it is known not to be there: it did not arrive, or was removed."""

    host: str = ""
    """The computer from which it was sent there: files, keyrings and printers are looked for on that one."""
    service: str = ""
    """Of a keyring: under what it is kept."""
    size: int = 0
    """Of a file: its bytes once it is complete."""
    device: int = 0
    inode: int = 0
    """Of a file: which one it is, known from before anything was written to it."""
    written_ns: int = 0
    """Of a file: when the last of it was written; 0 while that is not known."""
    vault: str = ""
    vault_name: str = ""
    compartment: str = ""
    region: str = ""
    ocid: str = ""
    """Of a secret of OCI Vault: where it is, and its own OCID once that is known."""
    version_name: str = ""
    version: int = 0
    """Of a version that was added to an existing secret: our name for it, and its number once that is known."""
    job: int = 0
    """Of a printer: the number of the job in CUPS."""

    @property
    def label(self) -> str:
        """What a person knows it by."""
        secrecy = "encrypted" if self.is_encrypted else "plain text"
        labels = {
            KEYRING: f"the keyring of this machine ({self.service})",
            FILE: f"the file {self.name} ({secrecy})",
            VAULT: f"{self._version_label}the secret {self.name} in the vault {self.vault_name}",
            MAIL: f"an email to {self.name} ({secrecy})",
            PRINTER: f"a sheet printed on {self.name}" + (f", job {self.job}" if self.job else ""),
        }
        return labels.get(self.kind, self.name)

    @property
    def _version_label(self) -> str:
        if not self.version_name:
            return ""
        return f"version {self.version} of " if self.version else "a new version of "

    def is_same_place(self, other: "Destination") -> bool:
        """Whether both are about one place, however much is known of it."""
        return self._identity == other._identity

    @property
    def _identity(self) -> tuple[str, ...]:
        where = (self.service, self.vault, self.compartment, self.region)
        return (self.kind, self.name, *where, self.version_name)


def noted(destinations: list[Destination], newer: Destination) -> list[Destination]:
    """The destinations, with what is known now of one of them."""
    return [*(each for each in destinations if not each.is_same_place(newer)), newer]
