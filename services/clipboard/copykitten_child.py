"""A script that holds or reads the X11 clipboard through copykitten, for `copykitten.py`.

    python -I copykitten_child.py DIRECTORY hold|paste

DIRECTORY is where copykitten is installed. `hold` takes the text from stdin and serves it until it is killed, `paste`
writes to stdout.
"""

import signal
import sys


def main(directory: str, request: str) -> int:
    """Do it; 1 where that is not possible here, or where there is no text to paste."""
    sys.path.append(directory)
    import copykitten

    try:
        if request == "hold":
            copykitten.copy(sys.stdin.buffer.read().decode())
            signal.pause()
        else:
            sys.stdout.buffer.write(copykitten.paste().encode())
    except copykitten.CopykittenError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
