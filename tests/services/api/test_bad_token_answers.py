"""A session that is renewed with what is no newer token of it: the good session stays as it is, byte for byte."""

import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from services.api.session import Session
from services.api.session_token import SessionToken, read_claims
from services.api.token_refresh import Renewal
from services.demo.account import DemoAccount
from services.demo.http import Request, Response
from services.demo.tenancy import Tenancy
from services.model.errors import OciSmtpError
from tests.services.accounts import Served, served

AGENT = "helpdesk.agent"


class Refreshing(Tenancy):
    """Answers a refresh with what it is told."""

    body = b""

    def handle(self, request: Request, patience: float | None = None) -> Response:
        answer = super().handle(request, patience)
        is_refresh = request.path == "/v1/authentication/refresh"
        return Response(200, answer.headers, self.body) if is_refresh else answer


def token_file(where: Served) -> Path:
    return where.config_file.with_name("token")


def renewal_of(session: Session) -> Renewal:
    assert session.renewal is not None
    return session.renewal


def altered(token: str, **claims: object) -> str:
    """A token like that one, with other claims; those that are None are left out."""
    head, payload, signature = token.split(".")
    found = {**json.loads(urlsafe_b64decode(payload + "==")), **claims}
    text = json.dumps({name: value for name, value in found.items() if value is not None}).encode()
    return f"{head}.{urlsafe_b64encode(text).decode().rstrip('=')}.{signature}"


def other_key() -> str:
    number = urlsafe_b64encode(b"\x01" * 256).decode().rstrip("=")
    return json.dumps({"kty": "RSA", "n": number, "e": "AQAB"})


LATER = int(datetime.now(timezone.utc).timestamp()) + 100_000
BAD: dict[str, Callable[[str], object]] = {
    "another user": lambda token: altered(token, exp=LATER, sub="ocid1.user.oc1..aaaaaaaaother"),
    "another kind of user": lambda token: altered(token, exp=LATER, sub="ocid1.instance.oc1..a"),
    "no user": lambda token: altered(token, exp=LATER, sub=None),
    "a user that is none": lambda token: altered(token, exp=LATER, sub="../../etc/passwd"),
    "another tenancy": lambda token: altered(token, exp=LATER, tenant="ocid1.tenancy.oc1..other"),
    "no tenancy": lambda token: altered(token, exp=LATER, tenant=None),
    "another key": lambda token: altered(token, exp=LATER, jwk=other_key()),
    "a key that is none": lambda token: altered(token, exp=LATER, jwk="not JSON"),
    "a key nested deep": lambda token: altered(token, exp=LATER, jwk="[" * 4000),
    "a key of another kind": lambda token: altered(token, exp=LATER, jwk='{"kty": "EC", "x": "a", "y": "b"}'),
    "expired": lambda token: altered(token, exp=1),
    "expired before all time": lambda token: altered(token, exp=-(10**11)),
    "ends at the same time": lambda token: token,
    "ends earlier": lambda token: altered(token, exp=int(datetime.now(timezone.utc).timestamp()) + 60),
    "ends never": lambda token: altered(token, exp=None),
    "ends in words": lambda token: altered(token, exp="tomorrow"),
    "ends beyond all dates": lambda token: altered(token, exp=10**30),
    "ends at half past": lambda token: altered(token, exp=LATER + 0.5),
    "a line break at the end": lambda token: altered(token, exp=LATER) + "\n",
    "a line break within": lambda token: altered(token, exp=LATER).replace(".", ".\n", 1),
    "a header after it": lambda token: altered(token, exp=LATER) + "\r\nx-evil: 1",
    "a blank before": lambda token: " " + altered(token, exp=LATER),
    "not ASCII": lambda token: altered(token, exp=LATER) + "é",
    "digits of another script": lambda token: altered(token, exp=LATER) + "٣",
    "NUL": lambda token: altered(token, exp=LATER) + "\0",
    "two parts": lambda token: altered(token, exp=LATER).rpartition(".")[0],
    "four parts": lambda token: altered(token, exp=LATER) + ".x",
    "no signature": lambda token: altered(token, exp=LATER).rpartition(".")[0] + ".",
    "a payload that is no JSON": lambda token: "e30.AAAA.x",
    "a payload that is a list": lambda token: "e30.W10.x",
    "longer than a header": lambda token: altered(token, exp=LATER) + "a" * 20_000,
    "empty": lambda token: "",
    "null": lambda token: None,
    "a number": lambda token: 5,
    "a list": lambda token: [token],
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("is_refused", [False, True])
def test_a_bad_token_does_not_change_a_good_session(tmp_path: Path, name: str, is_refused: bool) -> None:
    tenancy = Refreshing(users=20)
    with served(tenancy, tmp_path, user=AGENT, token=True) as where:
        session = where.session()
        path = token_file(where)
        before = path.read_bytes()
        tenancy.body = json.dumps({"token": BAD[name](before.decode())}).encode()
        if is_refused:
            tenancy.faults.add("401", "get_tenancy")
        with pytest.raises(OciSmtpError) as told:
            session.tenancy_name() if is_refused else renewal_of(session).refresh()
        assert told.value.next_step
        assert path.read_bytes() == before
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert session.tenancy_name() == tenancy.world.name, "the older one still signs"
        assert where.session().tenancy_name() == tenancy.world.name


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b"[]", b"\xff", b'{"token": {"a": 1}}', b"[" * 100_000])
def test_a_refresh_response_without_a_token_does_not_change_the_session(tmp_path: Path, body: bytes) -> None:
    tenancy = Refreshing(users=20)
    with served(tenancy, tmp_path, user=AGENT, token=True) as where:
        session = where.session()
        before = token_file(where).read_bytes()
        tenancy.body = body
        with pytest.raises(OciSmtpError):
            renewal_of(session).refresh()
        assert token_file(where).read_bytes() == before
        assert session.tenancy_name() == tenancy.world.name


@pytest.mark.parametrize("more", [{}, {"jwk": None}, {"iat": None}, {"new": [1]}])
def test_a_newer_token_is_accepted_with_extra_or_missing_claims(tmp_path: Path, more: dict[str, object]) -> None:
    tenancy = Refreshing(users=20)
    with served(tenancy, tmp_path, user=AGENT, token=True) as where:
        newer = altered(token_file(where).read_text(), exp=LATER, **more)
        tenancy.body = json.dumps({"token": newer}).encode()
        assert renewal_of(where.session()).refresh() == ""
        assert token_file(where).read_text() == newer
        assert stat.S_IMODE(token_file(where).stat().st_mode) == 0o600


def test_a_refresh_does_not_overwrite_the_token_of_a_new_sign_in(
    tenancy: Tenancy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reread = SessionToken.reread

    def signing_in_after(token: SessionToken) -> bool:
        is_news = reread(token)
        DemoAccount(tenancy, token=True).write(tmp_path)
        return is_news

    with served(tenancy, tmp_path, user=AGENT, token=True) as where:
        session = where.session()
        monkeypatch.setattr(SessionToken, "reread", signing_in_after)
        assert "changed by another program" in renewal_of(session).refresh()
        assert read_claims(token_file(where).read_text()).user == tenancy.admin_ocid
