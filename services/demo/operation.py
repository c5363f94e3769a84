"""One operation of the tenancy's services."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from services.demo.call import Call
from services.demo.http import Response

Access = Literal["everyone", "owner", "self", "administrator"]

IDENTITY = "/20160918"
EMAIL = "/20170907"
LIMITS = "/20190729"
SCIM = "/admin/v1"
KMS = "/20180608"
SECRETS = "/20190301"


@dataclass(frozen=True)
class Operation:
    """One operation, named as in the Python SDK.

    `access`: everyone; `owner`, the user in the path, and administrators; `self`, who is of the identity domain asked;
    or administrators alone.
    """

    method: str
    template: str
    answer: Callable[[Call], Response]
    access: Access = "administrator"

    @property
    def name(self) -> str:
        """The name of the SDK's method."""
        return self.answer.__name__

    @property
    def is_scim(self) -> bool:
        """Whether it is of the identity domains' own API."""
        return self.template.startswith(SCIM)

    @property
    def writes_identity(self) -> bool:
        """Whether it must be sent to the home region."""
        return self.method != "GET" and self.template.startswith(IDENTITY)

    @property
    def changes_user(self) -> bool:
        """Whether it changes a user, or what a user has, through the IAM API."""
        return self.method != "GET" and self.template.startswith(f"{IDENTITY}/users")
