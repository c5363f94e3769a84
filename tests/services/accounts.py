"""Sessions on the demo tenancy for tests: in this process, or over real sockets from a configuration file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from services.api.session import Session
from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import Profile
from services.demo.account import DemoAccount
from services.demo.server import TenancyServer
from services.demo.tenancy import Tenancy
from services.demo.transport import mount


def session_on(tenancy: Tenancy, user: str = "", region: str = "", options: Options | None = None) -> Session:
    """A session of the administrator, or of the user with that name, with the tenancy in this process."""
    account = DemoAccount(tenancy, tenancy.user_ocid(user) if user else None)
    config: dict[str, Any] = {**account.config(), "log_requests": False}
    profile = Profile(
        name="test",
        user=config["user"],
        tenancy=config["tenancy"],
        fingerprint=config["fingerprint"],
        region=region or config["region"],
        key_file="",
    )
    return Session(profile, config, options or Options(), lambda http: mount(http, tenancy))


def operations(tenancy: Tenancy) -> list[str]:
    """What the tenancy was asked, by the SDK's names, oldest first."""
    return [entry.operation for entry in tenancy.request_log]


@dataclass(frozen=True)
class Served:
    """A tenancy on a loopback port, and the options that lead to it."""

    tenancy: Tenancy
    options: Options
    config_file: Path

    def session(self, **changes: Any) -> Session:
        """Sign in as a person would: from the configuration file."""
        from services.config.profile import load_profile

        options = replace(self.options, **changes)
        return open_session(load_profile(options, {}), options)


@contextmanager
def served(tenancy: Tenancy, directory: Path, user: str = "", token: bool = False) -> Iterator[Served]:
    """Serve the tenancy and write a configuration for the administrator, or for the user with that name.

    It has an API key, or with `token` what `oci session authenticate` leaves.
    """
    config_file = DemoAccount(tenancy, tenancy.user_ocid(user) if user else None, token=token).write(directory)
    server = TenancyServer(tenancy)
    try:
        options = Options(
            config_file=str(config_file),
            identity_endpoint=server.endpoint,
            email_endpoint=server.endpoint,
            vault_endpoint=server.endpoint,
            auth_endpoint=server.endpoint,
        )
        yield Served(tenancy, options, config_file)
    finally:
        server.stop()
