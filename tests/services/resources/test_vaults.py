from services.demo.tenancy import Tenancy
from services.resources.compartments import read_compartments
from services.resources.vaults import keys, vaults
from tests.services.accounts import Served, session_on


def test_only_vaults_and_keys_that_can_hold_a_secret_are_found(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    tree = read_compartments(session)
    found = {vault.name: vault for each in vaults(session, tree) for vault in each.vaults}
    assert sorted(found) == ["mail", "sandbox [test]"]
    assert tree.path(found["mail"].compartment) == "Production:Mail"
    held = [key for each in keys(session, found["mail"], tree) for key in each.keys]
    assert [key.name for key in held] == ["secrets"]
    (elsewhere,) = (key for each in keys(session, found["sandbox [test]"], tree) for key in each.keys)
    assert tree.path(elsewhere.compartment) == "Development"


def test_each_region_has_its_own_vaults_and_keys(tenancy: Tenancy) -> None:
    session = session_on(tenancy, region="eu-frankfurt-1")
    tree = read_compartments(session)
    (vault,) = (vault for each in vaults(session, tree) for vault in each.vaults)
    assert vault.name == "mail-eu"
    assert [key.name for each in keys(session, vault, tree) for key in each.keys] == ["secrets-eu"]


def test_a_compartment_that_cannot_be_read_does_not_hide_the_others(tenancy: Tenancy) -> None:
    session = session_on(tenancy)
    tree = read_compartments(session)
    tenancy.faults.add("404", "list_vaults", times=1)
    found = list(vaults(session, tree))
    assert [each.compartment for each in found] == list(tree)
    assert [each.error is not None for each in found].count(True) == 1


def test_vaults_and_keys_are_read_over_the_network(on_loopback: Served) -> None:
    session = on_loopback.session()
    tree = read_compartments(session)
    found = [vault for each in vaults(session, tree) for vault in each.vaults]
    assert len(found) == 2
    assert all(any(each.keys for each in keys(session, vault, tree)) for vault in found)
