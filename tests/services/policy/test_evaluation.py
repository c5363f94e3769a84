"""Of a statement that doesn't apply: which questions were answered with a no."""

import pytest

from services.policy.evaluation import Question
from tests.services.policy.situations import Row

QUESTIONS: tuple[Question, ...] = ("action", "subject", "location", "condition", "form")
ENDING = "to use email-family in compartment Production:Mail"


@pytest.mark.parametrize(
    ("statement", "failed"),
    [
        (f"Allow group Others {ENDING}", {"subject"}),
        ("Allow group Senders to inspect email-family in compartment Production:Mail", {"action"}),
        ("Allow group Senders to use email-family in compartment Development", {"location"}),
        (f"Allow group Senders {ENDING} where request.region = 'phx'", {"condition"}),
        (f"Allow group Others {ENDING} where request.region = 'phx'", {"subject", "condition"}),
    ],
)
def test_failed_lists_the_questions_that_a_statement_fails(statement: str, failed: set[Question]) -> None:
    [found] = Row(statement, "").judged().considered
    assert set(found.failed()) == failed
    assert {question for question in QUESTIONS if found.lacks_only(question)} == (failed if len(failed) == 1 else set())


def test_an_unknown_condition_is_not_listed_as_failed() -> None:
    statement = f"Allow group Others {ENDING} where request.networkSource.name = 'office'"
    [found] = Row(statement, "").judged().considered
    assert found.failed() == ("subject",)
    assert not found.lacks_only("subject"), "the condition might not hold either"
