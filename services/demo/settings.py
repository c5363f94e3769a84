"""What Oracle does not document, or what differs from tenancy to tenancy, as switches."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args, get_origin, get_type_hints

Expiry = Literal["kept", "enforced", "ignored"]
LimitError = Literal[
    "LimitExceeded",
    "IdcsConversionError",
    "409",
    "QuotaExceeded",
    "message-id",
    "text",
    "403",
    "412",
    "conflict",
    "unsaid",
    "404",
    "401",
]
Mode = Literal["both", "classic", "domains"]
NoDomains = Literal["404", "empty"]
NoPermission = Literal["401", "403"]
SenderRefusedAt = Literal["MAIL", "RCPT", "DATA", "AUTH"]
StaleEtag = Literal["409", "412"]
DomainMoved = Literal["no", "307", "308"]
Flag = Literal[True, False]
SmtpTrouble = Literal[
    "",
    "421 4.4.0 Problem attempting to execute commands. Please try again later",
    "421 Too many connections, try again later",
    "421 4.3.0 Mail system failure, closing transmission channel",
    "451 Server error",
    "451 Error in Processing",
    "452 System storage error",
    "455 Maximum messages sent per minute reached",
    "455 Maximum messages sent per day reached",
]
"""The replies of Email Delivery that ask a client to come back (Email/Concepts/troubleshooting.htm, 2026-09)."""


@dataclass
class Settings:
    """How the tenancy behaves where OCI may behave one way or another. May be changed at any time.

    A field whose type is a `Literal` is a switch: see `switches`.
    """

    mode: Mode = "both"
    """`classic`: there are no identity domains. `domains`: the IAM API reads users and rejects changes to them
    and their credentials, as it does where the identity domain behind it does not know the caller."""
    no_domains: NoDomains = "404"
    """How a tenancy without identity domains answers when asked for them."""
    limit_error: LimitError = "LimitExceeded"
    """How a third SMTP credential is rejected, by either API: see `services.demo.scim.credential_limit`."""
    replay_recognized: Flag = True
    """Whether a create that is sent again with its retry token is known for the same one. If not, it is carried out."""
    replay_password: Flag = True
    """Whether the replay of a create by its retry token has the password again."""
    my_password: Flag = True
    """Whether the answer to creating a credential for the caller, through an identity domain, has the password."""
    no_permission: NoPermission = "401"
    """How an identity domain rejects a caller without the role: 401 is what was seen, 403 what others answer."""
    stale_etag: StaleEtag = "409"
    """How a change with an outdated etag is rejected: 409 was recorded, 412 is documented."""
    sender_refused_at: SenderRefusedAt = "MAIL"
    """The SMTP command after which Email Delivery rejects an envelope From that isn't allowed. `AUTH`: who can send
    from no approved sender at all is rejected there already, and for an address at `MAIL`."""
    domain_moved: DomainMoved = "no"
    """The status with which each identity domain points from its URL to the one in its home region."""
    expiry: Expiry = "kept"
    """What an identity domain does with the `expiresOn` of a create, which Oracle does not document: it is returned and
    nothing else; or Email Delivery rejects the credential from then on, too; or it is dropped."""
    token_seconds: int = 3600
    """How long a security token lasts: 5 to 60 minutes in OCI (docs.oracle.com, API/SDKDocs/clitoken.htm)."""
    iam_page_size: int = 1000
    """The most rows of one page of IAM, whatever `limit` asks for: 100 in 2018 (recorded), 1,000 documented."""
    indented: Flag = False
    """Whether IAM writes its JSON indented, as recorded."""
    gzip: Flag = False
    """Whether answers are compressed for a client that takes it, their etags ending in `--gzip`: some services do."""
    smtp_trouble: SmtpTrouble = ""
    """What MAIL FROM draws though nothing is wrong with it; 421 also closes the connection."""
    smtp_endpoint: str | None = None
    """The host that Email Delivery names for SMTP; None for the one of the region."""
    secret_creating_reads: int = 1
    """How many times a new secret of a vault is still CREATING when it is read."""
    clock_tolerance: timedelta | None = timedelta(minutes=5)
    """How far a request's date may be from the tenancy's clock; None for any distance."""


def switches() -> dict[str, tuple[object, ...]]:
    """The values of each switch, by its name: the first is not always the default."""
    hints = get_type_hints(Settings)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}
