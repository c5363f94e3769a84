"""The commands that list, where a list does not end or is not whole: they say so, and never exit 0."""

import itertools
import json
from collections.abc import Callable

import pytest

from services.api import list_ends
from services.demo.faults import Rule
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.tui.shell import ONE, Cli

CLASSIC, SCIM = "/20160918/users", "/admin/v1/Users"
COMMANDS = (
    ["users"],
    ["users", "--output", "json"],
    ["users", "--output", "csv"],
    ["list"],
    ["list", "--output", "json"],
)


@pytest.fixture
def endless_lists(tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From now on a list never ends, in one way or another."""
    monkeypatch.setattr(list_ends, "MOST_PAGES", 30)
    handle, numbers = tenancy.handle, itertools.count()

    def begin(way: str) -> None:
        def answer(request: Request, patience: float | None = None) -> Response:
            found = handle(request, patience)
            if request.method != "GET" or request.path not in (CLASSIC, SCIM):
                return found
            name = str(next(numbers))
            if request.path == SCIM:
                return Response(200, found.headers, b'{"totalResults": 9, "Resources": []}')
            if way == "same token":
                row = json.dumps([{"id": f"ocid1.user.oc1..{name}", "name": name}]).encode()
                return Response(200, {**found.headers, "opc-next-page": "same"}, row)
            return Response(200, {**found.headers, "opc-next-page": name}, b"[]")

        monkeypatch.setattr(tenancy, "handle", answer)

    return begin


@pytest.mark.parametrize("directory", ["classic", "domains"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_list_that_never_ends_is_reported_as_incomplete(
    cli: Cli, endless_lists: Callable[[str], None], command: list[str], directory: str
) -> None:
    endless_lists("new tokens")
    code, _, errors = cli(*command, "--directory", directory)
    assert code == ExitCode.FAILED
    assert "Incomplete list: OCI returned an incomplete list" in errors


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_list_that_repeats_its_page_token_is_reported_as_incomplete(
    cli: Cli, endless_lists: Callable[[str], None], command: list[str]
) -> None:
    endless_lists("same token")
    code, _, errors = cli(*command, "--directory", "classic")
    assert code == ExitCode.FAILED
    assert "Incomplete list" in errors


@pytest.mark.parametrize("command", [["users"], ["list", ONE], ["generate", ONE, "-d", "x"], ["list"]], ids=" ".join)
@pytest.mark.parametrize("status", ["301", "307", "308"])
def test_a_redirect_fails_and_its_destination_is_reported(
    cli: Cli, tenancy: Tenancy, command: list[str], status: str
) -> None:
    tenancy.faults.append(Rule(status, path=f"{CLASSIC}*", times=0, location="https://moved.example/\x1b]0;x\x07"))
    code, output, errors = cli(*command, "--directory", "classic")
    assert (code, output) == (ExitCode.FAILED, "")
    assert f"Redirected: OCI responded with {status}" in errors
    assert "points to moved.example. Nothing was sent there." in errors
    assert "\x1b" not in errors


def test_a_wait_that_oci_requests_is_reported_once(cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.api.retries.time.sleep", lambda seconds: None)
    tenancy.faults.add("429", "list_users", retry_after=9)
    code, output, errors = cli("users", "--directory", "classic")
    assert code == ExitCode.DONE
    assert ONE in output
    assert errors.count("OCI asked to wait 9 s") == 1
