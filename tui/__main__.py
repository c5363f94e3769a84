"""Entry point of `oci-smtp` and `python -m tui`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code. Nothing is read before the process is closed to others."""
    from services.hardening import harden, safe_excepthooks, scrub_environment

    harden()
    scrub_environment()
    safe_excepthooks()
    from tui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
