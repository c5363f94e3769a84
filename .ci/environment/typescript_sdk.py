"""Installs the OCI SDK for TypeScript: `python .ci/environment/typescript_sdk.py DIRECTORY FOLDER [--optional]`.

DIRECTORY becomes what the `package-lock.json` in FOLDER says; nothing is done where it is. It is made beside its place
and moved there once it is whole. With `--optional`, a machine without npm, or without npm's registry, is no error.
"""

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

LOCK = "package-lock.json"

CI = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel", "error")
"""Nothing in the SDK is built, so no script of a package has to run."""

IMPATIENT = ("--fetch-retries", "2", "--fetch-retry-mintimeout", "500", "--fetch-retry-maxtimeout", "2000")
"""Where there is no network, npm would try for minutes."""


def is_made(directory: Path, lock: bytes) -> bool:
    """Whether it was made from that lock."""
    made = directory / LOCK
    return (directory / "node_modules").is_dir() and made.is_file() and made.read_bytes() == lock


def make(directory: Path, folder: Path) -> str:
    """Install what the lock says; why that was impossible, empty if it was not."""
    if shutil.which("npm") is None:
        return "npm not found: apt-get install npm"
    print(f"Setting up {directory}", file=sys.stderr)
    if directory.is_dir() and not directory.is_symlink():
        shutil.rmtree(directory)
    else:
        directory.unlink(missing_ok=True)
    with TemporaryDirectory(prefix=f"{directory.name}.", dir=directory.parent) as temporary:
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        for name in ("package.json", LOCK):
            shutil.copyfile(folder / name, fresh / name)
        done = subprocess.run([*CI, *IMPATIENT], cwd=fresh, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            return f"{done.stdout.strip()}\n{directory} could not be made; the next run starts over."
        fresh.rename(directory)
    return ""


if __name__ == "__main__":
    wanted, source = Path(sys.argv[1]), Path(sys.argv[2])
    one_at_a_time = open(__file__, "rb")  # noqa: SIM115  # held until the end: another make in this checkout waits
    fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
    if not is_made(wanted, (source / LOCK).read_bytes()):
        why_not = make(wanted, source)
        if why_not and "--optional" not in sys.argv:
            sys.exit(why_not)
        if why_not and shutil.which("npm"):
            print(why_not, file=sys.stderr)
