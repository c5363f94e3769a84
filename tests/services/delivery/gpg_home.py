"""A keyring of gpg for one test run: its keys are generated there and are gone with it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

ANNA, OLD, SIGNER, TWIN = "Anna [bold]: <anna@example.com>", "old@example.com", "signer@example.com", "twin@example.com"


class GpgHome:
    """Runs gpg on that keyring, whose path is short: the agent's socket is in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: str, data: bytes = b"") -> bytes:
        command = ["gpg", "--homedir", str(self.path), "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback"]
        done = subprocess.run([*command, "--passphrase", "", *arguments], input=data, capture_output=True, check=True)
        return done.stdout

    def generate(self, name: str, *more: str, usage: str = "default", at: str = "") -> str:
        """A key; its fingerprint."""
        clock = ("--faked-system-time", at) if at else ()
        self.run(*clock, "--yes", "--quick-generate-key", name, "future-default", usage, *(more or ("1y",)))
        return self.fingerprints(name)[-1]

    def fingerprints(self, name: str) -> list[str]:
        lines = self.run("--with-colons", "--list-keys", name).decode().splitlines()
        kinds = [line.split(":") for line in lines]
        return [after[9] for before, after in pairwise(kinds) if before[0] == "pub"]


@contextmanager
def gpg_home() -> Iterator[GpgHome]:
    with TemporaryDirectory(prefix="gpg-") as path:
        home = GpgHome(Path(path))
        try:
            yield home
        finally:
            subprocess.run(["gpgconf", "--homedir", path, "--kill", "all"], check=False, capture_output=True)
