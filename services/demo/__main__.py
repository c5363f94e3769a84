"""`python -m services.demo`: serve the demo tenancy on loopback until told to stop."""

import argparse
import json
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from services.demo.account import DemoAccount
from services.demo.server import TenancyServer
from services.demo.settings import Mode, switches
from services.demo.smtp_server import SmtpServer
from services.demo.tenancy import Tenancy

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0, the default, takes a free one")
    parser.add_argument("--users", type=int, default=4000, metavar="N", help="number of users")
    parser.add_argument("--latency", type=float, default=0, metavar="MS", help="milliseconds that every answer takes")
    parser.add_argument("--mode", choices=get_args(Mode), default="both", help="IAM API, identity domains, or both")
    parser.add_argument("--user", default="", metavar="NAME", help="whose key to make; the administrator's by default")
    parser.add_argument("--token", action="store_true", help="sign in with a security token instead of an API key")
    parser.add_argument("--smtp", action="store_true", help="serve the SMTP server, too: ports for 25, 587, 465")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_switch,
        metavar="NAME=VALUE",
        help="turn a switch of services/demo/settings.py, such as limit_error=409; once for each switch",
    )
    parser.add_argument("--config-dir", type=Path, metavar="DIR", help="where to write the configuration and the key")
    return parser.parse_args(argv)


def _switch(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    values = switches().get(name)
    if values is None:
        raise argparse.ArgumentTypeError(f"there is no switch {name}; there are {', '.join(switches())}")
    found = {str(each).lower(): each for each in values}
    if value.lower() not in found:
        raise argparse.ArgumentTypeError(f"{name} can be {', '.join(map(str, values))}, and not {value}")
    return name, found[value.lower()]


def _user(tenancy: Tenancy, name: str) -> str:
    try:
        return tenancy.user_ocid(name) if name else tenancy.admin_ocid
    except KeyError:
        sys.exit(f"python -m services.demo: there is no user {name}")


def main(argv: list[str]) -> int:
    """Serve until SIGTERM or SIGINT. One line of JSON on standard output says that it is ready, and how to reach it."""
    options = _arguments(argv)
    # Blocked in every thread and waited for, not handled: a handler would run only once the main thread wakes up.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    with TemporaryDirectory(prefix="oci-smtp-demo-") as temporary:
        directory = options.config_dir or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        tenancy = Tenancy(users=options.users, mode=options.mode)
        tenancy.latency = options.latency / 1000
        for name, value in options.set:
            setattr(tenancy.settings, name, value)
        account = DemoAccount(tenancy, _user(tenancy, options.user), token=options.token)
        config_file = account.write(directory)
        server = TenancyServer(tenancy, options.port)
        ready: dict[str, object] = {
            "endpoint": server.endpoint,
            "domains": server.domains,
            "config_file": str(config_file.resolve()),
            "tenancy": tenancy.ocid,
            "user": account.user_ocid,
            "region": tenancy.home_region,
        }
        smtp = SmtpServer(tenancy) if options.smtp else None
        if smtp:
            ready["smtp"] = _how_to_reach(smtp, directory)
        print(json.dumps(ready), flush=True)
        signal.sigwait(_STOP_SIGNALS)
        if smtp:
            smtp.stop()
        server.stop()
    return 0


def _how_to_reach(smtp: SmtpServer, directory: Path) -> dict[str, str]:
    """`HOST:PORT` for each port of Email Delivery, by its number, and the certificate for SSL_CERT_FILE.

    For `--smtp-endpoint`: 25 and 587 take STARTTLS, 465 implicit TLS.
    """
    certificate = directory / "smtp-ca.pem"
    certificate.write_text(smtp.authority.pem)
    return {
        "25": f"{smtp.relay.host}:{smtp.relay.port}",
        "587": f"{smtp.starttls.host}:{smtp.starttls.port}",
        "465": f"{smtp.tls.host}:{smtp.tls.port}",
        "certificate": str(certificate.resolve()),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
