import pytest

from tests.services.demo.evidence.document import DOCUMENT, PARTS, document
from tests.services.demo.evidence.row import SOURCES, Bench, Row

ROWS = [row for rows in PARTS.values() for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.point)
def test_the_sample_tenancy_answers_as_oci_unless_the_row_says_why_not(row: Row) -> None:
    answer = row.demo(Bench())
    if row.differs:
        assert answer != row.oci, "it answers as OCI now: the reason can go"
    else:
        assert answer == row.oci


def test_the_document_matches_the_generated_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "stale: make generated"


def test_each_row_has_known_sources_and_a_unique_point() -> None:
    assert all(row.source and set(row.source) <= set(SOURCES) for row in ROWS)
    for rows in PARTS.values():
        points = [row.point for row in rows]
        assert len(points) == len(set(points))
