"""How the process ends."""

import subprocess
import sys

SCRIPT = """
import atexit, os, sys, threading, time
import tui.cli.main

class Torn:
    def __del__(self):
        os.write(1, b"torn down\\n")

torn = Torn()

def run(arguments):
    threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    atexit.register(print, "tidied up")
    print("said")
    return 3

tui.cli.main.run = run
from tui.__main__ import main
main()
"""


def test_the_process_exits_without_tearing_down_the_interpreter() -> None:
    ended = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, b"said\ntidied up\n", b"")
