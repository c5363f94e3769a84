"""The SMTP server of Email Delivery."""

from tests.services.demo.evidence.row import Row

ROWS: tuple[Row, ...] = ()
