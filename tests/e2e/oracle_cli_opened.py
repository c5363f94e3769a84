"""Run by the Python of the OCI CLI: whether the CLI makes a client in each situation, and of what.

Reads a JSON list of environments, and writes one of what the CLI found in each.
"""

import json
import sys
from typing import Any

from click.testing import CliRunner
from oci_cli import cli_util, dynamic_loader
from oci_cli.cli_root import cli

NO = "n\n" * 9
"""To what it asks, such as whether to create a configuration file: some releases of click would ask for ever."""


def main() -> None:
    """Ask the CLI itself, stopped just before it would send a request."""
    found: list[dict[str, Any]] = []
    build_client = cli_util.build_client

    def stop(spec: str, service: str, ctx: Any) -> None:
        client = build_client(spec, service, ctx)
        core = client.base_client
        found.append(
            {
                "profile": ctx.obj["profile"],
                "user": core.config.get("user") or "",
                "region": core.config.get("region") or "",
                "bundle": core.session.verify if isinstance(core.session.verify, str) else "",
                "proxy": core.session.proxies.get("https", ""),
                "endpoint": core.endpoint,
            }
        )
        sys.exit(0)

    cli_util.build_client = stop
    dynamic_loader.load_service_dir("identity")
    for environ in json.load(sys.stdin):
        before = len(found)
        ran = CliRunner().invoke(cli, ["iam", "region", "list"], env=environ, input=NO)
        if len(found) == before:
            found.append({"refused": f"{ran.output}{ran.exception!r}"})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
