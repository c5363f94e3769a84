"""`oci setup config` in the app's own terminal, with a program in the place of Oracle's CLI that asks a question."""

from pathlib import Path

from tests.e2e.conftest import Opener
from tests.e2e.program import PROGRAM
from tests.e2e.served import Served

ORACLES = """\
#!/bin/sh
test "$1 $2" = "setup config" || exit 9
trap 'echo interrupted by ctrl+c' INT
printf 'Enter a user OCID: '
read answer || read answer
cp "$answer" "$HOME/.oci/config"
chmod 600 "$HOME/.oci/config"
"""


def test_it_is_run_in_place_of_the_app_and_what_it_wrote_is_used(
    open_app: Opener, served: Served, home: Path, environ: dict[str, str]
) -> None:
    oci = home / "bin" / "oci"
    oci.parent.mkdir()
    oci.write_text(ORACLES)
    oci.chmod(0o755)
    (home / ".oci").mkdir()
    environ["PATH"] = f"{oci.parent}:{environ['PATH']}"
    endpoint = served.ready["endpoint"]
    app = open_app(program=(PROGRAM, "--identity-endpoint", endpoint, "--email-endpoint", endpoint))
    app.wait_for("Welcome", "Make a configuration")
    app.press("down", "enter")
    app.wait_for("Enter a user OCID")
    app.press("ctrl+c")
    app.wait_for("interrupted by ctrl+c")
    app.type(f"{served.config_file}\r")
    app.wait_for("Press enter to go back")
    app.press("enter")
    app.wait_for("Identity & Security", "acmedemo", gone="Welcome")
    app.press("ctrl+q")
    assert app.exit_code == 0
