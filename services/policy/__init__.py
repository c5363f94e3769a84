"""Who can send from where, according to the policy statements of the tenancy.

Our own rules evaluate the parsed statements. What can't be parsed or decided is *undecided*, never a no.
"""

from services.policy.decision import Answer, Verdict, decide
from services.policy.reader import PoliciesOfCompartment, all_policies
from services.policy.request import Person, SendRequest
from services.policy.source import Policy, Source, sources
from services.policy.suggestion import Suggestion, suggest

__all__ = [
    "Answer",
    "Person",
    "PoliciesOfCompartment",
    "Policy",
    "SendRequest",
    "Source",
    "Suggestion",
    "Verdict",
    "all_policies",
    "decide",
    "sources",
    "suggest",
]
