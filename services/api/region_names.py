"""Names of regions, as the OCI SDK knows them."""

import difflib
import json
import os
import re

from services.config.options import Options
from services.config.profile import Profile
from services.model.errors import ConfigError
from services.system.outside_file import expanded, read_text, reason

REGION = re.compile(r"[a-z0-9-]+")
"""Shape of a region's name, which becomes part of host names."""


REGIONS_FILE = "~/.oci/regions-config.json"
"""Where the SDK looks for regions that are newer than itself (oci/regions.py)."""

METADATA_VARIABLE = "OCI_REGION_METADATA"
METADATA_KEYS = ("realmKey", "realmDomainComponent", "regionKey", "regionIdentifier")
"""Where the SDK looks for one more region after that, and what it must say of it (oci/regions.py)."""


def region_name(profile: Profile, options: Options) -> str:
    """The region of the profile, which may have it as a key such as `fra`.

    Raises:
        ConfigError: there is no such region, or what describes newer ones can't be read.
    """
    import oci

    _check_regions_file()
    asked = profile.region.lower()
    if asked not in oci.regions.REGIONS and asked not in oci.regions.REGIONS_SHORT_NAMES:
        _check_metadata_variable()
    name = str(oci.regions.get_region_from_short_name(profile.region.lower()))
    if oci.regions.is_region(name) or (options.identity_endpoint and REGION.fullmatch(name)):
        return name
    near = difflib.get_close_matches(name, oci.regions.REGIONS, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise ConfigError(
        f'Unknown region: "{profile.region}" (profile {profile.name}).',
        f"{hint}Correct the region, or add a newer region to {REGIONS_FILE}.",
    )


def _check_regions_file() -> None:
    """Reject a file that the SDK would stumble over, or pass over and look for the region in another realm."""
    path = expanded(REGIONS_FILE)
    try:
        found = json.loads(read_text(path)) if os.path.lexists(path) else []
    except OSError as error:
        why = reason(error)
    except (ValueError, RecursionError):
        why = "it isn't JSON"
    else:
        if isinstance(found, list) and all(_is_texts(item) for item in found):
            return
        why = "it isn't a list of regions"
    raise ConfigError(f"Can't read {path}: {why}.", "Correct the file, or move it.")


def _check_metadata_variable() -> None:
    """Reject a variable that the SDK would stumble over, or pass over without a word. Known regions don't need it."""
    text = os.environ.get(METADATA_VARIABLE, "")
    try:
        found = json.loads(text) if text else dict.fromkeys(METADATA_KEYS, "-")
    except (ValueError, RecursionError):
        why = "it isn't JSON"
    else:
        if _is_texts(found) and all(found.get(key) for key in METADATA_KEYS):
            return
        why = f"it doesn't have {', '.join(METADATA_KEYS[:-1])}, and {METADATA_KEYS[-1]} as texts"
    raise ConfigError(f"Can't read {METADATA_VARIABLE}: {why}.", f"Correct it, or run unset {METADATA_VARIABLE}")


def _is_texts(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(value, str) for value in item.values())
