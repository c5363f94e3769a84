"""The same over a real mosh: the command is on its server, the emulator where the person is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

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

    @property
    def program_pid(self) -> int:
        """The process of the command."""
        return int(Path(f"/proc/{self.server_pid}/task/{self.server_pid}/children").read_text().split()[0])

    def end(self) -> None:
        """Take the server down, and all in it."""
        self._mosh.end()
        super().end()
