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


def region_name(profile: Profile, options: Options) -> str:
    """The region of the profile, which may have it as a key such as `fra`.

    Raises:
        ConfigError: there is no such region, or the file that describes newer ones can't be read.
    """
    import oci

    _check_regions_file()
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


def _is_texts(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(value, str) for value in item.values())
