"""From addresses that a framework or a machine made up for lack of another: to approve one would not help."""

_MACHINE_USERS = frozenset(
    {"root", "www-data", "apache", "nginx", "daemon", "cron", "ubuntu", "opc", "ec2-user", "tomcat"}
)
"""Local parts of accounts that a host sends as: `sendmail`, cron, and PHP's `mail()` add the host's name."""

_PLACEHOLDERS = frozenset(
    {"contact", "email", "from", "hello", "me", "name", "sender", "test", "user", "webmaster", "you"}
)
"""Local parts with which templates of Laravel, Rails, Symfony, and others begin, at `example.com`."""

_RESERVED = ("example.com", "example.net", "example.org", "example", "test", "invalid", "localhost", "localdomain")
_PRIVATE = ("local", "internal", "lan", "home.arpa", "oraclevcn.com")
"""Names that can't be owned (RFC 2606, 6761), and those of hosts in private networks (RFC 6762, 8375; a VCN's)."""


def default_from(address: str, *, is_in_use: bool = False) -> str:
    """Why an address is only a default, as a clause; empty where nothing says so.

    `is_in_use` says that other senders of its domain are approved.
    """
    local, _, domain = address.lower().rpartition("@")
    domain = domain.rstrip(".")
    if local in _MACHINE_USERS:
        return f"{local} is an account of a host, which sends where no From is set"
    if _is_below(domain, _RESERVED) and (local in _PLACEHOLDERS or not is_in_use):
        return f"{domain} is reserved for examples"
    if not is_in_use and ("." not in domain or _is_below(domain, _PRIVATE)):
        return f"{domain} is a name in a private network"
    return ""


def _is_below(domain: str, names: tuple[str, ...]) -> bool:
    return any(domain == name or domain.endswith(f".{name}") for name in names)
