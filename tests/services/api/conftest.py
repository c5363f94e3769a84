from collections.abc import Iterator
from pathlib import Path

import pytest

from services.demo.tenancy import Tenancy
from tests.services.accounts import Served, served
from tests.services.soft_token import SoftTokens, in_this_process


@pytest.fixture
def at_oci(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    """The tenancy on a loopback port, and the options that lead there."""
    with served(tenancy, tmp_path) as found:
        yield found


@pytest.fixture
def tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftTokens]:
    """A folder without a token, in which this process finds those that are added before it first looks."""
    with in_this_process(tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture
def card(tokens: SoftTokens, at_oci: Served) -> SoftTokens:
    """One token, with the administrator's key."""
    tokens.add("card")
    tokens.store("card", at_oci.config_file.with_name("oci_api_key.pem"))
    return tokens
