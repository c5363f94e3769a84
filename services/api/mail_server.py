"""An SMTP server that stands in for Email Delivery's, and how to trust it."""

import ssl
from collections.abc import Callable
from typing import NamedTuple

from services.model.values import Endpoint


class MailServer(NamedTuple):
    """Where it listens, and what makes the TLS context for it."""

    endpoint: Endpoint
    trust: Callable[[], ssl.SSLContext]
