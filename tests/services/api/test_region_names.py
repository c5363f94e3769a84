"""Regions that the SDK doesn't know: described in a variable, which may be broken."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.api.region_names import METADATA_VARIABLE, region_name
from services.config.options import Options
from services.config.profile import Profile
from services.model.errors import ConfigError

WHOLE = {
    "realmKey": "oc99",
    "realmDomainComponent": "example.com",
    "regionKey": "nrw",
    "regionIdentifier": "xx-nowhere-1",
}


def profile(region: str) -> Profile:
    return Profile(name="A", user="", tenancy="", fingerprint="", region=region, key_file="")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{broken", "it isn't JSON"),
        ("[" * 100_000, "it isn't JSON"),
        ("[1]", "doesn't have realmKey"),
        (json.dumps({**WHOLE, "realmKey": 1}), "doesn't have realmKey"),
        (json.dumps({**WHOLE, "regionKey": ""}), "doesn't have realmKey"),
    ],
)
def test_an_invalid_region_metadata_variable_is_reported(monkeypatch: pytest.MonkeyPatch, text: str, why: str) -> None:
    monkeypatch.setenv(METADATA_VARIABLE, text)
    with pytest.raises(ConfigError, match="Can't read OCI_REGION_METADATA: ") as refusal:
        region_name(profile("xx-nowhere-1"), Options())
    assert why in refusal.value.cause
    assert region_name(profile("fra"), Options()) == "eu-frankfurt-1", "a known region doesn't need it"


@pytest.mark.parametrize("asked", ["xx-nowhere-1", "NRW"])
def test_a_region_in_the_region_metadata_variable_is_recognized(asked: str) -> None:
    """In a process of its own: the SDK reads the variable once."""
    code = f"from tests.services.api.test_region_names import *\nprint(region_name(profile({asked!r}), Options()))"
    environ = {**os.environ, METADATA_VARIABLE: json.dumps(WHOLE)}
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=root, capture_output=True, text=True, timeout=30
    )
    assert ran.stdout.strip() == "xx-nowhere-1", ran.stderr
