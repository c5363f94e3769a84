"""Types of the fields in OCI's answers."""

from datetime import datetime
from typing import Annotated

import msgspec

Id = Annotated[str, msgspec.Meta(min_length=1)]
"""A text without which a row is of no use."""

Time = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its time zone."""
