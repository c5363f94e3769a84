"""Users and SMTP credentials of one identity domain, through its SCIM API.

What belongs to the signed-in user goes through `/MySmtpCredentials`, which needs no role; what belongs to others
through the resource for administrators.
"""

from collections.abc import Iterator
from datetime import datetime

from services.api.answer import decoded
from services.api.list_ends import as_far_as_readable, whole
from services.api.session import Session
from services.config.ocids import OCID
from services.directory import Json, PasswordMissingError, scim
from services.directory.domain_list import IdentityDomain
from services.directory.domain_users import DomainUsers
from services.directory.issued import checked_issue
from services.directory.lookup import known_credentials, only_record
from services.model.errors import NotAuthorizedError, OciSmtpError, OutcomeUnknownError
from services.model.override import override
from services.model.times import rfc3339
from services.model.values import Credential, IssuedCredential, OwnedCredential, User

CREDENTIALS = "/admin/v1/SmtpCredentials"
MY_CREDENTIALS = "/admin/v1/MySmtpCredentials"


class DomainsDirectory(DomainUsers):
    """The `Directory` of one identity domain."""

    can_suspend = True
    sets_expiry = True

    def __init__(self, session: Session, domain: IdentityDomain) -> None:
        super().__init__(session, domain)
        self._scim_ids: dict[str, str] = {}
        self._mine_has_password = True

    @override
    def all_credentials(self) -> Iterator[list[OwnedCredential]] | None:
        query = {"attributes": scim.CREDENTIAL_ATTRIBUTES}
        pages = self._pages(scim.ScimOwnedCredential, CREDENTIALS, "listing all credentials", query)
        return map(self._owned, pages)

    @override
    def credential_record(self, user: User, credential: Credential) -> Json:
        path = self._path_of(user, credential)
        return only_record([self._wire.read(Json, path, "reading the credential")[0]] if path else [], credential)

    @override
    def credentials(self, user: User) -> list[Credential]:
        doing = f"listing the credentials of {user.name}"
        query = {} if self._is_me(user) else {"filter": scim.owner_filter(scim.checked_id(user.ocid))}
        path = MY_CREDENTIALS if self._is_me(user) else CREDENTIALS
        found, lacking = as_far_as_readable(self._pages(scim.ScimCredential, path, doing, query))
        there = [self._noted(item) for item in found]
        return whole(sorted(there, key=lambda item: item.created.timestamp() if item.created else 0.0), lacking)

    @override
    def create_credential(
        self, user: User, description: str, retry_token: str, expires: datetime | None = None
    ) -> IssuedCredential:
        doing = f"creating a credential for {user.name}"
        path, body = self._creation(user)
        body |= {"expiresOn": rfc3339(expires)} if expires else {}
        answer = self._wire.write("POST", path, doing, {**body, "description": description}, retry_token)
        try:
            issued = decoded(scim.ScimIssued, answer, doing, ("id", "ocid", "userName", "password"))
        except OciSmtpError as error:
            raise OutcomeUnknownError(f"{error.cause} The credential was probably created anyway.") from None
        # A copy, because other threads note what they list at the same time, and an error here would lose the password.
        if any(known == issued.id and ocid != issued.ocid for ocid, known in self._scim_ids.copy().items()):
            raise OutcomeUnknownError("The response from OCI is about a credential that already existed.")
        try:
            return checked_issue(self._noted(issued), issued.password, OCID, scim.SCIM_ID)
        except PasswordMissingError:
            self._mine_has_password = self._mine_has_password and path != MY_CREDENTIALS
            raise

    @override
    def describe_credential(self, user: User, credential: Credential, description: str) -> None:
        self._replace(user, credential, "description", description, "changing the description")

    @override
    def suspend_credential(self, user: User, credential: Credential) -> None:
        self._replace(user, credential, "status", scim.INACTIVE, "suspending the credential")

    @override
    def restore_credential(self, user: User, credential: Credential) -> None:
        self._replace(user, credential, "status", scim.ACTIVE, "restoring the credential")

    def _replace(self, user: User, credential: Credential, attribute: str, value: str, doing: str) -> None:
        """Replace one attribute of a credential (RFC 7644, section 3.5.2.3).

        Raises:
            NotAuthorizedError: the user no longer has it, or you may not change it.
        """
        path = self._path_of(user, credential)
        if not path:
            raise NotAuthorizedError(
                f"{user.name} no longer has this credential.", "Refresh to see the current credentials."
            )
        change = {"op": "replace", "path": attribute, "value": value}
        body = {"schemas": [scim.PATCH], "Operations": [change]}
        self._wire.write("PATCH", path, doing, body)

    @override
    def delete_credential(self, user: User, credential: Credential) -> None:
        path = self._path_of(user, credential)
        if not path:
            return
        try:
            self._wire.write("DELETE", path, "deleting the credential")
        except NotAuthorizedError:
            if any(item.ocid == credential.ocid for item in known_credentials(self, user)):
                raise

    def _creation(self, user: User) -> tuple[str, dict[str, object]]:
        """Where to create a credential, and what to say of its owner.

        The answer of `/MySmtpCredentials` is not documented to have the password. Where it had none, the next is asked
        for as an administrator does, whose answer is.
        """
        body: dict[str, object] = {"schemas": [scim.SMTP_CREDENTIAL]}
        if self._is_me(user) and self._mine_has_password:
            return MY_CREDENTIALS, body
        owner = {"ocid" if OCID.fullmatch(scim.checked_id(user.ocid)) else "value": user.ocid}
        return CREDENTIALS, {**body, "user": owner, **({scim.SELF_CHANGE: True} if self._is_me(user) else {})}

    def _path_of(self, user: User, credential: Credential) -> str:
        """The path of a credential, which goes by its SCIM id alone; empty where the user has it no longer."""
        scim.checked_id(user.ocid)
        if credential.ocid not in self._scim_ids:
            known_credentials(self, user)
        scim_id = self._scim_ids.get(credential.ocid)
        return f"{MY_CREDENTIALS if self._is_me(user) else CREDENTIALS}/{scim_id}" if scim_id else ""

    def _noted(self, found: scim.ScimCredential) -> Credential:
        credential = scim.credential_from(found)
        if scim.SCIM_ID.fullmatch(found.id):  # it becomes part of a path
            self._scim_ids[credential.ocid] = found.id
        return credential

    def _owned(self, page: list[scim.ScimOwnedCredential]) -> list[OwnedCredential]:
        return [scim.owned_from(item, self._noted(item)) for item in page]
