"""Servers that count as endpoints of Email Delivery because the person or the sample tenancy names them."""

from services.config.options import Options


def trusted_servers(options: Options) -> frozenset[str]:
    """The server of `--smtp-endpoint`, and in the demo the sample tenancy's own, which is on this machine."""
    host = options.smtp_endpoint.partition(":")[0]
    return frozenset(filter(None, (host, "127.0.0.1" if options.demo else "")))
