"""The command line under the switches of the sample tenancy that change what `generate` says."""

import json
from typing import get_args

import pytest

from services.credentials import create
from services.demo.colleague import GENERATE, Act
from services.demo.settings import LimitError, NoPermission
from services.demo.tenancy import Tenancy
from services.model.errors import ExitCode
from tests.services.accounts import operations
from tests.services.desk import CREATE, LIST
from tests.tui.shell import NONE, ONE, Cli


@pytest.mark.parametrize("form", get_args(LimitError))
def test_generate_exits_3_for_every_form_of_the_limit_error(cli: Cli, tenancy: Tenancy, form: LimitError) -> None:
    """A colleague takes the second slot right after it was seen to be free."""
    tenancy.settings.limit_error = form
    tenancy.colleague.do(Act(GENERATE, tenancy.user_ocid(ONE), after=LIST))
    code, output, errors = cli("generate", ONE, "-d", "third")
    assert (code, output) == (ExitCode.LIMIT, "")
    assert f"{ONE} has two SMTP credentials now, the maximum." in errors
    assert "opc-request-id" in errors
    assert operations(tenancy).count(CREATE) == 1


def test_a_rejection_below_the_limit_is_not_reported_as_the_limit(cli: Cli, tenancy: Tenancy) -> None:
    tenancy.faults.add("400", CREATE)
    code, _, errors = cli("generate", ONE, "-d", "second")
    assert code == ExitCode.FAILED
    assert "Invalid parameter" in errors
    assert "maximum" not in errors


@pytest.mark.parametrize("recognized", [True, False])
def test_a_replay_prints_one_credential_and_warns_of_a_possible_second(
    cli: Cli, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, recognized: bool
) -> None:
    monkeypatch.setattr(create, "FIRST_PAUSE_SECONDS", 0.0)
    tenancy.settings.replay_recognized = recognized
    tenancy.faults.add("503", CREATE).done = True
    code, output, errors = cli("generate", NONE, "-d", "host", "-o", "json")
    assert code == ExitCode.DONE
    made = json.loads(output)
    assert made["password"] == tenancy.password_of(made["credential_id"])
    assert ("might have created another credential" in errors) is not recognized
    assert ("oci-smtp recover" in errors) is not recognized
    assert len(tenancy.credentials(tenancy.user_ocid(NONE))) == (1 if recognized else 2)


@pytest.mark.parametrize("status", get_args(NoPermission))
def test_a_domain_that_denies_access_exits_4_and_names_the_required_role(
    cli: Cli, tenancy: Tenancy, status: NoPermission
) -> None:
    tenancy.settings.no_permission = status
    administrators = tenancy.world.groups.named("Administrators")
    assert administrators is not None
    tenancy.world.groups.leave(tenancy.world.founder, administrators)
    code, _, errors = cli("--directory", "domains", "generate", NONE, "-d", "host")
    assert code == ExitCode.DENIED
    assert "You do not have permission to perform this operation." in errors
    assert "User Administrator" in errors
    assert CREATE not in operations(tenancy)
