"""Run by the Python of the OCI CLI: its commands, one after the other, in one process.

Each line of standard input is a JSON list of arguments. Each line of standard output is what came of them: the exit
`code`, and what was printed as `output` and as `errors`.
"""

import contextlib
import io
import json
import sys

from oci_cli import dynamic_loader
from oci_cli.cli_root import cli

SERVICES = ("identity", "identity_domains", "email")


def run(arguments: list[str]) -> dict[str, object]:
    """What the CLI prints for these arguments, and its exit code."""
    output, errors = io.BytesIO(), io.BytesIO()
    end: object = None
    with (
        io.TextIOWrapper(output, encoding="utf-8", write_through=True) as to_output,
        io.TextIOWrapper(errors, encoding="utf-8", write_through=True) as to_errors,
        contextlib.redirect_stdout(to_output),
        contextlib.redirect_stderr(to_errors),
    ):
        try:
            cli.main(args=arguments, prog_name="oci")
        except SystemExit as exit_:
            end = exit_.code
        printed = [stream.getvalue().decode() for stream in (output, errors)]
    if isinstance(end, str):  # Python would print it, and exit with 1
        return {"code": 1, "output": printed[0], "errors": printed[1] + end}
    return {"code": end or 0, "output": printed[0], "errors": printed[1]}


def main() -> None:
    """Answer until there are no more lines."""
    for service in SERVICES:
        dynamic_loader.load_service_dir(service)
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
