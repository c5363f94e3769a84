"""Entry point of `oci-smtp` and `python -m tui`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code. Nothing is read before the process is closed to others."""
    from tui.quick import quick_answer

    if answer := quick_answer(sys.argv[1:]):
        try:
            os.write(sys.stdout.fileno(), f"{answer}\n".encode())
        except BrokenPipeError:  # whoever reads had enough
            sys.exit(1)
        return
    from services.hardening import harden, safe_excepthooks, scrub_environment

    gc.disable()  # until the first frame, or until a command is signed in: what is imported stays
    harden()
    scrub_environment()
    safe_excepthooks()
    from tui.cli import run

    code = run(sys.argv[1:])
    gc.freeze()  # the collections of the end would look at all that was imported
    sys.exit(code)


if __name__ == "__main__":
    main()
