"""A terminal that is gone keeps no one waiting."""

import os
import sys
import threading
from typing import IO, cast

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from tui.terminal.gone import FragileFile


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal there is no file that can go")
def test_writing_to_a_closed_terminal_does_not_block() -> None:
    master, slave = os.openpty()
    os.close(master)
    with open(slave, "w", buffering=1, closefd=False) as file:
        writer = WriterThread(cast("IO[str]", FragileFile(file)))
        writer.start()
        texts = [f"{number}\n" for number in range(MAX_QUEUED_WRITES * 3)]

        def write() -> None:
            for text in texts:
                writer.write(text)
            writer.stop()

        writing = threading.Thread(target=write, daemon=True)
        writing.start()
        writing.join(20)
        assert not writing.is_alive()
    os.close(slave)
