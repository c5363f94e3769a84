"""What OCI Vault keeps, region by region: vaults, their keys, and secrets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from services.demo.ocids import Ocids
from services.demo.store.compartments import Compartments
from services.demo.store.vault_secrets import StoredSecret

_VAULTS = (
    ("iad", "us-ashburn-1", "Production:Mail", "mail", "ACTIVE"),
    ("iad", "us-ashburn-1", "Development:Sandbox", "sandbox [test]", "ACTIVE"),
    ("iad", "us-ashburn-1", "Production", "old", "PENDING_DELETION"),
    ("fra", "eu-frankfurt-1", "Production:Mail", "mail-eu", "ACTIVE"),
)
_KEYS = (
    (0, "Production:Mail", "secrets", "AES", "ENABLED"),
    (0, "Production:Mail", "secrets-2019", "AES", "DISABLED"),
    (0, "Production:Mail", "signing", "RSA", "ENABLED"),
    (1, "Development", "sandbox", "AES", "ENABLED"),
    (2, "Production", "old", "AES", "ENABLED"),
    (3, "Production:Mail", "secrets-eu", "AES", "ENABLED"),
)


@dataclass
class Vault:
    """A vault. `region` is a key such as `iad`."""

    ocid: str
    region: str
    compartment: str
    name: str
    state: str
    management_endpoint: str
    created: datetime

    @property
    def netloc(self) -> str:
        """Host and port of the API for its keys."""
        return urlsplit(self.management_endpoint).netloc


@dataclass(frozen=True)
class Key:
    """A master encryption key of a vault."""

    ocid: str
    vault: str
    compartment: str
    name: str
    algorithm: str
    state: str
    created: datetime


class Vaults:
    """The vaults, keys and secrets of every region."""

    def __init__(self, ocids: Ocids, compartments: Compartments, today: datetime) -> None:
        self._ocids = ocids
        self._vaults = [
            Vault(
                ocids.make("vault", number, region),
                region,
                compartments.ocid_of(path),
                name,
                state,
                f"https://demo{number}-management.kms.{region_name}.oraclecloud.com",
                today - timedelta(days=700 - 40 * number),
            )
            for number, (region, region_name, path, name, state) in enumerate(_VAULTS)
        ]
        self.keys = [
            Key(
                ocids.make("key", number, self._vaults[vault].region),
                self._vaults[vault].ocid,
                compartments.ocid_of(path),
                name,
                algorithm,
                state,
                today - timedelta(days=650 - 30 * number),
            )
            for number, (vault, path, name, algorithm, state) in enumerate(_KEYS)
        ]
        self.secrets: list[StoredSecret] = []

    def __iter__(self) -> Iterator[Vault]:
        return iter(self._vaults)

    def find(self, ocid: str) -> Vault | None:
        """The vault with that OCID."""
        return next((vault for vault in self._vaults if vault.ocid == ocid), None)

    def at(self, netloc: str) -> Vault | None:
        """The vault whose keys are managed at that host and port."""
        return next((vault for vault in self._vaults if vault.netloc == netloc.removesuffix(":443")), None)

    def key(self, ocid: str) -> Key | None:
        """The key with that OCID."""
        return next((key for key in self.keys if key.ocid == ocid), None)

    def secret(self, ocid: str) -> StoredSecret | None:
        """The secret with that OCID."""
        return next((secret for secret in self.secrets if secret.ocid == ocid), None)

    def add(
        self,
        vault: Vault,
        key: Key,
        compartment: str,
        name: str,
        description: str,
        now: datetime,
        reads: int,
    ) -> StoredSecret:
        """Keep a secret, which has no version yet."""
        ocid = self._ocids.make("vaultsecret", len(self.secrets), vault.region)
        made = StoredSecret(ocid, vault.ocid, key.ocid, compartment, name, description, now, reads)
        self.secrets.append(made)
        return made
