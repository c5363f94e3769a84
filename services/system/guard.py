"""A script that turns into a program which holds the clipboard, so that the program cannot outlive us.

    python -I -S guard.py [--private-tmp] PARENT PROGRAM [ARGUMENT]...

The kernel then ends the program when PARENT, or the thread of it that started this, ends in any way. The program leaves
no core. With `--private-tmp` it has a /tmp of its own in memory that is gone with it; where the kernel does not allow
that, the program is not started. Linux only.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
CLONE_NEWNS = 0x00020000  # linux/sched.h
CLONE_NEWUSER = 0x10000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x4000, 0x40000  # linux/mount.h

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "not allowed")


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _enter_user_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    _check(_libc.unshare(CLONE_NEWUSER | CLONE_NEWNS))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def make_tmp_private() -> None:
    """Put an empty memory file system over /tmp, for this process and its children alone.

    Raises:
        OSError: the kernel does not allow it.
    """
    if _libc.unshare(CLONE_NEWNS) != 0:
        _enter_user_namespace()
    _check(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    _check(_libc.mount(b"tmpfs", b"/tmp", b"tmpfs", MS_NOSUID | MS_NODEV, b"size=1m,mode=0700"))


def die_with(parent: int) -> None:
    """End this process when its parent ends, or now where that has happened already."""
    _check(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0))
    if os.getppid() != parent:
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Replace this process with the program: `[--private-tmp] PARENT PROGRAM [ARGUMENT…]`."""
    if arguments[0] == "--private-tmp":
        make_tmp_private()
        arguments = arguments[1:]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Last, for a change of credentials, as a user namespace is one, resets it (prctl(2)).
    die_with(int(arguments[0]))
    os.execv(arguments[1], arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
