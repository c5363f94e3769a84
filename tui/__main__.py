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

    gc.disable()  # until the first frame, or the end: what is imported stays
    harden()
    scrub_environment()
    safe_excepthooks()
    from tui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
