"""Oracle Cloud identifiers, by their shape."""

import re

OCID = re.compile(r"ocid1\.[a-z0-9]+\.[a-z0-9]+\.[a-z0-9-]*\.[A-Za-z0-9._-]+")
"""Shape of an Oracle Cloud identifier (docs.oracle.com, General/Concepts/identifiers.htm)."""

OLD_OCID = re.compile(r"ocidv1:[a-z0-9]+:[a-z0-9]+:[a-z0-9-]*:[A-Za-z0-9._:-]+")
"""Shape of those of the first tenancies, which the OCI SDK accepts as well (oci/config.py)."""


def why_not_ocid(value: str, kind: str) -> str:
    """What is wrong with a text as the OCID of that kind, such as `user`; empty if it can be one."""
    if not (OCID.fullmatch(value) or OLD_OCID.fullmatch(value)):
        return f"isn't the OCID of a {kind}"
    found = re.split("[.:]", value)[1]
    article = "an" if found[0] in "aeio" else "a"
    return "" if found == kind else f"is the OCID of {article} {found}, not of a {kind}"
