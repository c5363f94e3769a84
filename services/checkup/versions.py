"""What runs here, for a bug report."""

import platform
from importlib.metadata import PackageNotFoundError, version

from services.doctor.report import Check, Finding

PARTS = ("oci-smtp", "textual", "oci", "keyring", "cryptography")


def versions() -> dict[str, str]:
    """The program and the libraries that matter, each with its version."""
    return {name: _version(name) for name in PARTS}


def check_versions() -> Check:
    """The program, Python, and the libraries that matter."""
    found = [f"{name} {number}" for name, number in versions().items()]
    system = f"Python {platform.python_version()} on {platform.system()} {platform.release()}"
    return Check("versions", Finding.OK, found[0], (f"{system}; {', '.join(found[1:])}",))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
