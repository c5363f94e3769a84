"""Proxies and CA bundles of the environment are those that the SDK's HTTP library would find."""

import importlib.util
from typing import Any

import pytest
from oci._vendor.requests.sessions import Session

from services.api.client_pool import Clients
from services.demo.account import DemoAccount
from services.demo.tenancy import Tenancy

SERVICE = "https://identity.us-ashburn-1.oraclecloud.com"
ENVIRONMENTS = {
    "nothing": {},
    "proxy": {"https_proxy": "http://proxy.example:3128"},
    "proxy for all": {"ALL_PROXY": "http://proxy.example:3128"},
    "not for this host": {"https_proxy": "http://proxy.example:3128", "no_proxy": "oraclecloud.com"},
    "not for another": {"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "example.org,localhost"},
    "CA bundle": {"REQUESTS_CA_BUNDLE": "/etc/ssl/ours.pem"},
    "CA bundle of curl": {"CURL_CA_BUNDLE": "/etc/ssl/ours.pem"},
}
NAMES = {name for settings in ENVIRONMENTS.values() for name in settings}


def set_up(settings: dict[str, str], patches: pytest.MonkeyPatch) -> None:
    """Let the environment have these settings and no others of their kind."""
    for name in {each for known in NAMES for each in (known.lower(), known.upper())}:
        patches.delenv(name, raising=False)
    for name, value in settings.items():
        patches.setenv(name, value)


def found(session: Session, url: str = SERVICE) -> dict[str, Any]:
    """What a request of that session would be sent with."""
    settings: dict[str, Any] = session.merge_environment_settings(f"{url}/20160918/users", {}, True, None, None)
    return settings


@pytest.fixture(scope="module")
def original() -> Any:
    """The library's own way, of a second copy of its module, which no client has changed."""
    spec = importlib.util.find_spec("oci._vendor.requests.sessions")
    assert spec
    assert spec.loader
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy.Session.merge_environment_settings


@pytest.fixture
def sessions() -> Any:
    """Makes sessions of clients, as each thread has one."""
    account = DemoAccount(Tenancy(users=0))

    def make(**more: Any) -> Session:
        clients = Clients({**account.config()}, {"identity": SERVICE}, **more)
        return clients.wire("identity", "us-ashburn-1")._base.session

    return make


@pytest.mark.parametrize("settings", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
@pytest.mark.parametrize(
    "more", [{}, {"proxy": "http://ours.example:8080"}, {"cert_bundle": "/etc/ssl/named.pem"}], ids=str
)
def test_proxies_and_ca_bundles_match_those_of_the_http_library(
    settings: dict[str, str], more: dict[str, str], sessions: Any, original: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(settings, monkeypatch)
    session = sessions(**more)
    for url in (SERVICE, "https://idcs-1.identity.oraclecloud.com:443", "https://localhost:9", "https://example.org"):
        theirs = original(session, f"{url}/20160918/users", {}, True, None, None)
        assert found(session, url) == theirs
        assert found(session, url) == theirs


def test_only_a_new_session_sees_a_changed_environment(sessions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up({}, monkeypatch)
    earlier = sessions()
    assert "https" not in found(earlier)["proxies"]
    set_up(ENVIRONMENTS["proxy"], monkeypatch)
    assert "https" not in found(earlier)["proxies"]
    assert found(sessions())["proxies"]["https"] == "http://proxy.example:3128"


def test_the_proxy_of_one_request_is_not_used_for_the_next(sessions: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up({}, monkeypatch)
    session = sessions()
    given = session.merge_environment_settings(SERVICE, {"https": "http://once.example"}, True, None, None)
    assert given["proxies"]["https"] == "http://once.example"
    found(session)["proxies"]["https"] = "http://changed.example"
    assert "https" not in found(session)["proxies"]
