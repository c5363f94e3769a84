"""The sample tenancy on a loopback port, and the clients that judge it."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.demo.account import DemoAccount
from services.demo.server import TenancyServer
from services.demo.tenancy import Tenancy
from tests.foreign.cli_process import Account, OciCli, running
from tests.foreign.typescript_sdk import Caller, TypeScriptSdk
from tests.needs import cannot_run, needs, needs_made

OLDEST_NODE = 16
SDK = Path(__file__).parents[2] / ".oci-typescript-sdk"


def major_version_of_node() -> int:
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.lstrip("v").partition(".")[0])


@pytest.fixture(scope="session")
def typescript_sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypeScriptSdk]:
    """One process for all tests: Node.js needs half a second to load the SDK."""
    needs("node")
    if major_version_of_node() < OLDEST_NODE:
        cannot_run(f"the OCI SDK for TypeScript needs Node.js {OLDEST_NODE} or newer")
    if not SDK.exists():
        needs("npm")  # without it, make installs no SDK
    needs_made("the OCI SDK for TypeScript", SDK, "oci-typescript-sdk")
    sdk = TypeScriptSdk(SDK, tmp_path_factory.mktemp("typescript") / "errors")
    yield sdk
    sdk.stop()


@pytest.fixture
def server(tenancy: Tenancy) -> Iterator[TenancyServer]:
    """The tenancy on a loopback port."""
    serving = TenancyServer(tenancy)
    yield serving
    serving.stop()


@pytest.fixture
def caller(
    typescript_sdk: TypeScriptSdk, tenancy: Tenancy, server: TenancyServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Caller]:
    """Signs the SDK in as the user with that name."""

    def sign_in(name: str) -> Caller:
        config_file = DemoAccount(tenancy, tenancy.user_ocid(name)).write(tmp_path_factory.mktemp("account"))
        return Caller(typescript_sdk, config_file, server.endpoint, server.domains)

    return sign_in


@pytest.fixture
def administrator(caller: Callable[[str], Caller]) -> Caller:
    """The SDK, signed in as the administrator."""
    return caller("demo.administrator")


@pytest.fixture(scope="session")
def oci_cli(oci_program: str) -> Iterator[OciCli]:
    """One process for many commands: the OCI CLI needs seconds to load."""
    with running(oci_program) as cli:
        yield cli


@pytest.fixture
def cli_account(
    oci_cli: OciCli, tenancy: Tenancy, server: TenancyServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Account]:
    """Signs the OCI CLI in as the user with that name."""

    def sign_in(name: str) -> Account:
        config_file = DemoAccount(tenancy, tenancy.user_ocid(name)).write(tmp_path_factory.mktemp("account"))
        return Account(oci_cli, config_file, server.endpoint, server.domains)

    return sign_in


@pytest.fixture
def admin_account(cli_account: Callable[[str], Account]) -> Account:
    """The OCI CLI, signed in as the administrator."""
    return cli_account("demo.administrator")
