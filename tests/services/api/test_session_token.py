"""Signing in with the security token that `oci session authenticate` leaves, and keeping it fresh."""

import stat
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from services.api.session import Session
from services.api.session_token import read_claims
from services.api.sign_in import open_session
from services.api.token_refresh import Renewal
from services.config.options import Options
from services.config.profile import load_profile
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy
from services.directory.classic import ClassicDirectory
from services.model.errors import (
    BusyError,
    ConfigError,
    NotAuthenticatedError,
    NotFoundError,
    SessionExpiredError,
    WrongClockError,
)
from tests.services.accounts import Served, operations, served

REFRESH = "refresh_security_token"


@pytest.fixture
def served_with_token(tenancy: Tenancy, tmp_path: Path) -> Iterator[Served]:
    with served(tenancy, tmp_path, user="helpdesk.agent", token=True) as found:
        yield found


def token_file(where: Served) -> Path:
    return where.config_file.with_name("token")


def renewal_of(session: Session) -> Renewal:
    assert session.renewal is not None
    return session.renewal


def test_the_signed_in_user_comes_from_the_token(served_with_token: Served) -> None:
    session = served_with_token.session()
    assert ClassicDirectory(session).myself().name == "helpdesk.agent"
    assert session.tenancy_ocid == served_with_token.tenancy.ocid


def test_a_profile_with_a_user_and_a_token_uses_the_api_key_by_default(served_with_token: Served) -> None:
    with served_with_token.config_file.open("a") as file:
        file.write(f"user={served_with_token.tenancy.admin_ocid}\n")
    assert load_profile(served_with_token.options, {}).auth.name == "api_key"
    assert served_with_token.session(auth="security_token").user_ocid == served_with_token.tenancy.user_ocid(
        "helpdesk.agent"
    )


def test_an_api_key_profile_does_not_use_the_token_of_default(served_with_token: Served, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    own = DemoAccount(served_with_token.tenancy).write(other).read_text().partition("\n")[2]
    with served_with_token.config_file.open("a") as file:
        file.write(f"[keyed]\n{own}")
    assert served_with_token.session(profile="keyed").user_ocid == served_with_token.tenancy.admin_ocid


def test_a_profile_can_repeat_the_settings_of_default(served_with_token: Served) -> None:
    text = served_with_token.config_file.read_text()
    served_with_token.config_file.write_text(f"{text}{text.replace('DEFAULT', 'again')}")
    assert served_with_token.session(profile="again").user_ocid == served_with_token.tenancy.user_ocid("helpdesk.agent")


def test_a_refresh_renews_the_token_and_saves_the_new_token(served_with_token: Served) -> None:
    session = served_with_token.session()
    before, expired = token_file(served_with_token).read_text(), renewal_of(session).expires
    token_file(served_with_token).chmod(0o644)
    assert renewal_of(session).refresh() == ""
    after = token_file(served_with_token).read_text()
    assert after != before
    assert read_claims(after).expires >= expired
    assert stat.S_IMODE(token_file(served_with_token).stat().st_mode) == 0o600
    assert [path.name for path in token_file(served_with_token).parent.iterdir() if path.name.startswith(".")] == []
    served_with_token.tenancy.world.sessions._tokens.pop(before)
    assert session.tenancy_name() == served_with_token.tenancy.world.name, "the newer one signs now"
    assert served_with_token.session().tenancy_name() == served_with_token.tenancy.world.name, "and in the next program"


@pytest.mark.parametrize("seconds", [3600, 599, 300])
def test_a_refreshed_token_is_not_due_for_refresh(served_with_token: Served, seconds: int) -> None:
    served_with_token.tenancy.settings.token_seconds = seconds
    DemoAccount(served_with_token.tenancy, served_with_token.tenancy.user_ocid("helpdesk.agent"), token=True).write(
        served_with_token.config_file.parent
    )
    session = served_with_token.session()
    renewal_of(session).refresh()
    assert not renewal_of(session).is_due


def test_a_token_is_due_for_refresh_in_its_last_ten_minutes(served_with_token: Served, tenancy: Tenancy) -> None:
    ahead = timedelta(minutes=51)
    tenancy.settings.clock_tolerance = None
    assert not renewal_of(served_with_token.session()).is_due
    early = Tenancy(users=20, now=lambda: datetime.now(timezone.utc) - ahead)
    early.settings.clock_tolerance = None
    token_file(served_with_token).write_text(DemoAccount(early, token=True).token)
    assert renewal_of(served_with_token.session()).is_due


def test_a_rejected_token_is_renewed_and_the_request_repeated(served_with_token: Served) -> None:
    session = served_with_token.session()
    served_with_token.tenancy.faults.add("401", "get_user")
    assert ClassicDirectory(session).myself().name == "helpdesk.agent"
    assert operations(served_with_token.tenancy) == ["get_user", REFRESH, "get_user"]


def test_a_rejected_change_is_repeated_once_with_the_newer_token(served_with_token: Served) -> None:
    directory = ClassicDirectory(served_with_token.session())
    myself = directory.myself()
    served_with_token.tenancy.faults.add("401", "create_smtp_credential")
    issued = directory.create_credential(myself, "mine", "one-token")
    assert [item.ocid for item in served_with_token.tenancy.credentials(myself.ocid)] == [issued.credential.ocid]


def test_a_user_who_stays_rejected_causes_only_one_refresh(served_with_token: Served) -> None:
    session = served_with_token.session()
    served_with_token.tenancy.faults.add("401", "get_tenancy", times=0)
    for _ in range(3):
        with pytest.raises(NotAuthenticatedError) as refusal:
            session.tenancy_name()
    assert not isinstance(refusal.value, SessionExpiredError)
    assert operations(served_with_token.tenancy).count(REFRESH) == 1


def test_every_rejected_request_with_an_expired_token_reports_the_expiry(served_with_token: Served) -> None:
    session = served_with_token.session()
    token = renewal_of(session).token
    token.claims = replace(token.claims, expires=datetime.now(timezone.utc) - timedelta(seconds=1))
    served_with_token.tenancy.faults.add("401", "get_tenancy", times=2)
    for _ in range(2):
        with pytest.raises(SessionExpiredError):
            session.tenancy_name()
    assert operations(served_with_token.tenancy).count(REFRESH) == 0


def test_a_token_that_another_program_refreshed_is_used_without_asking(served_with_token: Served) -> None:
    session, other = served_with_token.session(), served_with_token.session()
    renewal_of(other).refresh()
    served_with_token.tenancy.faults.add("401", "get_tenancy")
    assert session.tenancy_name() == served_with_token.tenancy.world.name
    renewal_of(session).refresh()
    assert operations(served_with_token.tenancy).count(REFRESH) == 2, "by the other program, and when nobody else had"


def test_a_new_sign_in_with_another_key_is_used(served_with_token: Served, tmp_path: Path) -> None:
    """`oci session authenticate` writes another key, too."""
    session = served_with_token.session()
    served_with_token.tenancy.world.sessions._tokens.clear()
    user = served_with_token.tenancy.user_ocid("helpdesk.agent")
    DemoAccount(served_with_token.tenancy, user, token=True).write(served_with_token.config_file.parent)
    assert session.tenancy_name() == served_with_token.tenancy.world.name


def test_a_sign_in_by_another_user_is_rejected(served_with_token: Served) -> None:
    session = served_with_token.session()
    served_with_token.tenancy.world.sessions._tokens.clear()
    DemoAccount(served_with_token.tenancy, token=True).write(served_with_token.config_file.parent)
    with pytest.raises(ConfigError, match="Another user signed in"):
        session.tenancy_name()


def test_an_expired_token_is_rejected_before_any_request_with_a_next_step(
    served_with_token: Served, tenancy: Tenancy
) -> None:
    past = Tenancy(users=20, now=lambda: datetime.now(timezone.utc) - timedelta(hours=2))
    token_file(served_with_token).write_text(DemoAccount(past, token=True).token)
    with pytest.raises(SessionExpiredError) as refusal:
        served_with_token.session()
    assert "DEFAULT expired at" in refusal.value.cause
    assert "oci session authenticate --profile-name DEFAULT --region us-ashburn-1" in refusal.value.next_step
    assert operations(tenancy) == []


def test_a_session_that_oci_ended_is_reported_with_its_profile(served_with_token: Served) -> None:
    session = served_with_token.session()
    before = Path(served_with_token.config_file).read_bytes()
    served_with_token.tenancy.world.sessions._tokens.clear()
    with pytest.raises(SessionExpiredError, match="DEFAULT"):
        session.tenancy_name()
    assert Path(served_with_token.config_file).read_bytes() == before


def test_every_request_of_a_session_that_oci_ended_reports_the_expiry(served_with_token: Served) -> None:
    """Two that are in progress together are refused together; which of them asks for a newer token is chance."""
    session = served_with_token.session()
    served_with_token.tenancy.world.sessions._tokens.clear()
    for _ in range(3):
        with pytest.raises(SessionExpiredError, match="DEFAULT"):
            session.tenancy_name()
    assert operations(served_with_token.tenancy).count(REFRESH) == 1


def test_every_request_reports_that_the_session_cannot_be_renewed(served_with_token: Served) -> None:
    session = served_with_token.session()
    served_with_token.tenancy.faults.add("401", "get_tenancy", times=0)
    served_with_token.tenancy.faults.add("503", REFRESH)
    for _ in range(2):
        with pytest.raises(BusyError, match="Can't renew the session"):
            session.tenancy_name()
    assert operations(served_with_token.tenancy).count(REFRESH) == 1


def test_a_wrong_clock_is_not_reported_as_an_expired_session(served_with_token: Served, tenancy: Tenancy) -> None:
    session = served_with_token.session()
    tenancy.world.now = lambda: datetime.now(timezone.utc) + timedelta(minutes=20)
    with pytest.raises(WrongClockError, match="minutes behind"):
        session.tenancy_name()


@pytest.mark.parametrize("kind", ["503", "reset-after"])
def test_a_failed_refresh_does_not_change_the_token(served_with_token: Served, kind: str) -> None:
    session = served_with_token.session()
    before = token_file(served_with_token).read_text()
    served_with_token.tenancy.faults.add(kind, REFRESH)
    with pytest.raises(BusyError):
        renewal_of(session).refresh()
    assert token_file(served_with_token).read_text() == before
    assert session.tenancy_name() == served_with_token.tenancy.world.name


def test_a_token_that_cannot_be_saved_is_reported_and_the_session_works(
    served_with_token: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = served_with_token.session()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.api.session_token.write_durably", full)
    assert "No space left" in renewal_of(session).refresh()
    del served_with_token.tenancy.world.sessions._tokens[token_file(served_with_token).read_text()]
    assert session.tenancy_name() == served_with_token.tenancy.world.name


def test_a_refresh_keeps_a_symbolic_link_to_the_token_file(served_with_token: Served) -> None:
    path = token_file(served_with_token)
    real = path.with_name("real-token")
    path.rename(real)
    path.symlink_to(real)
    renewal_of(served_with_token.session()).refresh()
    assert path.is_symlink()
    assert read_claims(real.read_text())


DEEP = urlsafe_b64encode(b'{"a":' * 100_000).decode()


@pytest.mark.parametrize("text", ["", "a.b.c", "a.e30.c", "€", "x" * 5000, f"a.{DEEP}.c"])
def test_an_invalid_token_file_is_rejected(served_with_token: Served, text: str) -> None:
    token_file(served_with_token).write_text(text)
    with pytest.raises(ConfigError, match="security token"):
        served_with_token.session()


def test_a_token_without_a_valid_user_is_rejected() -> None:
    claims = urlsafe_b64encode(b'{"sub": "../../etc", "exp": 1}').decode()
    with pytest.raises(ValueError, match="user"):
        read_claims(f"e30.{claims}.x")


def test_a_federated_user_signs_in_and_has_no_user_settings(tenancy: Tenancy, tmp_path: Path) -> None:
    """The OCI CLI doesn't look at the name, either."""
    federated = f"{tenancy.ocid.replace('tenancy', 'saml2idp')}/anna kovács"
    config_file = DemoAccount(tenancy, federated, token=True).write(tmp_path)
    options = Options(config_file=str(config_file))
    session = open_session(load_profile(options, {}), options)
    assert (session.user_ocid, session.tenancy_ocid) == ("", tenancy.ocid)
    with pytest.raises(NotFoundError, match="signed in as a federated user, which has no user settings"):
        session.own_user()
    assert "anna" in repr(renewal_of(session).token)


def test_nothing_prints_the_token(served_with_token: Served) -> None:
    session = served_with_token.session()
    token = token_file(served_with_token).read_text()
    shown = f"{session.profile!r} {renewal_of(session).token!r} {renewal_of(session).token}"
    assert token not in shown
