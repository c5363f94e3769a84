"""Run by the Python of the OCI CLI: which key of which PKCS#11 token the CLI would sign with, in each situation.

Reads a JSON list of environments, and writes one of what the CLI would give the SDK's signer in each.
"""

import json
import sys
from typing import Any

import oci
from click.testing import CliRunner
from oci_cli import cli_util, dynamic_loader
from oci_cli.cli_root import cli

SIGNER = oci.auth.signers.PKCS11RequestSigner

NO = "n\n" * 9
"""To what it asks, such as whether to create a configuration file: some releases of click would ask for ever."""


def main() -> None:
    """Ask the CLI itself, stopped just before it would look for the token."""
    found: list[dict[str, Any]] = []

    def stop(config: dict[str, Any], pin: str, **selected: str | None) -> None:
        who = {key: config.get(key) or "" for key in ("user", "tenancy", "region")}
        found.append({**who, **{key: value or "" for key, value in selected.items()}})
        sys.exit(0)

    SIGNER.get_pkcs11_pin = staticmethod(lambda: "1234")
    SIGNER.get_pkcs11_signer = staticmethod(stop)
    cli_util.build_client = lambda spec, service, ctx: cli_util.create_config_and_signer_based_on_click_context(ctx)
    dynamic_loader.load_service_dir("identity")
    for environ in json.load(sys.stdin):
        before = len(found)
        ran = CliRunner().invoke(cli, ["iam", "region", "list"], env=environ, input=NO)
        if len(found) == before:
            found.append({"refused": f"{ran.output}{ran.exception!r}"})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
