"""The OCI SDK without its front door.

`import oci` loads Object Storage and DNS as well: a tenth of all that it loads, and of no use here.
"""

import logging
from importlib import import_module

from services.startup.lazy_module import put_off


def lighten_sdk() -> None:
    """From now on each part of the SDK is imported when it is first asked for; too late once `oci` is imported."""
    # Python prints warnings of libraries without a handler: the SDK's have in them what a server says, as it says it.
    logging.lastResort = logging.NullHandler()
    if put_off("oci", _part):
        import_module("oci.fips").enable_fips_mode()  # as its `__init__` does before any key is read


def _part(name: str) -> object:
    try:
        return import_module(f"oci.{name}")
    except ModuleNotFoundError:
        raise LookupError(name) from None
