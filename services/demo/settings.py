"""What Oracle does not document, or what differs from tenancy to tenancy, as switches."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Expiry = Literal["kept", "enforced", "ignored"]
LimitError = Literal["LimitExceeded", "IdcsConversionError", "409"]
Mode = Literal["both", "classic", "domains"]
NoDomains = Literal["404", "empty"]
NameTaken = Literal["400", "409"]


@dataclass
class Settings:
    """How the tenancy behaves where OCI may behave one way or another. May be changed at any time."""

    mode: Mode = "both"
    """`classic`: there are no identity domains. `domains`: the IAM API reads users and rejects changes to them
    and their credentials, as it does where the identity domain behind it does not know the caller."""
    no_domains: NoDomains = "404"
    """How a tenancy without identity domains answers when asked for them."""
    limit_error: LimitError = "LimitExceeded"
    """How a third SMTP credential is refused: three forms have been seen for the siblings of SMTP credentials."""
    replay_password: bool = True
    """Whether the replay of a create by its retry token has the password again."""
    my_password: bool = True
    """Whether the answer to creating a credential for the caller, through an identity domain, has the password."""
    expiry: Expiry = "kept"
    """What an identity domain does with the `expiresOn` of a create, which Oracle does not document: it is returned and
    nothing else; or Email Delivery rejects the credential from then on, too; or it is dropped."""
    token_seconds: int = 3600
    """How long a security token lasts: 5 to 60 minutes in OCI (docs.oracle.com, API/SDKDocs/clitoken.htm)."""
    smtp_endpoint: str | None = None
    """The host that Email Delivery names for SMTP; None for the one of the region."""
    secret_creating_reads: int = 1
    """How many times a new secret of a vault is still CREATING when it is read."""
    secret_updating_reads: int = 1
    """How many times a secret of a vault is still UPDATING when it is read after a change."""
    secret_name_taken: NameTaken = "400"
    """How a second secret of a name is refused: 400 InvalidParameter "name already exists" has been seen
    (github.com/external-secrets/external-secrets/issues/6771), and 409 is what the API reference leads to expect."""
    pending_is_superseded: bool = False
    """Whether a new PENDING version of a secret makes an earlier PENDING one DEPRECATED."""
    clock_tolerance: timedelta | None = timedelta(minutes=5)
    """How far a request's date may be from the tenancy's clock; None for any distance."""
