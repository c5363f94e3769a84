"""The identity domains: the Default one in the root compartment and a second one below."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from services.demo.ocids import Ocids
from services.demo.store.compartments import Compartments


@dataclass(frozen=True)
class Domain:
    """An identity domain; `type` is DEFAULT or SECONDARY, `url` where its SCIM API is."""

    ocid: str
    compartment: str
    display_name: str
    description: str
    type: str
    url: str
    created: datetime


def domains(ocids: Ocids, compartments: Compartments, today: datetime) -> list[Domain]:
    """The identity domains of the tenancy."""
    rows = (("", "Default", "Default domain", "DEFAULT"), ("Partners", "Partners", "Partner companies", "SECONDARY"))
    return [
        Domain(
            ocids.make("domain", number),
            compartments.ocid_of(path),
            name,
            description,
            kind,
            f"https://idcs-{blake2b(ocids.make('domain', number).encode(), digest_size=16).hexdigest()}"
            ".identity.oraclecloud.com:443",
            today - timedelta(days=2900 - 1400 * number),
        )
        for number, (path, name, description, kind) in enumerate(rows)
    ]
