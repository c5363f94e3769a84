"""A package index of tiny wheels, years after our locks: it has a newer release of all that they name."""

import base64
import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

NEWER = "9999.0"


class Index:
    """An index in the form that pip reads (the simple repository API, in files)."""

    def __init__(self, place: Path, environments: Iterable[Path], only: frozenset[str] = frozenset()) -> None:
        """Of all that is installed in these virtual environments, or of some of it, with what it says that it needs.

        Wheels hold nothing but that, except those of pure Python that build this project: these are whole.
        """
        self.url = place.as_uri()
        self.releases: dict[tuple[str, str], str] = {}
        self._place = place
        for environment in environments:
            for found in distributions(path=[str(next(environment.glob("lib/python3*/site-packages")))]):
                name = canonicalize_name(found.name)
                if (name, found.version) not in self.releases and (name in only or not only):
                    self._add(name, found, found.version)
                    self._add(name, found, NEWER)

    def lock(self, original: Path) -> str:
        """The lock, with the digests of this index."""
        lines = []
        for pin in pins(original.read_text(encoding="utf-8")):
            digest = self.releases.get((canonicalize_name(pin.name), version_of(pin)), "0" * 64)
            lines.append(f"{pin} --hash=sha256:{digest}")
        return "\n".join([*lines, ""])

    def _add(self, name: str, found: Distribution, version: str) -> None:
        wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        folder = self._place / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / wheel).write_bytes(_wheel(name, found, version))
        self.releases[name, version] = hashlib.sha256((folder / wheel).read_bytes()).hexdigest()
        links = (f'<a href="{each.name}">{each.name}</a>' for each in sorted(folder.glob("*.whl")))
        (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>")


def pins(lock: str) -> Iterator[Requirement]:
    """Each requirement of a lock."""
    for line in re.sub(r"(\s*\\\n)?\s+--hash=\S+", "", lock).splitlines():
        if line.strip():
            yield Requirement(line)


def version_of(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


def applying(lock: str) -> dict[str, str]:
    """What a lock pins for this Python: versions by name."""
    return {
        canonicalize_name(pin.name): version_of(pin)
        for pin in pins(lock)
        if pin.marker is None or pin.marker.evaluate()
    }


def _wheel(name: str, found: Distribution, version: str) -> bytes:
    """A wheel (PyPA's binary distribution format 1.0) of a distribution that is installed."""
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    needs = [f"Requires-Dist: {each}" for each in found.requires or ()]
    extras = [f"Provides-Extra: {each}" for each in found.metadata.get_all("Provides-Extra") or ()]
    files = {
        f"{info}/METADATA": "\n".join(
            ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *needs, *extras]
        ),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    for entry in found.files or () if name in BUILDERS else ():
        if ".." not in entry.parts and entry.suffix != ".pyc" and entry.name not in ("METADATA", "WHEEL", "RECORD"):
            kept = str(entry).replace(entry.parts[0], info) if entry.parts[0].endswith(".dist-info") else str(entry)
            files[kept] = entry.read_text(encoding="utf-8")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        rows = io.StringIO()
        for path, text in files.items():
            archive.writestr(path, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            csv.writer(rows).writerow([path, f"sha256={digest}", len(text.encode())])
        archive.writestr(f"{info}/RECORD", f"{rows.getvalue()}{info}/RECORD,,\n")
    return made.getvalue()


BUILDERS = frozenset(applying((Path(__file__).parents[2] / "requirements-build.lock").read_text(encoding="utf-8")))
"""What builds this project."""
