"""An audit as our program makes it. It prints JSON: seconds, users, rows, holes, and whether it is whole."""

import json
import sys
import time

from services.api.session import Session
from services.api.sign_in import open_session
from services.audit.audit import Audit
from services.config.options import Options
from services.config.profile import load_profile
from services.directory import Directory
from services.directory.all_domains import AllDomains
from services.directory.classic import ClassicDirectory
from services.directory.domain_list import DomainList
from tests.benchmarks.measuring import own_peak_mb


def opened(session: Session, kind: str) -> Directory:
    """The directory of that kind: `classic` or `domains`."""
    return ClassicDirectory(session) if kind == "classic" else AllDomains(session, DomainList(session))


if __name__ == "__main__":
    endpoint, config_file, _, kind = sys.argv[1:5]
    options = Options(config_file=config_file, identity_endpoint=endpoint)
    session = open_session(load_profile(options, {}), options)
    session.identity()  # the SDK is loaded before the clock starts, as it is in the app
    audit = Audit(opened(session, kind))
    started = time.perf_counter()
    for _rows in audit.run():
        pass
    seconds = time.perf_counter() - started
    done = audit.progress.done
    print(json.dumps([seconds, done, len(audit.rows), len(audit.holes), audit.is_whole, own_peak_mb()]))
