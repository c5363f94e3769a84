"""The program on a terminal line, as `Terminal` has it, without the time that its imports take."""

import os
from collections.abc import Mapping, Sequence

from tests.e2e.faults.runner import VARIABLE
from tests.e2e.nursery import Child, Nursery, Order
from tests.e2e.program import PROGRAM
from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tty_line import Size, set_size

READ_BY_OURSELVES = ("HOME", "PATH", "PYTHONPATH", "TMPDIR", VARIABLE)
READ_BY_OUR_LIBRARIES = ("XDG_", "OCI_SMTP_")
USUAL = {"LANG": "C.UTF-8", "TERM": "xterm-256color"}


def can_be_forked(command: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether that is the program in an environment that makes no difference to Python and to what is imported."""
    return command[0] == PROGRAM and all(
        name in READ_BY_OURSELVES or name.startswith(READ_BY_OUR_LIBRARIES) or USUAL.get(name) == value
        for name, value in environ.items()
    )


class ForkedProgram(Terminal):
    """A terminal with the program in it, from the nursery."""

    def __init__(
        self, nursery: Nursery, arguments: Sequence[str], environ: Mapping[str, str], size: Size = SIZES[0]
    ) -> None:
        self._nursery = nursery
        self._child: Child | None = None
        super().__init__(arguments, environ, size)

    def _spawn(self, command: Sequence[str], environ: Mapping[str, str], size: Size) -> tuple[int, int]:
        ours, theirs = os.openpty()
        set_size(theirs, size)
        self._child = self._nursery.start(Order(list(command), dict(environ), os.getcwd()), [theirs] * 3)
        os.close(theirs)
        return self._child.pid, ours

    def _has_child(self) -> bool:
        assert self._child
        self._status = self._child.poll()
        return self._status is None
