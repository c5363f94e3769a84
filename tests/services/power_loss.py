"""A model of what a disk may hold after a power loss, recorded under `services.storage.atomic_write`.

The rules are those of POSIX, not of one kind file system: a file has any part of its content until it was flushed; a
name made, or moved, in a directory may be there or not until that directory was flushed, in any combination.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any


class PowerLoss(BaseException):
    """The lights go out."""


@dataclass
class _Inode:
    written: bytes = b""
    flushed: bytes | None = None

    def possible(self) -> list[bytes]:
        if self.flushed is not None:
            return [self.flushed]
        return sorted({b"", self.written[: len(self.written) // 2], self.written})


@dataclass(frozen=True)
class _Change:
    """A change of names in one directory: what is now called so, and what is not called so any more."""

    directory: Path
    name: Path
    inode: int | None
    """None for a directory."""
    former: Path | None = None


Disk = dict[Path, bytes | None]
"""Paths and contents; None for a directory."""


@dataclass
class Recorder:
    """Stands for the module `os` inside `services.storage.atomic_write`: does what it is asked, and takes note of it.

    The power fails before the operation of the number `fails_at`, from 0.
    """

    fails_at: int
    operations: int = 0
    _inodes: list[_Inode] = field(default_factory=list)
    _names: dict[Path, int] = field(default_factory=dict)
    _opened: dict[int, Path] = field(default_factory=dict)
    _durable: list[_Change] = field(default_factory=list)
    _pending: list[_Change] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def mkdir(self, path: Path, mode: int) -> None:
        self._next()
        os.mkdir(path, mode)
        self._pending.append(_Change(path.parent, path, None))

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_WRONLY:
            self._next()
            self._names[path] = len(self._inodes)
            self._inodes.append(_Inode())
            self._pending.append(_Change(path.parent, path, self._names[path]))
        descriptor = os.open(path, flags, mode)
        self._opened[descriptor] = path
        return descriptor

    def fsync(self, descriptor: int) -> None:
        path = self._opened[descriptor]
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self._next()
            self._durable += [change for change in self._pending if change.directory == path]
            self._pending = [change for change in self._pending if change.directory != path]
            return
        inode = self._inodes[self._names[path]]
        inode.written = path.read_bytes()
        self._next()
        inode.flushed = inode.written

    def replace(self, source: Path, target: Path) -> None:
        self._next()
        os.replace(source, target)
        inode = self._names.pop(source)
        self._names[target] = inode
        self._pending.append(_Change(target.parent, target, inode, source))

    def possible_disks(self, root: Path) -> Iterator[Disk]:
        """Every disk that may be found below `root`, which itself was there before."""
        for choice in product((False, True), repeat=len(self._pending)):
            names: dict[Path, int | None] = {root: None}
            chosen = [change for change, kept in zip(self._pending, choice, strict=True) if kept]
            for change in (*self._durable, *chosen):
                names[change.name] = change.inode
                if change.former:
                    names.pop(change.former, None)
            reachable = {name: inode for name, inode in names.items() if _is_reachable(name, names, root)}
            yield from self._filled(reachable)

    def _filled(self, names: dict[Path, int | None]) -> Iterator[Disk]:
        contents = [[None] if inode is None else self._inodes[inode].possible() for inode in names.values()]
        for chosen in product(*contents):
            yield dict(zip(names, chosen, strict=True))

    def _next(self) -> None:
        if self.operations == self.fails_at:
            raise PowerLoss
        self.operations += 1


def _is_reachable(name: Path, names: dict[Path, int | None], root: Path) -> bool:
    return name == root or all(parent in names for parent in name.parents if parent.is_relative_to(root))


def lay_out(disk: Disk, old_root: Path, new_root: Path) -> None:
    """Make a disk again below another directory."""
    for path in sorted(disk):
        place = new_root / path.relative_to(old_root)
        content = disk[path]
        if content is None:
            place.mkdir(mode=0o700, exist_ok=True)
        else:
            place.write_bytes(content)
