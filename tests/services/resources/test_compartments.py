from services.demo.tenancy import Tenancy
from services.resources.compartments import Compartment, CompartmentTree, of_each, read_compartments
from tests.services.accounts import session_on

ROOT = "ocid1.tenancy.oc1..r"
TREE = CompartmentTree.of(
    ROOT,
    [
        Compartment("a", ROOT, "A"),
        Compartment("b", "a", "B"),
        Compartment("c", ROOT, "C", "DELETED"),
        Compartment("lost", "hidden", "Lost"),
        Compartment("loop", "pool", "Loop"),
        Compartment("pool", "loop", "Pool"),
    ],
)


def test_paths_are_written_as_in_policies() -> None:
    assert [TREE.path(ocid) for ocid in (ROOT, "a", "b")] == ["", "A", "A:B"]


def test_the_path_of_a_compartment_outside_the_known_tree_is_its_ocid() -> None:
    assert [TREE.path(ocid) for ocid in ("c", "x", "lost", "loop")] == ["c", "x", "lost", "loop"]


def test_is_within_reports_true_false_or_unknown() -> None:
    assert TREE.is_within("b", "a") is True
    assert TREE.is_within("b", ROOT) is True
    assert TREE.is_within("a", "b") is False
    assert TREE.is_within(ROOT, "a") is False
    assert TREE.is_within("lost", "a") is None
    assert TREE.is_within("loop", "a") is None


def test_deleted_compartments_are_left_out() -> None:
    assert "c" not in TREE
    assert TREE.children(ROOT, "C") == []


def test_of_each_calls_the_function_once_for_each_compartment_in_order() -> None:
    assert list(of_each(TREE, str.upper)) == [ocid.upper() for ocid in TREE]


def test_the_whole_tree_of_a_tenancy_is_read(tenancy: Tenancy) -> None:
    tree = read_compartments(session_on(tenancy))
    paths = {tree.path(ocid) for ocid in tree}
    expected = {c.path for c in tenancy.world.compartments if c.state == "ACTIVE"}
    assert paths == {"", *expected}
