"""A CUPS of its own in a throw-away directory, whose printer writes on a file."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from tests.needs import needs

LIBRARY = Path("/usr/lib/cups")

BACKEND = """\
#!/bin/sh
[ $# -eq 0 ] && { echo 'direct paper "paper" "paper"'; exit 0; }
[ -e {home}/broken ] && exit 4
[ -e {home}/busy ] && exec sleep 60
cat "${6:--}" >> {home}/paper
"""

FILES_CONF = """\
ServerRoot {home}/etc
ServerBin {home}/bin
RequestRoot {home}/spool
TempDir {home}/spool/tmp
CacheDir {home}/cache
StateDir {home}/run
ErrorLog {home}/error_log
AccessLog {home}/access_log
PageLog {home}/page_log
"""

CUPSD_CONF = """\
Listen {home}/sock
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

PRINTERS_CONF = """\
<DefaultPrinter desk>
DeviceURI paper://operator:word@office/desk
State Idle
Accepting Yes
JobSheets none none
OpPolicy default
ErrorPolicy stop-printer
</DefaultPrinter>
"""


@dataclass
class PrintServer:
    """A running CUPS; `CUPS_SERVER` leads to it."""

    home: Path

    @property
    def socket(self) -> str:
        return str(self.home / "sock")

    @property
    def printed(self) -> str:
        """What is on the paper."""
        paper = self.home / "paper"
        return paper.read_text() if paper.exists() else ""

    @property
    def spooled(self) -> list[str]:
        """The files of jobs in the spool."""
        return sorted(path.name for path in (self.home / "spool").iterdir() if path.is_file())

    @property
    def log(self) -> bytes:
        """Everything that CUPS wrote down."""
        return b"".join(path.read_bytes() for path in self.home.glob("*_log"))

    def break_down(self) -> None:
        """Let the printer refuse from now on."""
        (self.home / "broken").touch()

    def be_busy(self) -> None:
        """Let the printer take its time with every job from now on."""
        (self.home / "busy").touch()


def _await(socket: Path) -> None:
    end = monotonic() + 10
    environ = {**os.environ, "CUPS_SERVER": str(socket)}
    while subprocess.run(["lpstat", "-e"], env=environ, capture_output=True, check=False).stdout != b"desk\n":
        assert monotonic() < end, "cupsd did not start"
        threading.Event().wait(0.05)


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """A running one. Root only: CUPS insists on owners and modes of its own."""
    needs("cupsd", "lp")
    if os.geteuid() != 0:
        pytest.skip("a CUPS of one's own runs as root alone")
    with TemporaryDirectory(prefix="cups-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        for name in ("etc", "spool/tmp", "cache", "run", "bin/backend"):
            (home / name).mkdir(parents=True)
        (home / "bin/daemon").symlink_to(LIBRARY / "daemon")
        backend = home / "bin/backend/paper"
        backend.write_text(BACKEND.replace("{home}", folder))
        backend.chmod(0o700)
        for name, text in (
            ("cups-files.conf", FILES_CONF),
            ("cupsd.conf", CUPSD_CONF),
            ("etc/printers.conf", PRINTERS_CONF),
        ):
            (home / name).write_text(text.replace("{home}", folder))
        program = shutil.which("cupsd") or "/usr/sbin/cupsd"
        argv = [program, "-f", "-c", f"{home}/cupsd.conf", "-s", f"{home}/cups-files.conf"]
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
            try:
                _await(home / "sock")
                yield PrintServer(home)
            finally:
                daemon.kill()
