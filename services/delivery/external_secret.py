"""A Kubernetes manifest that follows a secret of OCI Vault, for the External Secrets Operator. No password is in it.

Fields: the CRDs of github.com/external-secrets/external-secrets 2.9.0, `apis/externalsecrets/v1`. Each field of the
secret is named by itself: the operator extracts all at once only where every value is text, and the port is a number
(`GetSecretMap` of its provider for Oracle).
"""

import json
import re

from services.delivery.vault_content import FIELDS
from services.model.destination import Destination
from services.resources.secret_versions import CURRENT

API_VERSION = "external-secrets.io/v1"

REFRESH = "15m"
"""How often the operator asks OCI for the secret: so long can it take until programs get a version made CURRENT."""

LONGEST_NAME = 63
"""Of what Kubernetes calls a thing, where the name is to be a label as well (kubernetes.io, RFC 1123 label names)."""

LAST_OF_BMP = "\uffff"

OUTSIDE_NAME = re.compile(r"[^a-z0-9]+")


def external_secret(where: Destination) -> str:
    """A SecretStore and an ExternalSecret, as two YAML documents. Every value from outside is quoted."""
    name = _quoted(kubernetes_name(where.name))
    store = [
        f"# Follows the {CURRENT} version of the secret in OCI Vault. Contains no password.",
        "# principalType can also be Workload or UserPrincipal: external-secrets.io/latest/provider/oracle-vault/",
        *_head("SecretStore", name),
        "  provider:",
        "    oracle:",
        f"      vault: {_quoted(where.vault)}",
        f"      region: {_quoted(where.region)}",
        "      principalType: InstancePrincipal",
    ]
    secret = [
        *_head("ExternalSecret", name),
        f"  refreshInterval: {REFRESH}",
        "  secretStoreRef:",
        "    kind: SecretStore",
        f"    name: {name}",
        "  target:",
        f"    name: {name}",
        "    creationPolicy: Owner",
        "  data:",
        *(line for field in FIELDS for line in _field(field, where.name)),
    ]
    return "\n".join([*store, "---", *secret, ""])


def kubernetes_name(text: str) -> str:
    """What Kubernetes calls a secret of that name: lowercase letters, digits, and hyphens."""
    return OUTSIDE_NAME.sub("-", text.lower())[:LONGEST_NAME].strip("-") or "smtp-credential"


def _head(kind: str, name: str) -> list[str]:
    return [f"apiVersion: {API_VERSION}", f"kind: {kind}", "metadata:", f"  name: {name}", "spec:"]


def _field(field: str, secret_name: str) -> list[str]:
    return [
        f"    - secretKey: {field}",
        "      remoteRef:",
        f"        key: {_quoted(secret_name)}",
        f"        property: {field}",
        f"        version: {CURRENT}",
    ]


def _quoted(text: str) -> str:
    """A text as YAML: in ASCII, a JSON string is a double-quoted scalar (yaml.org, 1.2.2, sections 1.3 and 7.3.1).

    Except for characters that JSON writes as two: YAML has an escape of eight digits for them (section 5.7).
    """
    return f'"{"".join(_escaped(character) for character in text)}"'


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if character <= LAST_OF_BMP else f"\\U{ord(character):08x}"
