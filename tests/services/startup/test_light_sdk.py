"""The SDK without its front door has everything that it has with it."""

import subprocess
import sys

import pytest

HEAVY = ("oci.object_storage", "oci.dns", "oci.pagination")


def told(code: str) -> str:
    """In a process of its own: in this one, the SDK is imported."""
    light = "from services.startup.light_sdk import lighten_sdk; lighten_sdk(); import sys, oci; "
    ran = subprocess.run([sys.executable, "-c", light + code], capture_output=True, text=True, check=True, timeout=60)
    return ran.stdout.strip()


def test_heavy_parts_of_the_sdk_are_not_imported_unless_used() -> None:
    code = f"import oci.base_client, oci.signer; oci.regions; print([name for name in {HEAVY} if name in sys.modules])"
    assert told(code) == "[]"


@pytest.mark.parametrize(
    "name",
    [
        "identity.IdentityClient",
        "exceptions.ServiceError",
        "regions.is_region",
        "pagination.list_call_get_all_results",
        "Signer",
        "BaseClient",
        "wait_until",
        "__version__",
    ],
)
def test_every_part_of_the_sdk_is_available(name: str) -> None:
    assert told(f"found = oci.{name}; plain = oci.{name}; print(found is plain, bool(found))") == "True True"


def test_the_fips_module_of_the_sdk_is_loaded() -> None:
    assert told("print('oci.fips' in sys.modules, oci.fips.is_fips_mode())") == "True False"


def test_an_attribute_that_the_sdk_does_not_have_is_missing() -> None:
    assert told("print(hasattr(oci, 'no_such_thing'), bool(oci.Signer))") == "False True"


def test_sdk_log_messages_are_not_printed() -> None:
    """A server's words are in it: on standard error a terminal would obey them."""
    code = "import logging; logging.getLogger('oci.base_client').error('retry: %s', '\\x1b]52;c;b3duZWQ=\\x07')"
    light = "from services.startup.light_sdk import lighten_sdk; lighten_sdk(); "
    ran = subprocess.run([sys.executable, "-c", light + code], capture_output=True, check=True, timeout=60)
    assert (ran.stdout, ran.stderr) == (b"", b"")
