"""Words that many formats share: yes and no, kinds of TLS, placeholders, the user names of OCI."""

import re

from services.client_check.account import Tls

TRUE = ("true", "yes", "on", "1", "y", "t", "enabled", "always", "required")
FALSE = ("false", "no", "off", "0", "n", "f", "disabled", "never")

NULL = ("", "null", "none", "(null)", "nil")

USER_NAME = re.compile(
    r"ocid1\.user\.(oc[0-9]+)\.[a-z0-9-]*\.[a-z0-9]+@ocid1\.tenancy\.\1\.[a-z0-9-]*\.[a-z0-9]+\.[a-z0-9]{2}\.com"
)
"""The user name that OCI generates: two OCIDs and an ending of two letters or digits (recorded by oci-cli)."""

ADDRESS = re.compile(r"(?:[^<>\r\n]{0,200}<)?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253})>?")
"""An email address, alone or after a name (RFC 5322, 3.4)."""

PLACEHOLDER = re.compile(
    r"<[\w .-]*>|\[[\w .-]*\]|\{\{.*\}\}|%[A-Za-z_]+%|\*+|x{3,}|\.{3,}|…|_+|"
    r"(?:your|my|the|our|some|enter|insert|put|replace|add)[_ -][\w .-]*|[\w .-]*[_ -](?:here|placeholder)|"
    r"(?:change|replace|fill)[\W_]?(?:me|this|it|in)?|changeit|todo|tbd|fixme|dummy|example|placeholder|none|"
    r"(?:smtp|mail|email)?[\W_]?(?:password|passwd|pass|secret|user|username|user_name|host|server)|redacted|hidden",
    re.IGNORECASE,
)
"""What stands for a text in an example."""

EXAMPLE_ADDRESS = re.compile(r".*@(?:[\w.-]+\.)?(?:example\.(?:com|org|net)|localhost|(?:your|my)?-?domain\.\w+)", re.I)
"""An address that documents and frameworks use (RFC 2606, 3)."""

IMPLICIT_WORDS = ("ssl", "smtps", "implicit", "ssl/tls", "tls/ssl", "force_tls", "forcetls", "ssltls", "tls-implicit")
STARTTLS_WORDS = ("starttls", "start_tls", "starttls_required", "mandatorystarttls", "explicit")
OPTIONAL_WORDS = ("auto", "opportunistic", "opportunisticstarttls", "may")


def is_true(text: str) -> bool | None:
    """Yes, no, or None for neither."""
    word = text.strip().lower()
    return True if word in TRUE else False if word in FALSE else None


def tls_of_word(text: str) -> Tls:
    """The kind of TLS that a word such as `ssl` names; `tls` is used for both kinds."""
    word = text.strip().lower()
    if word in IMPLICIT_WORDS:
        return Tls.IMPLICIT
    if word in STARTTLS_WORDS:
        return Tls.STARTTLS
    if word in OPTIONAL_WORDS:
        return Tls.OPTIONAL
    if word in ("tls", "true", "yes", "on", "1"):
        return Tls.EITHER
    return Tls.NONE if word in (*FALSE, "plain", "insecure", "unencrypted") else Tls.UNKNOWN


def flags(implicit: bool | None, starttls: bool | None) -> Tls:
    """The kind of TLS of two switches: None for one that isn't set, which is off."""
    if implicit:
        return Tls.IMPLICIT
    return Tls.STARTTLS if starttls else Tls.NONE
