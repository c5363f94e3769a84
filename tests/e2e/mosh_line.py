"""The same over a real mosh: the command is on its server, the emulator where the person is."""

import signal
from collections.abc import Mapping, Sequence

from tests.e2e.terminal import SIZES, Terminal
from tests.e2e.tty_line import Size
from tests.services.clipboard.moshes import Mosh


class MoshLine(Terminal):
    """A terminal with the client of a mosh in it, on whose server the command runs."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: Size = SIZES[0]) -> None:
        self._mosh = Mosh(command, {**environ, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
        super().__init__(self._mosh.client, self._mosh.environ(environ), size)

    @property
    def server_pid(self) -> int:
        """The process of the server."""
        return self._mosh.pid

    def hang_up(self) -> None:
        """End the client, as a closed laptop does: the server waits for it to come back."""
        self.signal(signal.SIGKILL)

    def again(self, environ: Mapping[str, str]) -> Terminal:
        """Another client of the same server, which mosh allows while the first one is gone."""
        return Terminal(self._mosh.client, self._mosh.environ(environ))

    def end(self) -> None:
        """Take the server down, and all in it."""
        self._mosh.end()
        super().end()
