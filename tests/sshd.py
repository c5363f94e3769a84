"""A real sshd on loopback with keys and configuration of its own, for the user who runs the tests."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from tests.needs import needs

DEADLINE_S = 20.0

_CONFIG = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
PidFile {folder}/sshd.pid
PasswordAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
"""


class Sshd:
    """Listens from construction until `stop`."""

    def __init__(self, folder: Path) -> None:
        needs("ssh", "sshd", "ssh-keygen")
        self._folder = folder
        for name in ("host_key", "client_key"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True, timeout=DEADLINE_S)
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where it separates its privileges
        path = shutil.which("sshd")
        assert path  # it insists on an absolute path
        with socket.socket() as held, open(folder / "sshd.log", "wb") as log:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as sshd does: both may have it, one listens
            held.bind(("127.0.0.1", 0))
            self._port = held.getsockname()[1]
            config = folder / "sshd_config"
            config.write_text(_CONFIG.format(port=self._port, folder=folder))
            self._process = subprocess.Popen([path, "-D", "-e", "-f", str(config)], stderr=log)
            self._wait()

    def command(self, *remote: str) -> Sequence[str]:
        """The ssh client's command line that runs a command there, on a terminal."""
        files = ("-i", str(self._folder / "client_key"), "-o", f"UserKnownHostsFile={self._folder / 'known_hosts'}")
        options = ("-F", os.devnull, "-o", "StrictHostKeyChecking=accept-new", "-o", "IdentitiesOnly=yes")
        user = pwd.getpwuid(os.getuid()).pw_name
        return ("ssh", "-tt", "-p", str(self._port), *files, *options, f"{user}@127.0.0.1", *remote)

    def stop(self) -> None:
        """Listen no more."""
        self._process.terminate()
        self._process.wait(DEADLINE_S)

    def _wait(self) -> None:
        end = time.monotonic() + DEADLINE_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                told = (self._folder / "sshd.log").read_text()
                assert time.monotonic() < end, told
                assert self._process.poll() is None, told
