import json
import logging
import os
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from services.api.sign_in import open_session
from services.config.options import Options
from services.config.profile import load_profile
from services.demo.cloud import DemoCloud
from services.demo.faults import Rule
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import ConfigError, ExitCode, NotAuthenticatedError, NotAuthorizedError
from tests.services.accounts import Served, operations, served, session_on

ELSEWHERE = "eu-frankfurt-1"


@pytest.mark.parametrize(
    ("region", "meant"), [("eu-frankfrut-1", "eu-frankfurt-1"), ("uk-londno-1", "uk-london-1"), ("nowhere", "")]
)
def test_an_unknown_region_is_rejected_with_the_closest_known_region(
    on_loopback: Served, region: str, meant: str
) -> None:
    with pytest.raises(ConfigError) as refusal:
        on_loopback.session(region=region, identity_endpoint="")
    error = refusal.value
    assert region in error.cause
    assert ("Did you mean" in error.next_step) is bool(meant)
    assert meant in error.next_step
    assert error.exit_code is ExitCode.DENIED


@pytest.mark.parametrize("region", ["fra", "FRA", "EU-Frankfurt-1"])
def test_a_region_can_be_given_as_a_key_or_in_any_case(on_loopback: Served, region: str) -> None:
    assert on_loopback.session(region=region, identity_endpoint="").region == "eu-frankfurt-1"


def test_a_region_newer_than_the_sdk_works_where_an_endpoint_is_given(on_loopback: Served) -> None:
    assert on_loopback.session(region="zz-newplace-1").tenancy_name() == on_loopback.tenancy.world.name


def test_a_region_that_is_not_valid_in_a_host_name_is_rejected(on_loopback: Served) -> None:
    with pytest.raises(ConfigError):
        on_loopback.session(region="../evil")


@pytest.mark.parametrize("flag", ["identity_endpoint", "email_endpoint"])
@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "ftp://example.com",
        "http://user:word@example.com",
        "http://[::1]:80",
        "https://example.com?x=y",
        "https://",
        "https://host name",
        "https://example.com:99999",
        "https://example.com\x1b[2J",
    ],
)
def test_an_invalid_endpoint_is_rejected_before_any_request(on_loopback: Served, flag: str, text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        on_loopback.session(**{flag: text})
    assert text in refusal.value.cause
    assert f"--{flag.replace('_', '-')}" in refusal.value.cause
    assert "https://" in refusal.value.next_step
    assert operations(on_loopback.tenancy) == []


@pytest.mark.parametrize("tail", ["", "/", "/20160918"])
def test_an_endpoint_can_end_with_a_slash_or_the_api_version(on_loopback: Served, tail: str) -> None:
    session = on_loopback.session(identity_endpoint=on_loopback.options.identity_endpoint + tail)
    assert session.tenancy_name() == on_loopback.tenancy.world.name


@pytest.mark.parametrize(("minutes", "side"), [(20, "behind"), (-20, "ahead of")])
def test_a_401_with_a_wrong_clock_is_explained_by_the_clock(minutes: int, side: str) -> None:
    tenancy = Tenancy(users=20, now=lambda: datetime.now(timezone.utc) + timedelta(minutes=minutes))
    with pytest.raises(NotAuthenticatedError) as refusal:
        session_on(tenancy).tenancy_name()
    assert f"minutes {side}" in refusal.value.cause
    assert "clock" in refusal.value.next_step


def test_a_401_with_a_correct_clock_is_explained_by_the_key(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    session._clients._config["user"] = tenancy.user_ocid("shop.mailer")  # the key of another user
    with pytest.raises(NotAuthenticatedError) as refusal:
        session.tenancy_name()
    assert "clock" not in refusal.value.cause
    for reason in ("takes a few minutes to work", "only in subscribed regions", "fingerprint"):
        assert reason in refusal.value.next_step
    assert refusal.value.code == "NotAuthenticated"
    assert refusal.value.request_id


def test_log_requests_in_the_profile_prints_nothing(
    on_loopback: Served, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with on_loopback.config_file.open("a") as file:
        file.write("log_requests=true\n")
    with caplog.at_level(logging.DEBUG):
        on_loopback.session().tenancy_name()
    assert capfd.readouterr() == ("", "")
    assert "authorization" not in caplog.text.lower()
    assert "Signature version" not in caplog.text


class TestHomeRegion:
    def test_reads_go_to_the_session_region_and_changes_to_the_home_region(self, tenancy: Tenancy) -> None:
        session = session_on(tenancy, region=ELSEWHERE)
        directory = ClassicDirectory(session)
        user = directory.find("newsletter.sender")
        issued = directory.create_credential(user, "billing host", "token-1")
        directory.describe_credential(user, issued.credential, "another host")
        directory.delete_credential(user, issued.credential)
        assert session.home_region() == tenancy.home_region != session.region
        assert not [entry for entry in tenancy.request_log if entry.status not in (200, 204)]
        assert operations(tenancy).count("list_region_subscriptions") == 1

    def test_the_home_region_is_learned_when_subscriptions_cannot_be_read(self, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_region_subscriptions", times=0)
        session = session_on(tenancy, user="helpdesk.agent", region=ELSEWHERE)
        directory = ClassicDirectory(session)
        myself = directory.myself()
        issued = directory.create_credential(myself, "my own", "token-1")
        assert [item.ocid for item in tenancy.credentials(myself.ocid)] == [issued.credential.ocid]
        assert session.home_region() == tenancy.home_region
        before = len(tenancy.request_log)
        directory.describe_credential(myself, issued.credential, "described")
        assert [entry.status for entry in tenancy.request_log[before:]] == [200], "home is remembered"

    def test_a_create_resent_to_the_home_region_keeps_its_retry_token(self, tenancy: Tenancy) -> None:
        tenancy.faults.add("404", "list_region_subscriptions", times=0)
        directory = ClassicDirectory(session_on(tenancy, region=ELSEWHERE))
        directory.create_credential(directory.find("newsletter.sender"), "once", "the-one-token")
        tokens = [entry.retry_token for entry in tenancy.request_log if entry.method == "POST"]
        assert tokens == ["the-one-token"] * 2

    @pytest.mark.parametrize(
        "name",
        ["us-ashburn-1]", "[", "a@evil.example/#", "evil.example/", "a\x1b]52;c;eA==\x07", "us ashburn", ""],
    )
    def test_an_invalid_home_region_name_is_ignored(
        self, tenancy: Tenancy, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        handle = tenancy.handle

        def answer(request: Request, patience: float | None = None) -> Response:
            if not request.path.endswith("/regionSubscriptions"):
                return handle(request, patience)
            row = {"regionKey": "X", "regionName": name, "status": "READY", "isHomeRegion": True}
            return Response(200, {"content-type": "application/json"}, json.dumps([row]).encode())

        monkeypatch.setattr(tenancy, "handle", answer)
        session = session_on(tenancy)
        assert session.home_region() == session.region
        directory = ClassicDirectory(session)
        directory.create_credential(directory.find("newsletter.sender"), "billing host", "token-1")

    def test_a_create_rejected_for_another_reason_is_not_resent(self, tenancy: Tenancy) -> None:
        directory = ClassicDirectory(session_on(tenancy))
        user = directory.find("newsletter.sender")
        tenancy.faults.append(Rule("403", "create_smtp_credential"))
        with pytest.raises(NotAuthorizedError) as refusal:
            directory.create_credential(user, "no", "token-1")
        assert refusal.value.cause == (
            "OCI rejected the request while creating a credential for newsletter.sender: The operation is not allowed"
        )
        assert [entry.status for entry in tenancy.request_log if entry.method == "POST"] == [403]


def test_a_user_who_may_not_read_the_tenancy_sees_its_ocid(tenancy: Tenancy) -> None:
    tenancy.faults.add("404", "get_tenancy")
    assert session_on(tenancy).tenancy_name() == tenancy.ocid


def test_an_ordinary_user_signs_in_from_a_configuration_file(tenancy: Tenancy, tmp_path: Path) -> None:
    with served(tenancy, tmp_path, user="helpdesk.agent") as where:
        assert ClassicDirectory(where.session()).myself().name == "helpdesk.agent"


def test_the_demo_opens_without_a_configuration_and_writes_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    session = DemoCloud().open(Options(demo=True))
    assert ClassicDirectory(session).myself().name == "demo.administrator"
    assert not os.listdir(tmp_path)


def test_a_session_signs_for_a_profile_whose_name_is_not_in_the_file(on_loopback: Served) -> None:
    profile = load_profile(on_loopback.options, {})
    session = open_session(replace(profile, name="other"), on_loopback.options)
    assert session.user_ocid == on_loopback.tenancy.admin_ocid
    assert session.tenancy_ocid == on_loopback.tenancy.ocid
    assert session.tenancy_name() == on_loopback.tenancy.world.name
