"""The manifest for the External Secrets Operator: whole, safe to parse, and without a secret."""

from datetime import datetime, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.delivery.external_secret import external_secret, kubernetes_name
from services.model.destination import VAULT, Destination

FOLLOWED = {
    "user_name": "user_name",
    "password": "password",
    "host": "host",
    "port": "port",
    "security": "security",
}


def place(name: str, vault: str = "ocid1.vault.oc1.iad.example", region: str = "us-ashburn-1") -> Destination:
    return Destination(VAULT, name, datetime.now(timezone.utc), vault=vault, region=region)


def documents(text: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(text))


def test_the_manifest_has_a_matching_secret_store_and_external_secret() -> None:
    """As the CRDs of external-secrets 2.9.0 have it; see the module's docstring."""
    store, secret = documents(external_secret(place("shop")))
    assert store == {
        "apiVersion": "external-secrets.io/v1",
        "kind": "SecretStore",
        "metadata": {"name": "shop"},
        "spec": {
            "provider": {
                "oracle": {
                    "vault": "ocid1.vault.oc1.iad.example",
                    "region": "us-ashburn-1",
                    "principalType": "InstancePrincipal",
                }
            }
        },
    }
    assert secret["apiVersion"] == "external-secrets.io/v1"
    assert secret["kind"] == "ExternalSecret"
    assert secret["metadata"] == {"name": "shop"}
    spec = secret["spec"]
    assert set(spec) == {"refreshInterval", "secretStoreRef", "target", "data"}
    assert spec["refreshInterval"] == "15m"
    assert spec["secretStoreRef"] == {"kind": "SecretStore", "name": "shop"}
    assert spec["target"] == {"name": "shop", "creationPolicy": "Owner"}
    assert {each["secretKey"]: each["remoteRef"]["property"] for each in spec["data"]} == FOLLOWED
    assert all(set(each) == {"secretKey", "remoteRef"} for each in spec["data"])
    assert all(set(each["remoteRef"]) == {"key", "property", "version"} for each in spec["data"])
    assert {(each["remoteRef"]["key"], each["remoteRef"]["version"]) for each in spec["data"]} == {("shop", "CURRENT")}


@given(st.text(min_size=1), st.text(), st.text())
def test_names_with_any_characters_stay_within_their_yaml_value(name: str, vault: str, region: str) -> None:
    store, secret = documents(external_secret(place(name, vault, region)))
    oracle = store["spec"]["provider"]["oracle"]
    assert (oracle["vault"], oracle["region"]) == (vault, region)
    assert {each["remoteRef"]["key"] for each in secret["spec"]["data"]} == {name}
    assert store["metadata"]["name"] == secret["spec"]["target"]["name"]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("shop", "shop"),
        ("Shop_Mailer.2026", "shop-mailer-2026"),
        ("-._-", "smtp-credential"),
        ("yes", "yes"),
        ("a" * 62 + "-b", "a" * 62),
        ("123", "123"),
    ],
)
def test_a_secret_name_becomes_a_valid_kubernetes_name(name: str, called: str) -> None:
    assert kubernetes_name(name) == called
    store, _ = documents(external_secret(place(name)))
    assert store["metadata"]["name"] == called, "a text, whatever it looks like"
