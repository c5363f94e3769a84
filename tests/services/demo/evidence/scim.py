"""Identity domains: their SCIM API."""

from tests.services.demo.evidence.row import Row

ROWS: tuple[Row, ...] = ()
