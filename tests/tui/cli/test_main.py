"""The commands that answer and end: what they print, to where, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from services.demo.tenancy import Tenancy
from services.model.errors import EXIT_CODES, ExitCode
from tests.services.accounts import Served, served
from tests.tui.shell import ONE, ROOT, Cli, program
from tui.cli.main import run

COMMANDS = (
    *("open", "generate", "rotate", "list", "users", "revoke", "recover", "doctor", "check", "audit"),
    *("keys", "locate", "completions"),
)


class TestSigningIn:
    @pytest.mark.parametrize("command", [["users"], ["list"], ["list", ONE], ["generate", ONE, "-d", "x"]])
    def test_a_missing_configuration_exits_4_with_a_next_step(
        self, cli: Cli, tmp_path: Path, command: list[str]
    ) -> None:
        code, output, errors = cli(*command, "--config-file", str(tmp_path / "nowhere"))
        assert (code, output) == (ExitCode.DENIED, "")
        assert "oci setup config" in errors

    @pytest.mark.parametrize(
        "flags", [["--profile", "nobody"], ["--region", "eu-frankfrut-1", "--identity-endpoint", "x"]]
    )
    def test_options_work_before_and_after_the_command(self, cli: Cli, flags: list[str]) -> None:
        before, after = cli(*flags, "users"), cli("users", *flags)
        assert before == after
        assert before[0] == ExitCode.DENIED

    def test_users_exits_4_without_permission(self, tenancy: Tenancy, cli: Cli, tmp_path: Path) -> None:
        elsewhere = tmp_path / "agent"
        elsewhere.mkdir()
        with served(tenancy, elsewhere, user="helpdesk.agent") as where:
            code, output, errors = cli("users", "--config-file", str(where.config_file))
        assert (code, output) == (ExitCode.DENIED, "")
        assert "Not authorized, or not found" in errors

    def test_users_with_demo_lists_the_sample_tenancy(self, capfd: pytest.CaptureFixture[str]) -> None:
        assert run(["users", "--demo", "--filter", "shop.", "--output", "json"]) == ExitCode.DONE
        assert ONE in capfd.readouterr().out

    def test_the_passphrase_in_oci_cli_passphrase_decrypts_the_api_key(
        self, cli: Cli, where: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from cryptography.hazmat.primitives import serialization

        path = where.config_file.parent / "oci_api_key.pem"
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        locked = serialization.BestAvailableEncryption(b"of-the-environment")
        path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
        code, _, errors = cli("users")
        assert code == ExitCode.DENIED
        assert "encrypted" in errors
        monkeypatch.setenv("OCI_CLI_PASSPHRASE", "of-the-environment")
        assert cli("users")[0] == ExitCode.DONE


class TestContract:
    def test_help_names_every_command_and_every_exit_code(self, cli: Cli) -> None:
        code, output, _ = cli("--help")
        assert code == ExitCode.DONE
        for word in (*COMMANDS, "--demo", "--read-only", "--no-reveal"):
            assert f" {word} " in re.sub(r"\s+", " ", output)
        for number, meaning in EXIT_CODES.items():
            assert f"{number.value} {meaning}" in re.sub(r"\s+", " ", output)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_each_command_has_help(self, cli: Cli, command: str) -> None:
        code, output, _ = cli(command, "--help")
        assert code == ExitCode.DONE
        assert f"oci-smtp {command}" in output

    def test_version_prints_the_program_name(self, cli: Cli) -> None:
        code, output, _ = cli("--version")
        assert code == ExitCode.DONE
        assert output.startswith("oci-smtp ")

    @pytest.mark.parametrize(
        "arguments", [["frobnicate"], ["--frobnicate"], ["open"], ["open", "user"], ["revoke", "x"]]
    )
    def test_an_unknown_or_incomplete_command_exits_2_and_shows_the_usage(self, cli: Cli, arguments: list[str]) -> None:
        code, output, errors = cli(*arguments)
        assert (code, output) == (ExitCode.USAGE, "")
        assert "usage:" in errors

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("demo", "--demo"),
            ("--deemo", "--demo"),
            ("audti", "audit"),
            ("setings", "open settings"),
            ("genrate", "generate"),
            ("zzz", ""),
        ],
    )
    def test_a_misspelled_command_gets_a_suggestion(self, cli: Cli, typed: str, meant: str) -> None:
        code, _, errors = cli(typed)
        assert code == ExitCode.USAGE
        assert errors.startswith("usage: oci-smtp [OPTION ...] [COMMAND ...]\n")
        assert (f"Did you mean: oci-smtp {meant}?" in errors) == bool(meant)
        assert ("Did you mean" in errors) == bool(meant)

    @pytest.mark.parametrize("arguments", [[], ["open", "users"], ["open", "user", "x", "--generate"], ["--demo"]])
    def test_without_a_terminal_the_app_does_not_open(self, cli: Cli, arguments: list[str]) -> None:
        code, output, errors = cli(*arguments)
        assert (code, output) == (ExitCode.USAGE, "")
        assert "needs an interactive terminal" in errors

    @pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "2>/dev/null", "<&- >&- 2>&-"])
    def test_the_app_does_not_open_when_a_standard_stream_is_not_a_terminal(self, closed: str) -> None:
        """Else it waited for ever, with nothing on the screen."""
        master, slave = os.openpty()
        shell = ["sh", "-c", f'"{sys.executable}" -m tui --demo {closed}']
        with subprocess.Popen(shell, stdin=slave, stdout=slave, stderr=slave, cwd=ROOT) as process:
            os.close(slave)
            try:
                assert process.wait(20) == ExitCode.USAGE
            finally:
                process.kill()
                os.close(master)

    @pytest.mark.parametrize(
        "command", ["--version", "keys", "locate --schema", "list", "users", "users --output json"]
    )
    @pytest.mark.parametrize(("where", "why"), [(">/dev/full", "No space left"), (">&-", "Bad file descriptor")])
    def test_a_command_fails_when_its_output_cannot_be_written(self, command: str, where: str, why: str) -> None:
        options = "--demo " if command.startswith(("list", "users")) else ""
        shell = ["sh", "-c", f'"{sys.executable}" -m tui {options}{command} {where}']
        ran = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert ran.returncode == ExitCode.FAILED
        assert f"Can't write the output: {why}" in ran.stderr
        assert "Traceback" not in ran.stderr

    def test_keys_lists_the_generate_command(self, cli: Cli) -> None:
        code, output, _ = cli("keys")
        assert code == ExitCode.DONE
        assert "user.generate" in output

    @pytest.mark.parametrize(
        "command", [["keys"], ["users"], ["list", "--output", "csv"], ["users", "--output", "json"]]
    )
    def test_a_closed_output_pipe_fails_without_an_error_message(
        self, signed_in_environ: None, command: list[str]
    ) -> None:
        read_end, write_end = os.pipe()
        os.close(read_end)
        process = program(*command, stdout=write_end)
        os.close(write_end)
        _, errors = process.communicate(timeout=60)
        assert errors == ""
        assert process.returncode == ExitCode.FAILED

    def test_ctrl_c_exits_130_without_output(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr("tui.cli.directory_commands.users", interrupted)
        assert cli("users") == (130, "", "")


class TestWhatIsLoaded:
    def loaded_after(self, code: str) -> set[str]:
        script = f"{code}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
        ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
        return set(ran.stdout.splitlines()[-1].split())

    @pytest.mark.parametrize(
        "code",
        [
            "import tui.cli.main, tui.__main__",
            "import tui.cli.main; tui.cli.main.run(['--help'])",
            "import tui.cli.main; tui.cli.main.run(['--version'])",
            "import tui.cli.main; tui.cli.main.run(['keys'])",
            "import tui.cli.main; tui.cli.main.run(['completions', 'bash'])",
            "import tui.cli.main; tui.cli.main.run([])",
        ],
    )
    def test_commands_without_a_sign_in_load_neither_textual_nor_the_sdk(self, code: str) -> None:
        loaded = self.loaded_after(code)
        assert "tui" in loaded
        assert not loaded & {"textual", "rich", "oci", "cryptography", "keyring"}

    def test_users_runs_without_loading_textual(self) -> None:
        loaded = self.loaded_after("import tui.cli.main; tui.cli.main.run(['users', '--demo', '--filter', 'shop.'])")
        assert "oci" in loaded
        assert "textual" not in loaded


def test_the_schema_of_the_settings_is_printed_for_editors(cli: Cli) -> None:
    code, output, _ = cli("locate", "--schema")
    properties = json.loads(output)["properties"]
    assert code == 0
    assert properties["read_only"]["type"] == "boolean"
    assert "user.generate" in properties["keys"]["properties"]
