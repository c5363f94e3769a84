"""Entry point of `oci-smtp` and `python -m tui`."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code. Nothing is read before the process is closed to others."""
    from tui.startup.fast_path import NAMES_COMMAND, as_bytes, quick_answer

    if None in (sys.stdin, sys.stdout, sys.stderr):
        from tui.cli.closed_streams import lead_closed_streams_nowhere

        lead_closed_streams_nowhere()
    if sys.argv[1:2] == [NAMES_COMMAND]:
        from tui.startup.name_completion import names_for

        sys.stdout.writelines(f"{name}\n" for name in names_for(sys.argv[2:], os.environ))
        return
    if answer := quick_answer(sys.argv[1:]):
        try:
            os.write(sys.stdout.fileno(), as_bytes(answer, sys.stdout.isatty()))
        except BrokenPipeError:  # the reader has read enough
            sys.exit(1)
        except OSError as error:
            sys.exit(f"oci-smtp: Can't write the output: {error.strerror}.")
        return
    from services.startup.garbage_collection import collect_no_more, put_off_collecting
    from services.system.hardening import harden, safe_excepthooks, scrub_environment

    put_off_collecting()  # until the first frame, or until a command is signed in
    harden()
    scrub_environment()
    safe_excepthooks()
    from tui.cli.main import run

    code = run(sys.argv[1:])
    collect_no_more()
    _drop_messages_that_cannot_be_written()
    _end(code)


def _drop_messages_that_cannot_be_written() -> None:
    """Let the exit code stand where the terminal is gone: Python's own last flush would make it 120 (sys.exit)."""
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _end(code: int) -> None:
    """End the process. Python's own way out ends threads that still wait for an answer wherever they are.

    In native code, such as that of a signature, that can abort the process (docs.python.org, c-api/init.html,
    "Cautions regarding runtime finalization").
    """
    import atexit
    import contextlib
    import threading

    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    if others and all(thread.daemon for thread in others):
        with contextlib.suppress(OSError):  # which Python tells in its own way, below
            sys.stdout.flush()
            atexit._run_exitfuncs()
            sys.stdout.flush()  # what they printed
            os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
