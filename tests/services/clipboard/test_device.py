"""What is written past a multiplexer gets to terminals, and to nothing else."""

import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.clipboard.device import write_to

TEXT = "\x1b]52;c;IA==\a"


@pytest.fixture
def terminal_line() -> Iterator[tuple[int, str]]:
    """The other end of a terminal line, and the path of its device."""
    end, line = pty.openpty()
    yield end, os.ttyname(line)
    os.close(line)
    os.close(end)


def test_write_to_writes_only_to_terminals_and_counts_them(terminal_line: tuple[int, str], tmp_path: Path) -> None:
    end, device = terminal_line
    (file := tmp_path / "file").write_text("notes")
    assert write_to([device, str(file), str(tmp_path / "gone")], TEXT) == 1
    assert os.read(end, 100).decode() == TEXT
    assert file.read_text() == "notes"
    assert write_to([], TEXT) == 0
