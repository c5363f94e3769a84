"""Names of SCIM schemas, as Oracle's identity domains use them (oci.identity_domains.models)."""

_ORACLE = "urn:ietf:params:scim:schemas:oracle:idcs"

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
SMTP_CREDENTIAL = f"{_ORACLE}:smtpCredential"
"""Of your own credentials, too, as Oracle's Terraform examples have it."""

CAPABILITIES_CHANGER = f"{_ORACLE}:UserCapabilitiesChanger"
STATUS_CHANGER = f"{_ORACLE}:UserStatusChanger"

SELF_CHANGE = f"{_ORACLE}:extension:selfChange:User"
"""Its `allowSelfChange` is set where a caller means to change himself through a resource that is for everyone
(docs.oracle.com, Identity/api-getstarted)."""

CAPABILITIES = f"{_ORACLE}:extension:capabilities:User"
USER_STATE = f"{_ORACLE}:extension:userState:User"
USER_MORE = f"{_ORACLE}:extension:user:User"
GROUP_MORE = f"{_ORACLE}:extension:group:Group"

SEARCH_REQUEST = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
LIST_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
ERROR_MORE = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error"
