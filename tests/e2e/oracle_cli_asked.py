"""Run by the Python of the OCI CLI: what that CLI would sign with, in one situation after the other.

Reads a JSON list of environments, and writes one of what the CLI found in each.
"""

import json
import sys
from typing import Any

from click.testing import CliRunner
from oci_cli import cli_util, dynamic_loader
from oci_cli.cli_root import cli

KEYS = ("user", "tenancy", "fingerprint", "key_file", "region", "security_token_file")

NO = "n\n" * 9
"""To what it asks, such as whether to create a configuration file: some releases of click would ask for ever."""


def main() -> None:
    """Ask the CLI itself, stopped just before it would make a client."""
    found: list[dict[str, Any]] = []

    def stop(spec: str, service: str, ctx: Any) -> None:
        config = cli_util.build_config(ctx.obj)
        found.append(
            {
                "name": ctx.obj["profile"],
                "auth": ctx.obj["auth"],
                **{key: config.get(key) or "" for key in KEYS},
            }
        )
        sys.exit(0)

    cli_util.build_client = stop
    dynamic_loader.load_service_dir("identity")
    for environ in json.load(sys.stdin):
        before = len(found)
        ran = CliRunner().invoke(cli, ["iam", "region", "list"], env=environ, input=NO)
        if len(found) == before:
            found.append({"refused": ran.output})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
