"""Run by the Python of the OCI CLI: what that CLI would do, in one situation after the other.

The argument names one of `QUESTIONS`. Reads a JSON list of environments, and writes one of what the CLI found in each.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import oci
from click.testing import CliRunner
from oci_cli import cli_util, dynamic_loader
from oci_cli.cli_root import cli

KEYS = ("user", "tenancy", "fingerprint", "key_file", "region", "security_token_file")

NO = "n\n" * 9
"""To what it asks, such as whether to create a configuration file: some releases of click would ask for ever."""

Found = list[dict[str, Any]]


def ask_what_it_signs_with(found: Found) -> None:
    """Stop it just before it would make a client."""

    def stop(spec: str, service: str, ctx: Any) -> None:
        config = cli_util.build_config(ctx.obj)
        who = {key: config.get(key) or "" for key in KEYS}
        found.append({"name": ctx.obj["profile"], "auth": ctx.obj["auth"], **who})
        sys.exit(0)

    cli_util.build_client = stop


def ask_where_it_sends(found: Found) -> None:
    """Stop it just before it would send a request."""
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


def ask_which_key_of_a_token(found: Found) -> None:
    """Stop it just before it would look for the PKCS#11 token."""

    def stop(config: dict[str, Any], pin: str, **selected: str | None) -> None:
        who = {key: config.get(key) or "" for key in ("user", "tenancy", "region")}
        found.append({**who, **{key: value or "" for key, value in selected.items()}})
        sys.exit(0)

    oci.auth.signers.PKCS11RequestSigner.get_pkcs11_pin = staticmethod(lambda: "1234")
    oci.auth.signers.PKCS11RequestSigner.get_pkcs11_signer = staticmethod(stop)
    cli_util.build_client = lambda spec, service, ctx: cli_util.create_config_and_signer_based_on_click_context(ctx)


QUESTIONS: dict[str, Callable[[Found], None]] = {
    "signs with": ask_what_it_signs_with,
    "sends to": ask_where_it_sends,
    "token key": ask_which_key_of_a_token,
}


def main() -> None:
    """Ask the CLI itself in each situation."""
    found: Found = []
    QUESTIONS[sys.argv[1]](found)
    dynamic_loader.load_service_dir("identity")
    for environ in json.load(sys.stdin):
        before = len(found)
        ran = CliRunner().invoke(cli, ["iam", "region", "list"], env=environ, input=NO)
        if len(found) == before:
            found.append({"refused": f"{ran.output}{ran.exception!r}"})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
